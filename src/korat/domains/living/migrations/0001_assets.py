import django.db.models.deletion
from django.db import migrations, models

import korat.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("korat_ledger", "0002_law"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssetList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=korat.kernel.ids.uuid7, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("owners", models.JSONField(default=list)),
                ("text", models.TextField()),
                ("lines", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="korat_ledger.subject"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("finished_at", None)), fields=["id"], name="asset_list_waiting")
                ],
            },
        ),
    ]
