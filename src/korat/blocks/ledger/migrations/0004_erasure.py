from pathlib import Path

from django.db import migrations

ERASURE = Path(__file__).resolve().parent.parent / "sql" / "erasure.sql"


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0003_tree")]

    operations = [migrations.RunSQL(ERASURE.read_text(), migrations.RunSQL.noop)]
