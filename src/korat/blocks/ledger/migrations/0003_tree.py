from pathlib import Path
from typing import Any

from django.db import migrations, models

from korat.kernel.merkle import Frontier

TREE = Path(__file__).resolve().parent.parent / "sql" / "tree.sql"
NODES = (
    "INSERT INTO korat_ledger_node SELECT place - 1, hash FROM unnest(%s::bytea[]) WITH ORDINALITY AS n(hash, place)"
)


def grow_over_what_is_sealed(_apps: Any, editor: Any) -> None:
    """Leaves that were there before the tree get their inner nodes."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM korat_ledger_leaf ORDER BY index")
        frontier = Frontier()
        nodes = [node for (leaf,) in cursor.fetchall() for node in frontier.append(bytes(leaf))]
        cursor.execute(NODES, [nodes])


def unmanaged(name: str, *fields: tuple[str, Any]) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name, fields=list(fields), options={"db_table": f"korat_ledger_{name.lower()}", "managed": False}
    )


def number() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("korat_ledger", "0002_law")]

    operations = [
        migrations.RunSQL(TREE.read_text(), migrations.RunSQL.noop),
        unmanaged(
            "Node",
            ("position", models.BigIntegerField(primary_key=True, serialize=False)),
            ("hash", models.BinaryField()),
        ),
        unmanaged(
            "Head",
            ("size", models.BigIntegerField(primary_key=True, serialize=False)),
            ("root", models.BinaryField()),
            ("origin", models.TextField()),
            ("signed_at", models.DateTimeField()),
            ("key_id", models.TextField()),
            ("signature", models.BinaryField()),
        ),
        unmanaged(
            "Cosignature",
            number(),
            ("witness", models.TextField()),
            ("size", models.BigIntegerField()),
            ("line", models.TextField()),
            ("received_at", models.DateTimeField()),
        ),
        unmanaged(
            "Witnessed",
            number(),
            ("origin", models.TextField()),
            ("size", models.BigIntegerField()),
            ("root", models.BinaryField()),
            ("note", models.TextField()),
            ("kept_at", models.DateTimeField()),
        ),
        migrations.RunPython(grow_over_what_is_sealed, migrations.RunPython.noop),
    ]
