"""Parts of words in a million texts: PostgreSQL finds them by trigrams; SQLite reads on, and is fast enough."""

from django.db import DatabaseError, migrations, transaction

INDEXES = {
    "petition_answer_words": "petitions_answer USING gin (public_folded gin_trgm_ops) WHERE published_at IS NOT NULL",
    "petition_words": "petitions_petition USING gin (folded gin_trgm_ops)",
}


def make(apps, schema_editor):
    """Make the indexes where the engine has them; without the extension lists stay right and are only slower."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for name, rest in INDEXES.items():
                schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {rest}")
    except DatabaseError:  # not allowed, or not shipped with this server
        return


def drop(apps, schema_editor):
    """Drop them."""
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_ladder_days")]
    operations = [migrations.RunPython(make, drop)]
