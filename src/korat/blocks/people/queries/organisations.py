"""Authorities and their offices: pack data, read once for each applied pack."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from korat.blocks.ledger import packs
from korat.blocks.people.models import Organisation, Succession
from korat.blocks.people.pack import Bridge
from korat.blocks.people.values import OrganisationView
from korat.kernel import language as languages
from korat.kernel.texts import Text

# How a dissolved office is called, so that old cases, papers and links say where to turn now.
CALLED = {"th": "{was} (ปัจจุบันคือ {now})", "en": "{was} (now {now})"}
ELSEWHERE = "{was} → {now}"


@dataclass(frozen=True)
class Directory:
    """Every organisation, also those that are gone: old acts still name them. `children`: those of today, and the
    dissolved ones, whose history is still somebody's to read."""

    by_code: Mapping[str, OrganisationView]
    by_id: Mapping[int, OrganisationView]
    children: Mapping[str | None, tuple[OrganisationView, ...]]

    def below(self, code: str) -> Iterator[OrganisationView]:
        for child in self.children.get(code, ()):
            yield child
            yield from self.below(child.code)

    def standing(self, one: OrganisationView) -> OrganisationView:
        """The office itself, or the one that stands in its place."""
        return self.by_code[one.successor] if one.successor else one

    def with_predecessors(self, offices: Collection[int]) -> list[int]:
        """These and all that were dissolved into one of them."""
        known = set(offices)
        return sorted(one.id for one in self.by_id.values() if {one.id, self.standing(one).id} & known)


@packs.cached
def directory() -> Directory:
    return read_directory()


def read_directory() -> Directory:
    """As the tables say it now, past the cache: for the transaction that is just changing them."""
    rows = {row.pk: row for row in Organisation.objects.select_related("subject", "place").order_by("code")}
    after = dict(Succession.objects.exclude(effected_at=None).values_list("office_id", "successor_id"))
    views = [view(row, rows, after) for row in rows.values()]
    children: dict[str | None, tuple[OrganisationView, ...]] = {}
    for one in views:
        if one.successor or not one.retired:
            children[one.parent_code] = (*children.get(one.parent_code, ()), one)
    return Directory({one.code: one for one in views}, {one.id: one for one in views}, children)


def view(row: Organisation, rows: Mapping[int, Organisation], after: Mapping[int, int]) -> OrganisationView:
    """An office below a dissolved one lies below its successor."""
    parent = rows[last(row.parent_id, after)] if row.parent_id else None
    successor = rows[last(row.pk, after)] if row.pk in after else None
    return OrganisationView(
        id=row.pk,
        uuid=row.subject.uuid,
        code=row.code,
        role=row.role,
        names=called(row, successor),
        parent_code=parent.code if parent else None,
        place_code=row.place.code if row.place else None,
        phone=(successor or row).phone,
        retired=row.retired_at is not None,
        successor=successor.code if successor else None,
        bridge=Bridge.model_validate(row.open311) if row.open311 else None,
    )


def last(office: int, after: Mapping[int, int]) -> int:
    """At the end of the chain of successors."""
    while office in after:
        office = after[office]
    return office


def called(row: Organisation, successor: Organisation | None) -> Text:
    names = Text.from_json(row.names)
    if successor is None:
        return names
    new = Text.from_json(successor.names)
    said = {tag: CALLED.get(languages.base(tag), ELSEWHERE) for tag, _ in names.wordings}
    return Text.parse({tag: form.format(was=names.show(tag), now=new.show(tag)) for tag, form in said.items()})


def organisations() -> tuple[OrganisationView, ...]:
    """All that work today, by code."""
    return tuple(one for one in directory().by_code.values() if not one.retired and not one.successor)


def remembered() -> tuple[OrganisationView, ...]:
    """These and the dissolved ones, by code: what they did is still counted and audited."""
    return tuple(one for one in directory().by_code.values() if one.successor or not one.retired)


def standing(code: str) -> OrganisationView | None:
    """The office of this code, or the one that stands in its place; None where neither works."""
    found = directory().by_code.get(code)
    found = directory().standing(found) if found else None
    return None if found is None or found.retired else found


def standing_in(id: int) -> int:
    """The same by subject id; itself when there is no other."""
    found = directory().by_id.get(id)
    return directory().standing(found).id if found else id


def succeeded() -> Mapping[int, int]:
    """Each dissolved office and the one that stands in its place, by subject id."""
    found = directory()
    return {one.id: found.standing(one).id for one in found.by_id.values() if one.successor}


def bridged() -> tuple[OrganisationView, ...]:
    """Those that take cases by program."""
    return tuple(one for one in organisations() if one.bridge)


def organisation(code: str) -> OrganisationView | None:
    return directory().by_code.get(code)


def organisation_by_id(id: int) -> OrganisationView | None:
    """By subject id, as acts and reaches name it."""
    return directory().by_id.get(id)


@packs.cached
def full_names(id: int | None) -> Text | None:
    """An office with the authority above it, in each language: every town has an engineering division."""
    found = organisation_by_id(id) if id else None
    if found is None:
        return None
    above = organisation(found.parent_code) if found.parent_code else None
    if above is None or not above.place_code:
        return found.names
    tags = dict.fromkeys(tag for names in (found.names, above.names) for tag, _ in names.wordings)
    return Text.parse({tag: joined(tag, found.names.show(tag), above.names.show(tag)) for tag in tags})


def joined(tag: str, name: str, above: str) -> str:
    """Thai sets a space between the two, other languages a comma; a name that ends with the other says both already."""
    if name.endswith(above):
        return name
    return f"{name}{' ' if languages.base(tag) == languages.FIRST else ', '}{above}"


def below(code: str) -> tuple[int, ...]:
    """The subject ids of all offices under this one, however deep; without itself."""
    return tuple(one.id for one in directory().below(code))


def office_of(jurisdiction_code: str, role: str) -> OrganisationView | None:
    """The office with this role under the local government of that jurisdiction, or the government itself. What a
    dissolved office did, its successor does."""
    found = directory()
    for government in found.by_code.values():
        if government.place_code != jurisdiction_code or (government.retired and not government.successor):
            continue
        for office in (government, *found.below(found.standing(government).code)):
            if office.role == role:
                return found.standing(office)
    return None
