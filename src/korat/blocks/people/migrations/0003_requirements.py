from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("korat_people", "0002_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="requires",
            field=models.JSONField(default=list),
        ),
    ]
