"""What an examination found, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence and its remedy, in Thai and English. Ok with a remedy is a warning."""

    ok: bool
    code: str
    th: str
    en: str
    remedy_th: str = ""
    remedy_en: str = ""

    @property
    def is_warning(self) -> bool:
        return self.ok and bool(self.remedy_en)
