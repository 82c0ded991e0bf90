import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_ledger", "0002_law"),
        ("korat_places", "0001_initial"),
    ]

    # Its key was the number; a thing that cases name keeps one of its own. Poles are pack data: applying the pack writes them.
    operations = [
        migrations.DeleteModel(name="Fixture"),
        migrations.CreateModel(
            name="Fixture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(default="pole", max_length=40)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("cell", models.BigIntegerField()),
                ("packed", models.BooleanField(default=False)),
                ("contract", models.CharField(blank=True, max_length=80)),
                ("contract_ends_on", models.DateField(null=True)),
                ("installed_on", models.DateField(null=True)),
                ("warranty_until", models.DateField(null=True)),
                ("yearly_satang", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("ok", "Ok"), ("reported", "Reported"), ("out", "Out")], default="ok", max_length=8
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("synthetic", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "contractor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="korat_ledger.subject",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="korat_ledger.subject",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="korat_places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        django.db.models.functions.comparison.Collate("number", "C"),
                        include=("kind", "place", "state"),
                        name="fixture_of_owner",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.F("kind"),
                        django.db.models.functions.comparison.Collate("number", "C"),
                        include=("place", "state"),
                        name="fixture_of_kind",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.F("place"),
                        django.db.models.functions.comparison.Collate("number", "C"),
                        include=("kind", "state"),
                        name="fixture_of_place",
                    ),
                    models.Index(
                        models.F("owner"),
                        django.db.models.functions.comparison.Collate("number", "C"),
                        condition=models.Q(("state", "ok"), _negated=True),
                        include=("kind", "place", "state"),
                        name="fixture_in_trouble",
                    ),
                    models.Index(
                        models.F("owner"),
                        models.OrderBy(models.F("failures"), descending=True),
                        django.db.models.functions.comparison.Collate("number", "C"),
                        condition=models.Q(("failures__gt", 0)),
                        include=("kind", "place", "state"),
                        name="fixture_that_fails",
                    ),
                    models.Index(
                        condition=models.Q(("contract_ends_on__isnull", False)),
                        fields=["owner", "contract_ends_on", "number"],
                        name="fixture_contract",
                    ),
                    models.Index(fields=["cell"], include=("latitude", "longitude"), name="fixture_near"),
                ],
            },
        ),
    ]
