"""When a promise was met: the work handed in, or the case closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("korat_cases", "0004_surges_that_go_on")]

    operations = [migrations.AddField("case", "met_at", models.DateTimeField(null=True))]
