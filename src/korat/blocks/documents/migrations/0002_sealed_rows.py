from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_documents", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentprivate",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
    ]
