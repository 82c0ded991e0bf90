"""A failed effect knows its number, so that it can be tried again, exactly once."""

from django.db import migrations, models

import korat.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("korat_reactions", "0001_initial")]

    operations = [
        migrations.AddField("failure", "uuid", models.UUIDField(default=korat.kernel.ids.uuid7, unique=True)),
        migrations.AddField("failure", "effect", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("failure", "said", models.JSONField(default=dict)),
        migrations.AddField("failure", "next_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "failure", models.UniqueConstraint(fields=("act", "rule", "effect"), name="failure_once")
        ),
        migrations.AddIndex(
            "failure",
            models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="failure_due"),
        ),
    ]
