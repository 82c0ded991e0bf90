from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_cases", "0003_audit_and_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="advice",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="surge",
            name="gathering",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="surge",
            name="paper",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="surge",
            name="places",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="surge",
            name="released_at",
            field=models.DateTimeField(null=True),
        ),
    ]
