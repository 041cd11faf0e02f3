"""On PostgreSQL the words of titles get columns of their own.

A step that asks for words in the title asked the whole vector for weight A; the planner knows no weights, took such
words for as common as they are in texts, and walked every row. Columns of their own have statistics of their own. Two words that stand together in a title are an
entry too ('giá đất'), because a phrase is guessed to be as frequent as its words, and is not.
SQLite's table has had a column for titles all along.
"""

from django.db import migrations

LAST_PLACE_OF_A_TITLE = 400  # texts begin at place 500
FILL = """
UPDATE search_slot SET {titles} = ts_filter({words}, '{{a}}') || coalesce(
  (SELECT array_to_tsvector(array_agg(DISTINCT one.lexeme || ' ' || next.lexeme))
     FROM (SELECT w.lexeme, p FROM unnest({words}) w, unnest(w.positions) p WHERE p <= %(last)s) one
     JOIN (SELECT w.lexeme, p FROM unnest({words}) w, unnest(w.positions) p WHERE p <= %(last)s) next
       ON next.p = one.p + 1), ''::tsvector)
"""


def forwards(apps, editor):
    """Take the titles out of the words that are there."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_slot ADD COLUMN titles tsvector, ADD COLUMN xtitles tsvector")
        for words in ("words", "xwords"):
            titles = words.replace("words", "titles")
            editor.execute(FILL.format(titles=titles, words=words), {"last": LAST_PLACE_OF_A_TITLE})
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index waits for the keys that the rows written point to
        for titles in ("titles", "xtitles"):
            editor.execute(f"CREATE INDEX search_slot_{titles} ON search_slot USING gin ({titles})")


def backwards(apps, editor):
    """Leave the titles in the words alone."""
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE search_slot DROP COLUMN titles, DROP COLUMN xtitles")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]

    operations = [migrations.RunPython(forwards, backwards)]
