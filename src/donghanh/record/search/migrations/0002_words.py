"""The words of the index lie where each engine searches best: an FTS5 table, or two tsvector columns with GIN.

Words arrive cut and folded by ``record.search.engine.words``, so no dictionary of either engine has a say.
"""

from django.db import migrations

POSTGRESQL = [
    "ALTER TABLE search_slot ADD COLUMN words tsvector, ADD COLUMN xwords tsvector",
    "CREATE INDEX search_slot_words ON search_slot USING gin (words)",
    "CREATE INDEX search_slot_xwords ON search_slot USING gin (xwords)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE search_words USING fts5(title, body, xtitle, xbody, "
    "tokenize = 'unicode61 remove_diacritics 0', prefix = '3')",
]


def forwards(apps, editor):
    """Make room for the words."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps, editor):
    """Take it away; the index is derived and can be gathered again."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_slot DROP COLUMN words, DROP COLUMN xwords")
    else:
        editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_start")]

    operations = [migrations.RunPython(forwards, backwards)]
