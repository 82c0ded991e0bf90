"""Form parts that Django lacks: a date in three boxes, and a choice with a hint and a picture."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from korat.kernel import language as languages
from korat.kernel.dates import BE_OFFSET, MONTHS_EN, MONTHS_TH, parse_date
from korat.kernel.errors import Invalid
from korat.kernel.texts import Text

Parts = tuple[str, str, str]
AnyForm = TypeVar("AnyForm", bound=forms.Form)


@dataclass(frozen=True, slots=True)
class Choice:
    """The label of one radio button or checkbox. `icon` is a name of Lucide's."""

    label: str | Text | Promise
    hint: str | Text | Promise = ""
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)


class Asked(BaseChoiceIterator):
    """Choices made when a page shows them or an answer is compared with them, in the shape that Django wants."""

    def __init__(self, make: Callable[[], Iterable[tuple[Any, Any]]]) -> None:
        self.make = make

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield from self.make()


class Shared(dict[str, forms.Field]):
    """Fields that every form of a kind has in common, where Django would make a copy of each for each form."""

    def __deepcopy__(self, _memo: object) -> dict[str, forms.Field]:
        return dict(self)


def made_once(kind: type[AnyForm]) -> type[AnyForm]:
    """For a form whose fields nothing changes: what differs takes another field's place. Labels are then lazy."""
    kind.base_fields = Shared(kind.base_fields)
    return kind


class KnownChoice(forms.ChoiceField):
    """What the pack alone offers: drawn once for each language and answer. `known`: the name of the list."""

    def __init__(self, *, known: str, **options: Any) -> None:
        self.known = known
        super().__init__(**options)


class Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """One photograph or several."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in files or [None]]


class DateParts(forms.Widget):
    """Day, month name, year: three boxes named `<name>_day`, `<name>_month`, `<name>_year`."""

    template_name = "web/widgets/date_parts.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, dict(attrs or {}))
        thai = languages.base(languages.current()) == languages.FIRST
        day, month, year = _split(value, thai)
        months = enumerate(MONTHS_TH if thai else MONTHS_EN, start=1)
        parts = {"day": day, "month": month, "year": year}
        wrong = "aria-invalid" in context["widget"]["attrs"]
        return context | parts | {"wrong": wrong, "months": [(str(n), text) for n, text in months]}

    def value_from_datadict(self, data: Mapping[str, Any], _files: MultiValueDict[str, Any], name: str) -> Parts | None:
        parts = tuple(str(data.get(f"{name}_{part}", "")).strip() for part in ("day", "month", "year"))
        return (parts[0], parts[1], parts[2]) if any(parts) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: MultiValueDict[str, Any], name: str) -> bool:
        return f"{name}_day" not in data


class DateField(forms.Field):
    """A date typed as day, month name and year: Buddhist or Christian era, Thai or Arabic digits."""

    widget = DateParts
    default_error_messages: ClassVar = {"required": _("Please give the day, the month and the year.")}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return parse_date(*value)
        except Invalid as wrong:
            raise ValidationError(wrong.show(), code=wrong.code) from wrong


def _split(value: Any, thai: bool) -> Parts:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return str(value.day), str(value.month), str(value.year + (BE_OFFSET if thai else 0))
    return value or ("", "", "")
