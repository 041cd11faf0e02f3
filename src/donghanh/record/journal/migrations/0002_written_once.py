"""The database itself refuses to change or delete what is remembered, whoever asks.

Entries, leaves, nodes and roots can be added and read, nothing else: the model refuses politely, these triggers
refuse everybody who goes round it (a shell, a script, another program).
"""

from django.db import migrations

TABLES = ("journal_entry", "journal_leaf", "journal_node", "journal_dailyroot")
SENTENCE = "nhat ky chi duoc ghi them: khong sua, khong xoa"


def guards(vendor, table, deeds):
    """Return the statements that make a table refuse the deeds (``update``, ``delete``)."""
    if vendor == "postgresql":
        statements = [
            "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ]
        for deed in deeds:
            statements.append(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION journal_refuse()"
            )
            if deed == "delete":
                statements.append(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
                )
        return statements
    return [
        f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for deed in deeds
    ]


def install(schema_editor, deeds=("update", "delete")):
    """Put the guards in place."""
    for table in TABLES:
        for statement in guards(schema_editor.connection.vendor, table, deeds):
            schema_editor.execute(statement, params=None)


def remove(schema_editor, deeds=("update", "delete")):
    """Take the guards away: only a test database that empties its tables between tests has a reason to."""
    of = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        for deed in [*deeds, *(["truncate"] if "delete" in deeds and of else [])]:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}" + of.format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_start")]

    operations = [
        migrations.RunPython(lambda apps, editor: install(editor), lambda apps, editor: remove(editor)),
    ]
