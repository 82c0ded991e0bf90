"""Grants of organisations' keys: given and ended by who manages people there."""

from pathlib import Path

from django.db import migrations

KEYS = Path(__file__).parent.parent / "sql" / "keys.sql"


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0005_grants")]
    operations = [migrations.RunSQL(KEYS.read_text(), migrations.RunSQL.noop)]
