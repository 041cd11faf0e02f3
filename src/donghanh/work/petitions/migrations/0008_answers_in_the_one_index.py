"""Published answers are found through the one index of the house; the folded copy of their words is not kept twice."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0007_search_without_private_words")]
    operations = [migrations.RemoveField(model_name="answer", name="public_folded")]
