"""The petition's own copy of its words goes; indexes that another begins with go too."""

import django.db.models.deletion
from django.db import DatabaseError, migrations, models, transaction

INDEX = "CREATE INDEX IF NOT EXISTS petition_words ON petitions_words USING gin (folded gin_trgm_ops)"


def index(apps, schema_editor):
    """Make the index where the engine has it, as 0004 did."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("DROP INDEX IF EXISTS petition_words")
            schema_editor.execute(INDEX)
    except DatabaseError:  # the extension is not allowed, or not shipped with this server
        return


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_start'),
        ('petitions', '0010_words_beside'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='petition',
            name='petition_submitted',
        ),
        migrations.RemoveField(
            model_name='petition',
            name='folded',
        ),
        migrations.AlterField(
            model_name='petition',
            name='association',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency'),
        ),
        migrations.AlterField(
            model_name='petition',
            name='lead',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.agency'),
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
