from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Knocks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('who', models.CharField(max_length=64)),
                ('until', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'mức gửi',
                'indexes': [models.Index(fields=['until'], name='knocks_age')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'who', 'until'), name='knocks_once_per_window')],
            },
        ),
    ]
