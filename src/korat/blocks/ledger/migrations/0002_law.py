"""The law of the house, from the files of `sql/`: each function is defined once, where a reader looks for it."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
# In this order: a function written in SQL knows only what is there before it.
FILES = ("law", "grants", "tree", "erasure")
# PostgreSQL lets everybody call a new function; who may call these, `guards.install` says.
CLOSE = "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC"


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(statements, migrations.RunSQL.noop)
        for statements in (*((SQL / f"{name}.sql").read_text() for name in FILES), CLOSE)
    ]
