"""Every message carries a code by which anybody can ask whether it is genuine, and knows its office."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0002_law"), ("korat_messages", "0001_initial")]

    operations = [
        migrations.AddField("message", "code", models.CharField(max_length=11, null=True, unique=True)),
        migrations.AddField("message", "seal", models.BinaryField(null=True)),
        migrations.AddField(
            "message",
            "office",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_ledger.subject"
            ),
        ),
    ]
