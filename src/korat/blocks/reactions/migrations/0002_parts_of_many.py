from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_reactions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="failure",
            name="failure_once",
        ),
        migrations.AddField(
            model_name="cursor",
            name="reached",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="failure",
            name="after",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="failure",
            name="until",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="failure",
            constraint=models.UniqueConstraint(fields=("act", "rule", "effect", "after"), name="failure_once"),
        ),
    ]
