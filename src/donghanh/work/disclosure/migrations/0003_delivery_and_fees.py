"""An answer that was posted or handed over has its day and what was paid; requests also come in person."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0002_requests_and_consultations'),
        ('orgs', '0001_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='inforequest',
            name='delivered_on',
            field=models.DateField(blank=True, null=True, verbose_name='Ngày giao'),
        ),
        migrations.AddField(
            model_name='inforequest',
            name='fee_paid_vnd',
            field=models.PositiveBigIntegerField(default=0, verbose_name='Chi phí đã thu'),
        ),
        migrations.AlterField(
            model_name='inforequest',
            name='channel',
            field=models.CharField(choices=[('online', 'Qua mạng'), ('post', 'Bưu chính, fax'), ('office', 'Trực tiếp tại cơ quan')], max_length=8, verbose_name='Cách gửi'),
        ),
        migrations.AddConstraint(
            model_name='inforequest',
            constraint=models.CheckConstraint(condition=models.Q(('fee_paid_vnd__lte', models.F('fee_vnd'))), name='disclosure_fee_was_told'),
        ),
        migrations.AddConstraint(
            model_name='inforequest',
            constraint=models.CheckConstraint(condition=models.Q(('delivered_on__isnull', True), ('state', 'answered'), _connector='OR'), name='disclosure_delivered_was_answered'),
        ),
    ]
