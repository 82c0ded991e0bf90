from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_messages", "0002_codes")]

    operations = [
        migrations.AddField("message", "erased_at", models.DateTimeField(null=True)),
    ]
