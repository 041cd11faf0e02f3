"""What a past day needs to be told again: the stretches in which work stood still, and results undone later."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def begin_what_stands_still(apps, schema_editor):
    """Work suspended before this table was kept stands still since it last changed: nothing earlier is known."""
    suspension = apps.get_model("plan", "Suspension")
    for row in apps.get_model("plan", "Obligation").objects.filter(state="suspended"):
        suspension.objects.create(obligation=row, since=timezone.localtime(row.changed_at).date())


class Migration(migrations.Migration):

    dependencies = [
        ('plan', '0001_start'),
    ]

    operations = [
        migrations.AddField(
            model_name='result',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='Từ ngày')),
                ('until', models.DateField(blank=True, null=True, verbose_name='Tiếp tục từ ngày')),
                ('document_number', models.CharField(blank=True, max_length=200, verbose_name='Căn cứ')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='plan.obligation')),
            ],
            options={
                'verbose_name': 'tạm dừng',
                'ordering': ['since', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('obligation',), name='suspension_one_at_a_time'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='suspension_in_order')],
            },
        ),
        migrations.RunPython(begin_what_stands_still, migrations.RunPython.noop),
    ]
