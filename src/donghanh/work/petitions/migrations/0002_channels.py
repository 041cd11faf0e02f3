

import django.db.models.deletion
import donghanh.kit.ids
import donghanh.work.petitions.models.channels
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_start'),
        ('orgs', '0001_start'),
        ('petitions', '0001_start'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=donghanh.work.petitions.models.channels.new_draft_key, editable=False, max_length=40, unique=True)),
                ('at', models.DateTimeField()),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'verbose_name': 'mã tra cứu qua giao diện lập trình',
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                ('period', models.CharField(blank=True, max_length=40, verbose_name='Kỳ')),
                ('state', models.CharField(choices=[('reading', 'Đang đọc tệp'), ('ready', 'Chờ xác nhận'), ('making', 'Đang tạo hồ sơ'), ('done', 'Đã xong'), ('refused', 'Không đọc được'), ('dropped', 'Đã bỏ')], default='reading', max_length=8)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('wrong', models.PositiveIntegerField(default=0)),
                ('repeated', models.PositiveIntegerField(default=0)),
                ('findings', models.JSONField(blank=True, default=list)),
                ('asked_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'bảng tổng hợp của hiệp hội',
                'ordering': ['-asked_at'],
            },
        ),
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
                ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conclusions', to='petitions.dialogue')),
            ],
            options={
                'verbose_name': 'kết luận',
                'ordering': ['dialogue', 'order'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=donghanh.work.petitions.models.channels.new_draft_key, editable=False, max_length=40, unique=True)),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('files', models.ManyToManyField(blank=True, related_name='+', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'bản đang viết',
            },
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                ('receipt', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True, verbose_name='Mã biên nhận')),
                ('body', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('received_on', models.DateField(verbose_name='Ngày nhận')),
                ('fetched_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('fetched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'phong bì niêm phong',
                'ordering': ['received_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EnvelopeLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('fetched', 'Tải về'), ('again', 'Tải lại'), ('confirmed', 'Xác nhận đã nhận'), ('erased', 'Đã xóa bản niêm phong')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='log', to='petitions.envelope')),
            ],
            options={
                'verbose_name': 'sổ phong bì',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=20)),
                ('event_id', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('petition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='petitions.petition')),
            ],
            options={
                'verbose_name': 'tin đẩy đến',
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
                ('dialogue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='petitions.dialogue')),
            ],
            options={
                'verbose_name': 'giấy mời',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=donghanh.kit.ids.new_key, editable=False, max_length=12, unique=True)),
                ('way', models.CharField(choices=[('in', 'Đến'), ('out', 'Đi')], max_length=3)),
                ('message_id', models.CharField(blank=True, max_length=250)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('verdict', models.CharField(blank=True, max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='Vì sao')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='Địa chỉ')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='Tiêu đề')),
                ('body', models.TextField(blank=True)),
                ('size', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('taken', 'Đã nhận vào hồ sơ'), ('aside', 'Để riêng'), ('waiting', 'Chờ gửi'), ('sent', 'Đã gửi'), ('failed', 'Không gửi được')], max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('petition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='petitions.petition')),
            ],
            options={
                'verbose_name': 'thư',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RateMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('who', models.CharField(max_length=64)),
                ('window', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'mức gửi',
                'indexes': [models.Index(fields=['window'], name='rate_age')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'who', 'window'), name='rate_once_per_window')],
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
                ('petitions', models.ManyToManyField(related_name='reforms', to='petitions.petition')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'đề xuất cải cách',
                'ordering': ['-proposed_at'],
            },
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('data', models.JSONField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='petitions.batch')),
                ('petition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='petitions.petition')),
            ],
            options={
                'verbose_name': 'dòng của bảng',
                'ordering': ['batch', 'line'],
                'indexes': [models.Index(fields=['digest'], name='batch_row_digest')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='batch_line_once')],
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
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['changed_at'], name='draft_age'),
        ),
        migrations.AddConstraint(
            model_name='hookevent',
            constraint=models.UniqueConstraint(fields=('source', 'event_id'), name='hook_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('agency__isnull', False)), fields=('dialogue', 'agency'), name='invited_agency_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('dialogue', 'email'), name='invited_address_once'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', 'next_at'], name='letter_waiting'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('way', 'message_id'), name='letter_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('digest',), name='letter_once_by_content'),
        ),
    ]
