from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_documents", "0003_evidence"), ("korat_ledger", "0002_law")]

    operations = [
        migrations.AddField("documentprivate", "faces", models.JSONField(null=True)),
        migrations.AddField(
            "upload",
            "shown_to",
            models.ForeignKey("korat_ledger.Subject", on_delete=models.CASCADE, null=True, related_name="+"),
        ),
    ]
