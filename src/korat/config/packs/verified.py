"""What a pack says and nobody has verified: clauses, fees, legal bases. No fault; a list of what is still to be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from korat.blocks.bookings.pack import ResourceDefinition
from korat.blocks.catalog.definition import ServiceDefinition
from korat.blocks.payments.pack import CashierDefinition
from korat.config.packs.compose import merged, read_chain
from korat.config.packs.format import Item
from korat.config.packs.problems import PackProblem


def unverified(path: Path) -> list[PackProblem]:
    """Each by file and line, of the pack and what it inherits."""
    chain, _problems = read_chain(path)
    found: list[PackProblem] = []
    for service in merged(chain, "services").values():
        found += doubts_of_service(service)
    for cashier in merged(chain, "cashiers").values():
        found += doubts_of_cashier(cashier)
    for resource in merged(chain, "resources").values():
        found += doubts_of_resource(resource)
    for basis in merged(chain, "bases").values():
        if not basis.value.verified:
            found.append(doubt(basis, (), basis.value.names.show("th"), basis.value.names.show("en")))
    return sorted(found, key=lambda one: (one.file, one.line))


def doubts_of_service(item: Item[ServiceDefinition]) -> Iterator[PackProblem]:
    service = item.value
    for index, law in enumerate(service.law):
        if not law.verified:
            clause = f" {law.clause}" if law.clause else ""
            yield doubt(item, ("law", index), f"{law.name.show('th')}{clause}", f"{law.name.show('en')}{clause}")
    # What the house itself opens costs nobody anything.
    if not service.fee.verified and not service.duty:
        kind = service.fee.kind
        yield doubt(item, ("fee",), f"ค่าธรรมเนียมของ {service.code} ({kind})", f"The fee of {service.code} ({kind})")
    if service.permits and not service.permits.verified:
        yield doubt(item, ("permits",), f"ทะเบียนสาธารณะของ {service.code}", f"The public register of {service.code}")


def doubts_of_cashier(item: Item[CashierDefinition]) -> Iterator[PackProblem]:
    for code, fee in item.value.fees.items():
        if not fee.verified:
            said = f"{fee.satang / 100:,.2f}"
            yield doubt(item, ("fees", code), f"{code}: {said} บาท", f"{code}: {said} baht")


def doubts_of_resource(item: Item[ResourceDefinition]) -> Iterator[PackProblem]:
    deposit = item.value.deposit
    if deposit and not deposit.verified:
        said = f"{deposit.satang / 100:,.2f}"
        yield doubt(item, ("deposit",), f"เงินประกัน {said} บาท", f"A deposit of {said} baht")


def doubt(item: Item[object], at: tuple[str | int, ...], th: str, en: str) -> PackProblem:
    return item.problem(at, f"ยังไม่ได้ตรวจยืนยัน: {th}", f"Not verified: {en}.")
