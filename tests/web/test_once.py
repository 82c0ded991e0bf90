"""What a kept template says once, and what each page fills anew."""

from django.template import Context, Engine
from django.utils import translation

from korat.web.templatetags import once

PAGES = {
    "page": '{% translate "Services" %} {% include "part" with who=name %} {{ name }}',
    "part": "{% icon name %}{% blocktranslate trimmed with name=who %}You act as: {{ name }}{% endblocktranslate %}",
    "open": "{% blocktranslate trimmed %}You act as: {{ name }}{% endblocktranslate %}",
}
ENGINE = Engine(
    loaders=[("korat.web.templatetags.once.Loader", [("django.template.loaders.locmem.Loader", PAGES)])],
    builtins=[
        "django.templatetags.i18n",
        "django.templatetags.static",
        "korat.web.templatetags.parts",
        "korat.web.templatetags.once",
    ],
)


def said(page: str, language: str, name: str) -> str:
    with translation.override(language):
        return ENGINE.get_template(page).render(Context({"name": name}))


def test_words_are_said_once_a_language_and_gaps_filled_on_each_page() -> None:
    for name in ("bell", "<i>"):
        thai, english = said("page", "th", name), said("page", "en", name)
        shown = name.replace("<", "&lt;").replace(">", "&gt;")
        assert (thai.split()[0], english.split()[0]) == ("บริการ", "Services")
        assert f"You act as: {shown} {shown}" in english
        assert shown in thai and "You act as" not in thai


def test_a_tag_whose_words_come_from_the_page_is_rendered_anew() -> None:
    bell, tag = said("page", "en", "bell"), said("page", "en", "tag")
    assert bell.count("<svg") == tag.count("<svg") == 1
    assert bell.partition("You")[0] != tag.partition("You")[0]


def test_a_gap_that_no_tag_fills_is_filled_by_the_page() -> None:
    assert [said("open", "en", name) for name in ("a", "b")] == ["You act as: a", "You act as: b"]


def test_a_template_that_is_loaded_by_no_name_is_left_as_it_is() -> None:
    page = ENGINE.from_string('{% translate "Services" %}')
    assert not any(isinstance(node, once.Once) for node in page.nodelist)
    for language, words in (("th", "บริการ"), ("en", "Services")):
        with translation.override(language):
            assert page.render(Context()) == words
