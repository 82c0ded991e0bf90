import subprocess
import sys

from django.utils import translation

from korat.kernel import language
from korat.kernel.errors import NotFound
from korat.kernel.texts import Text

WITHOUT_DJANGO = """
import importlib, pathlib, sys, korat.kernel as kernel
for path in pathlib.Path(kernel.__file__).parent.glob("*.py"):
    importlib.import_module(f"korat.kernel.{path.stem}".removesuffix(".__init__"))
assert "django" not in sys.modules and "pydantic" not in sys.modules, "the kernel imports too much"
print(importlib.import_module("korat.kernel.errors").NotFound().show())
"""


def test_texts_and_refusals_follow_the_language_of_the_request():
    road = Text.of(th="ถนน", en="Road")
    with translation.override("en"):
        assert (str(road), NotFound().show()) == ("Road", NotFound().en)
    with translation.override("th"):
        assert (str(road), NotFound().show()) == ("ถนน", NotFound().th)


def test_a_switched_off_translation_means_thai():
    with translation.override(None):
        assert language.current() == "th"


def test_the_language_of_a_tag_is_what_stands_before_its_region():
    assert [language.base(tag) for tag in ("th", "EN-gb", "en_US")] == ["th", "en", "en"]


def test_the_kernel_needs_no_django_settings_and_speaks_thai_without_them():
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO],
        capture_output=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
        check=False,
    )
    assert run.stderr == b""
    assert run.stdout.decode().strip() == NotFound().th
