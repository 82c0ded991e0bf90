from pathlib import Path

from django.db import migrations

LAW = Path(__file__).resolve().parent.parent / "sql" / "law.sql"


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0001_initial")]

    operations = [migrations.RunSQL(LAW.read_text(), migrations.RunSQL.noop)]
