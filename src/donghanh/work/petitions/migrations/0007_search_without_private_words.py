"""What lists are searched by loses its private words: a search told those who may not read a name that it was there."""

from django.db import migrations

from donghanh.kit.text import search_key
from donghanh.work.petitions.engine.masking import mask, own_words

A_BITE = 500


def fold_masked(apps, schema_editor):
    """Fold the words of every petition anew, masked, as ``receive`` does from now on."""
    petitions = apps.get_model("petitions", "Petition")
    last = 0
    while rows := list(
        petitions.objects.filter(pk__gt=last)
        .select_related("petitioner")
        .exclude(state="sealed")
        .order_by("pk")[:A_BITE]
    ):
        for row in rows:
            who = getattr(row, "petitioner", None)
            row.folded = search_key(mask(f"{row.title} {row.text}"[:1500], own_words(who)).text)[:1000]
        petitions.objects.bulk_update(rows, ["folded"], batch_size=100)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("petitions", "0006_lists_by_index")]
    operations = [migrations.RunPython(fold_masked, migrations.RunPython.noop, elidable=True)]
