from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_cases", "0002_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="casecontact",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="casereport",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
    ]
