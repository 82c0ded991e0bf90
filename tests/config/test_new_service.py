"""docs/new-service.md keeps its word: one file becomes a service, from the catalogue to a paid and closed case."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from korat.blocks.cases.models import Case
from korat.blocks.catalog import queries as catalog
from korat.blocks.ledger import packs
from korat.blocks.ledger.actor import Actor
from korat.blocks.payments import actions as payments
from korat.blocks.payments import queries as payments_read
from korat.config.packs import apply, check, find_pack, load
from korat.kernel import ids
from korat.kernel.errors import Conflict
from tests.cast import holder
from tests.pages import read, words
from tests.reports import moved
from tests.requests import sent

ROOT = Path(__file__).resolve().parents[2]
CODE = "dog-registration"

pytestmark = pytest.mark.usefixtures("house")


def documented() -> str:
    """The file as the page shows it."""
    found = re.search(r"```yaml\n(code: .*?)```", (ROOT / "docs" / "new-service.md").read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def added(house: None, now: datetime, tmp_path: Path) -> Iterator[Path]:
    """A pack with that file and nothing else new, applied; ours is put back afterwards."""
    ours = find_pack(None)
    pack = shutil.copytree(ours, tmp_path / ours.name)
    (pack / "services" / "living").mkdir(parents=True)
    (pack / "services" / "living" / f"{CODE}.yaml").write_text(documented())
    assert check(pack) == []
    before = load(ours)
    lines = list(apply(load(pack), now).lines())
    packs.forget()
    assert lines == [f"+ service {CODE}"]
    yield pack
    apply(before, now)
    packs.forget()


def test_one_file_makes_a_service(
    added: Path, sign_in: Callable[[str], Client], resident: Actor, cashier: Actor, now: datetime
) -> None:
    client = sign_in("resident")
    assert f"/services/{CODE}/" in read(client.get("/services/", {"q": "หมา"})).links
    assert "not verified" in words(client.get(f"/en/services/{CODE}/"))
    reference = sent(client, CODE, inside="sikhio-town", **{"q-dogs": "2"})
    assert reference.startswith("DG")
    officer = holder("sikhio-town.health-officer", now)

    assert moved(officer, now, reference, "bill").step == "billed"
    case = Case.objects.get(reference=reference)
    (bill,) = payments_read.invoices(case.uuid)
    assert (bill.satang, bill.state, bill.subject) == (4000, "open", resident.subject)
    with pytest.raises(Conflict):
        moved(officer, now, reference, "register", note="DG-1")

    payments.take_cash(actor=cashier, now=now, invoice=bill.uuid, key=ids.uuid7().hex)
    assert moved(officer, now, reference, "register", note="DG-1").state == "closed"
    assert catalog.service(CODE) is not None
    assert "บาท" in words(client.get(f"/c/{reference}"))
