from django.db import migrations, models

KINDS = ("opened", "closed", "solved", "reopened", "unanswered", "completed")


class Migration(migrations.Migration):
    """What nobody answered is counted."""

    dependencies = [("korat_measures", "0001_initial")]
    operations = [
        migrations.AlterField(
            "tally", "what", models.CharField(choices=[(kind, kind.capitalize()) for kind in KINDS], max_length=10)
        )
    ]
