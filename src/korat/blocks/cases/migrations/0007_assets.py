import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_cases", "0006_lists"),
        ("korat_ledger", "0002_law"),
        ("korat_places", "0002_assets"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="asset",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="korat_places.fixture",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="minutes",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="parts",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="task",
            name="satang",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="caselink",
            name="kind",
            field=models.CharField(
                choices=[("split", "Split"), ("related", "Related"), ("claim", "Claim")], max_length=8
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("asset__isnull", False)), fields=["asset", "-id"], name="case_asset"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("satang", None), ("satang__gte", 0), _connector="OR"),
                name="task_costs_nothing_or_something",
            ),
        ),
    ]
