"""The pack's services as GeoReport v2 lists them: each category of an offered service is one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from korat.blocks.catalog import queries as catalog
from korat.blocks.catalog.definition import Category, Option, Question, ServiceDefinition
from korat.standards.open311.errors import absent
from korat.standards.open311.render import Rows, Tree


@dataclass(frozen=True)
class Offered:
    """One Open311 service. `code` is its service_code."""

    code: str
    service: ServiceDefinition
    category: Category | None

    @property
    def key(self) -> tuple[str, str]:
        return self.service.code, self.category.code if self.category else ""

    @property
    def kind(self) -> str:
        """realtime, batch or blackbox."""
        return self.service.open311 or "realtime"

    @property
    def questions(self) -> tuple[Question, ...]:
        return (*self.service.questions, *(self.category.questions if self.category else ()))

    def name(self, language: str) -> str:
        return (self.category.names if self.category else self.service.names).show(language)


def all_offered() -> tuple[Offered, ...]:
    """Service by service. A category code that two services use is told apart by the service's before it."""
    services = catalog.with_open311()
    pairs = [(service, category) for service in services for category in (service.categories or (None,))]
    uses = Counter(category.code if category else service.code for service, category in pairs)
    return tuple(Offered(code_of(service, category, uses), service, category) for service, category in pairs)


def code_of(service: ServiceDefinition, category: Category | None, uses: Mapping[str, int]) -> str:
    if category is None:
        return service.code
    return category.code if uses[category.code] == 1 else f"{service.code}.{category.code}"


def by_code() -> dict[str, Offered]:
    return {offered.code: offered for offered in all_offered()}


def offered_or_404(code: str) -> Offered:
    found = by_code().get(code)
    if found is None:
        raise absent(
            "service_code",
            "ไม่พบบริการนี้ ดูรหัสที่ใช้ได้ที่ services",
            "There is no such service. The known codes stand under services.",
        )
    return found


def service_list(language: str) -> Rows:
    return Rows("service", tuple(service(offered, language) for offered in all_offered()))


def service(offered: Offered, language: str) -> Tree:
    category = offered.category
    says = category.says if category and category.says else offered.service.summary
    group = category.group if category and category.group else offered.service.names
    return {
        "service_code": offered.code,
        "service_name": offered.name(language),
        "description": says.show(language),
        "metadata": bool(offered.questions),
        "type": offered.kind,
        "keywords": ", ".join(category.keywords) if category else None,
        "group": group.show(language),
    }


def definition(offered: Offered, language: str) -> Tree:
    questions = enumerate(offered.questions, start=1)
    attributes = tuple(attribute(question, order, language) for order, question in questions)
    return {"service_code": offered.code, "attributes": Rows("attribute", attributes)}


def attribute(question: Question, order: int, language: str) -> Tree:
    """`values` stands with lists alone: the official schema refuses a null there."""
    told: dict[str, Tree] = {
        "variable": True,
        "code": question.code,
        "datatype": question.type,
        "required": question.required,
        "datatype_description": question.hint.show(language) if question.hint else None,
        "order": order,
        "description": question.label.show(language),
    }
    return told | {"values": values(question.options, language)} if question.options else told


def values(options: tuple[Option, ...], language: str) -> Rows:
    return Rows("value", tuple({"key": option.key, "name": option.name.show(language)} for option in options))
