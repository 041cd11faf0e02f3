"""The text that came of a draft is kept provision by provision, to stand beside the draft."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0003_delivery_and_fees'),
    ]

    operations = [
        migrations.CreateModel(
            name='FinalPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('eid', models.CharField(max_length=120)),
                ('order', models.PositiveIntegerField()),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('label', models.CharField(blank=True, max_length=60)),
                ('heading', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='final_passages', to='disclosure.consultation')),
            ],
            options={
                'verbose_name': 'đoạn của văn bản đã ban hành',
                'ordering': ['consultation', 'order'],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'eid'), name='disclosure_final_passage_once')],
            },
        ),
    ]
