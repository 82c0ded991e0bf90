from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_cases", "0005_met")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("public", True)), fields=["office", "-opened_at", "-id"], name="case_public_office"
            ),
        ),
    ]
