"""Counts of knocks lie in ``ground.limits`` now; those kept here decide nothing after an hour and are dropped."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0004_words_found_fast'),
    ]

    operations = [
        migrations.DeleteModel(
            name='RateMark',
        ),
    ]
