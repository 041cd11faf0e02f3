"""Each part of a return knows where the plan has its duty, so that the province's report tells them in that order."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_start'),
    ]

    operations = [
        migrations.AddField(
            model_name='section',
            name='duty_order',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
