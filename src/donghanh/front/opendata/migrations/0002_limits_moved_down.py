"""Counts of knocks lie in ``ground.limits`` now; those kept here decide nothing after an hour and are dropped."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('opendata', '0001_start'),
    ]

    operations = [
        migrations.DeleteModel(
            name='Calls',
        ),
    ]
