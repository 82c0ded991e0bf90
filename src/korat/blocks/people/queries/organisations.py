"""Authorities and their offices: pack data, read once for each applied pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from korat.blocks.ledger import packs
from korat.blocks.people.models import Organisation
from korat.blocks.people.pack import Bridge
from korat.blocks.people.values import OrganisationView
from korat.kernel import language as languages
from korat.kernel.texts import Text


@dataclass(frozen=True)
class Directory:
    """Every organisation, retired ones too: old acts still name them. `children`: those of today."""

    by_code: Mapping[str, OrganisationView]
    by_id: Mapping[int, OrganisationView]
    children: Mapping[str | None, tuple[OrganisationView, ...]]

    def below(self, code: str) -> Iterator[OrganisationView]:
        for child in self.children.get(code, ()):
            yield child
            yield from self.below(child.code)


@packs.cached
def directory() -> Directory:
    return read_directory()


def read_directory() -> Directory:
    """As the tables say it now, past the cache: for the transaction that is just changing them."""
    rows = Organisation.objects.select_related("subject", "parent", "place").order_by("code")
    views = tuple(map(view, rows))
    children: dict[str | None, tuple[OrganisationView, ...]] = {}
    for one in views:
        if not one.retired:
            children[one.parent_code] = (*children.get(one.parent_code, ()), one)
    return Directory({one.code: one for one in views}, {one.id: one for one in views}, children)


def view(row: Organisation) -> OrganisationView:
    return OrganisationView(
        id=row.pk,
        uuid=row.subject.uuid,
        code=row.code,
        role=row.role,
        names=Text.from_json(row.names),
        parent_code=row.parent.code if row.parent else None,
        place_code=row.place.code if row.place else None,
        phone=row.phone,
        retired=row.retired_at is not None,
        bridge=Bridge.model_validate(row.open311) if row.open311 else None,
    )


def organisations() -> tuple[OrganisationView, ...]:
    """All that work today, by code."""
    return tuple(one for one in directory().by_code.values() if not one.retired)


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
    """The office with this role under the local government of that jurisdiction, or the government itself."""
    for government in organisations():
        if government.place_code != jurisdiction_code:
            continue
        for office in (government, *directory().below(government.code)):
            if office.role == role:
                return office
    return None
