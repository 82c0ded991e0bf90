"""Files of evidence, each under the code of what the service asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_documents", "0002_numbers")]

    operations = [
        migrations.AddField("document", "label", models.CharField(blank=True, max_length=40)),
        migrations.AlterField(
            "document",
            "kind",
            models.CharField(
                choices=[
                    ("photo", "Photo"),
                    ("after_photo", "After Photo"),
                    ("public_photo", "Public Photo"),
                    ("paper", "Paper"),
                    ("evidence", "Evidence"),
                ],
                max_length=20,
            ),
        ),
    ]
