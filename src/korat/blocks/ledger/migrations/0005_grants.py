from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

GRANTS = Path(__file__).resolve().parent.parent / "sql" / "grants.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("korat_ledger", "0004_erasure"),
    ]

    operations = [
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LookDelay",
            fields=[
                ("purpose", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("days", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="grant",
            name="requires",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("kind", "self"), _negated=True), fields=["subject"], name="grant_subject"
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("valid_to__isnull", False)),
                fields=["valid_to"],
                name="grant_running_out",
            ),
        ),
        migrations.AddField(
            model_name="competence",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_ledger.subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="lookdelay",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gte", 1), ("days__lte", 180)), name="look_delay_has_a_bound"
            ),
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(fields=("subject", "code"), name="competence_once"),
        ),
        migrations.RunSQL(GRANTS.read_text(), migrations.RunSQL.noop),
    ]
