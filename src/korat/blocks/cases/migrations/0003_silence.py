from django.db import migrations, models


class Migration(migrations.Migration):
    """When a reporter who is asked was asked once more."""

    dependencies = [("korat_cases", "0002_numbers")]
    operations = [
        migrations.AddField("case", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["met_at"],
                condition=models.Q(("met_at__isnull", False), ("state", "open")),
                name="case_asked",
            ),
        ),
    ]
