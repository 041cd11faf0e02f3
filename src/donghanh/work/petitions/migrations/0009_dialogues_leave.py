"""Dialogues and reforms get a room of their own: their tables keep their rows and take the new room's names.

A proposal pointed at petitions by a foreign key; no verb ever wrote one, and between rooms public keys stand instead.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0008_answers_in_the_one_index'),
    ]

    operations = [
        migrations.RemoveField('reform', 'petitions'),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable('dialogue', 'dialogues_dialogue'),
                migrations.AlterModelTable('invitation', 'dialogues_invitation'),
                migrations.AlterModelTable('conclusion', 'dialogues_conclusion'),
                migrations.AlterModelTable('reform', 'dialogues_reform'),
            ],
            state_operations=[
                migrations.DeleteModel('Conclusion'),
                migrations.DeleteModel('Invitation'),
                migrations.DeleteModel('Dialogue'),
                migrations.DeleteModel('Reform'),
            ],
        ),
    ]
