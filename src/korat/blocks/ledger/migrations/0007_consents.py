"""Consents: what an office asked for, given by the person concerned, for as long as the asker is in that post."""

from pathlib import Path

from django.db import migrations

CONSENTS = Path(__file__).parent.parent / "sql" / "consents.sql"


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0006_keys")]
    operations = [migrations.RunSQL(CONSENTS.read_text(), migrations.RunSQL.noop)]
