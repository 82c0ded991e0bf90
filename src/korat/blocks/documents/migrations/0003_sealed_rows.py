from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_documents", "0002_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentprivate",
            name="sealed",
            field=models.BooleanField(default=False),
        ),
    ]
