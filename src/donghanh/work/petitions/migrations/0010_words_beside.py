"""Words to search by move beside the petition, so that a date that moves no longer writes their index anew."""

from django.db import migrations, models
from django.db.models import deletion

def move(apps, schema_editor):
    """Copy the words of every petition that has some."""
    schema_editor.execute(
        "INSERT INTO petitions_words (petition_id, folded) SELECT id, folded FROM petitions_petition WHERE folded <> ''"
    )


def back(apps, schema_editor):
    """Copy them back."""
    schema_editor.execute(
        "UPDATE petitions_petition SET folded = COALESCE("
        "(SELECT w.folded FROM petitions_words w WHERE w.petition_id = petitions_petition.id), '')"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0009_dialogues_leave"),
    ]
    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="petitions.petition",
                    ),
                ),
                ("folded", models.CharField(editable=False, max_length=1000)),
            ],
            options={"verbose_name": "từ để tìm của kiến nghị"},
        ),
        migrations.RunPython(move, back),
    ]
