"""The tables that stood in the petitions room, as they came; ``petitions.0009`` gave them their new names."""

import django.db.models.deletion
import donghanh.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_start'),
        ('orgs', '0001_start'),
        ('petitions', '0009_dialogues_leave'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Dialogue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                        ('title', models.CharField(max_length=200, verbose_name='Tên buổi đối thoại')),
                        ('topic', models.TextField(max_length=4000, verbose_name='Nội dung')),
                        ('starts_at', models.DateTimeField(verbose_name='Bắt đầu')),
                        ('ends_at', models.DateTimeField(verbose_name='Kết thúc')),
                        ('place', models.CharField(max_length=300, verbose_name='Địa điểm')),
                        ('questions_until', models.DateField(verbose_name='Nhận câu hỏi đến hết ngày')),
                        ('provincial', models.BooleanField(default=True, verbose_name='Do UBND tỉnh chủ trì')),
                        ('state', models.CharField(choices=[('draft', 'Đang chuẩn bị'), ('announced', 'Đã công bố, nhận câu hỏi'), ('held', 'Đã họp, chờ công bố kết quả'), ('published', 'Đã công bố kết quả'), ('cancelled', 'Đã hủy')], default='draft', max_length=10)),
                        ('sequence', models.PositiveSmallIntegerField(default=0)),
                        ('attended', models.PositiveIntegerField(blank=True, null=True, verbose_name='Số doanh nghiệp dự')),
                        ('minutes', models.TextField(blank=True, verbose_name='Biên bản')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='Lý do hủy')),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('created_at', models.DateTimeField()),
                        ('changed_at', models.DateTimeField()),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('minutes_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                        ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency')),
                    ],
                    options={
                        'verbose_name': 'đối thoại',
                        'ordering': ['-starts_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Conclusion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                        ('order', models.PositiveSmallIntegerField()),
                        ('text', models.TextField(max_length=2000, verbose_name='Kết luận')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='Hạn')),
                        ('obligation_key', models.CharField(blank=True, max_length=12)),
                        ('petition_key', models.CharField(blank=True, max_length=12)),
                        ('result', models.TextField(blank=True, verbose_name='Kết quả')),
                        ('result_on', models.DateField(blank=True, null=True)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency')),
                        ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conclusions', to='dialogues.dialogue')),
                    ],
                    options={
                        'verbose_name': 'kết luận',
                        'ordering': ['dialogue', 'order'],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='Tên')),
                        ('email', models.EmailField(blank=True, max_length=200, verbose_name='Thư điện tử')),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency')),
                        ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='dialogues.dialogue')),
                    ],
                    options={
                        'verbose_name': 'giấy mời',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Reform',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                        ('kind', models.CharField(choices=[('duty', 'Giao thành nhiệm vụ'), ('cut', 'Cắt, giảm thủ tục'), ('guide', 'Hướng dẫn thống nhất')], max_length=5, verbose_name='Hình thức')),
                        ('title', models.CharField(max_length=200, verbose_name='Đề xuất')),
                        ('text', models.TextField(max_length=4000, verbose_name='Nội dung')),
                        ('subindex', models.CharField(blank=True, max_length=20)),
                        ('subject', models.CharField(blank=True, max_length=20)),
                        ('state', models.CharField(choices=[('proposed', 'Đã đề xuất'), ('agreed', 'Đã đồng ý'), ('declined', 'Không đồng ý'), ('done', 'Đã thực hiện')], default='proposed', max_length=8)),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='Hạn')),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('decision', models.CharField(blank=True, max_length=500, verbose_name='Ý kiến')),
                        ('obligation_key', models.CharField(blank=True, max_length=12)),
                        ('result', models.TextField(blank=True, verbose_name='Kết quả')),
                        ('result_document', models.CharField(blank=True, max_length=60, verbose_name='Số văn bản')),
                        ('done_on', models.DateField(blank=True, null=True)),
                        ('proposed_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'đề xuất cải cách',
                        'ordering': ['-proposed_at'],
                    },
                ),
                migrations.AddConstraint(
                    model_name='dialogue',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='dialogue_in_order', violation_error_message='Giờ kết thúc phải sau giờ bắt đầu.'),
                ),
                migrations.AddConstraint(
                    model_name='conclusion',
                    constraint=models.UniqueConstraint(fields=('dialogue', 'order'), name='conclusion_order'),
                ),
                migrations.AddConstraint(
                    model_name='invitation',
                    constraint=models.UniqueConstraint(condition=models.Q(('agency__isnull', False)), fields=('dialogue', 'agency'), name='invited_agency_once'),
                ),
                migrations.AddConstraint(
                    model_name='invitation',
                    constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('dialogue', 'email'), name='invited_address_once'),
                ),
            ],
        ),
    ]
