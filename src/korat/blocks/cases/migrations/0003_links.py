import django.db.models.deletion
from django.db import migrations, models

import korat.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("korat_cases", "0002_numbers"),
        ("korat_ledger", "0002_law"),
        ("korat_places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("split", "Split"), ("related", "Related")], max_length=8)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("answering", "Answering"),
                            ("forwarded", "Forwarded"),
                            ("returned", "Returned"),
                            ("done", "Done"),
                        ],
                        max_length=9,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Surge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=korat.kernel.ids.uuid7, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("order_number", models.CharField(max_length=80)),
                ("order_on", models.DateField()),
                ("offices", models.JSONField(default=list)),
                ("categories", models.JSONField(default=list)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closed_has_its_time",
        ),
        migrations.AddField(
            model_name="case",
            name="cell",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="joined_to",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="korat_cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="leads",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="linked",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="main",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="korat_cases.case",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="passed_on",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="rested",
            field=models.DurationField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[("open", "Open"), ("closed", "Closed"), ("joined", "Joined")], max_length=6
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="one",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="caselink",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="korat_cases.case"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="office",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_ledger.subject"
            ),
        ),
        migrations.AddField(
            model_name="surge",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_ledger.subject"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="surge",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="korat_cases.surge",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "open"), ("urgent", True)),
                fields=["office", "due_at", "id"],
                name="case_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("surge__isnull", False)), fields=["surge", "id"], name="case_surge"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("main__isnull", False)), fields=["main", "id"], name="case_main"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("cell__isnull", False), ("public", True), ("state", "open")),
                fields=["category", "cell"],
                include=("latitude", "longitude"),
                name="case_near",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(("closed_at", None), ("state__in", ["open", "joined"])),
                    _connector="OR",
                ),
                name="case_closed_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("joined_to__isnull", False),
                        ("leads", 0),
                        ("main__isnull", False),
                        ("sealed", False),
                        ("state", "joined"),
                    ),
                    models.Q(models.Q(("state", "joined"), _negated=True), ("joined_to", None), ("main", None)),
                    _connector="OR",
                ),
                name="case_joined_has_its_main",
            ),
        ),
        migrations.AddConstraint(
            model_name="caselink",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="case_link_once"),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["office", "state", "-id"], include=("case",), name="stay_of_office"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answering"), ("until", None)),
                    models.Q(models.Q(("state", "answering"), _negated=True), ("until__isnull", False)),
                    _connector="OR",
                ),
                name="stay_that_is_over_has_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="surge",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="surge_ends_after_it_began"
            ),
        ),
    ]
