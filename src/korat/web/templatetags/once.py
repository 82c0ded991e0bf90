"""What no reader changes is rendered by the first who asks. Loaded into every template, over Django's own tags.

A template is kept for each language, so that a sentence in one stands as it is from the second page on.
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.template import defaulttags, loader_tags
from django.template.base import FilterExpression, Node, Origin, Parser, Token, Variable, render_value_in_context
from django.template.loaders import cached
from django.templatetags import i18n, static
from django.utils import translation
from django.utils.safestring import SafeString

from korat.kernel.language import current
from korat.web.templatetags import parts

register = template.Library()
Compile = Callable[[Parser, Token], Node]


class Loader(cached.Loader):
    """Django's cache of templates, one for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{current()} {super().cache_key(template_name, skip)}"


class Once(Node):
    """A tag that says the same on each page."""

    child_nodelists = ()

    def __init__(self, node: Node) -> None:
        self.node = node
        self.said = ""

    def render_annotated(self, context: template.Context) -> str:
        self.said = self.said or str(self.node.render_annotated(context))
        return self.said


class Phrase(Node):
    """A sentence with gaps: translated once, filled on each page."""

    child_nodelists = ()

    def __init__(self, node: i18n.BlockTranslateNode) -> None:
        self.gaps = node.extra_context
        words, names = node.render_token_list(node.singular)
        self.words, self.whole = words, set(names) <= set(self.gaps)
        self.said = ""

    def render(self, context: template.Context) -> SafeString:
        self.said = self.said or translation.gettext(self.words)
        gaps = {name: render_value_in_context(gap.resolve(context), context) for name, gap in self.gaps.items()}
        return SafeString(self.said % gaps)


class Included(Node):
    """A part that is named in the source: found once."""

    child_nodelists = ()

    def __init__(self, node: loader_tags.IncludeNode) -> None:
        self.name, self.given = node.template, node.extra_context
        self.part: template.NodeList | None = None

    def render(self, context: template.Context) -> SafeString:
        if self.part is None:
            page: Any = context.template
            self.part = page.engine.get_template(self.name.resolve(context)).nodelist
        with context.push(**{name: given.resolve(context) for name, given in self.given.items()}):
            return self.part.render(context)


def literal(given: FilterExpression) -> bool:
    """Whether it stands in quotes, and nothing is done to it."""
    quoted = not given.is_var or (isinstance(given.var, Variable) and given.var.literal is not None)
    return quoted and not given.filters


def fixed(node: Any) -> Node | None:
    """What stands for the node in a template that is kept; None for one that each page renders anew."""
    match node:
        case i18n.TranslateNode() if not node.asvar and literal(node.filter_expression):
            return Once(node)
        case i18n.BlockTranslateNode() if not (node.plural or node.asvar or node.message_context):
            phrase = Phrase(node)
            return phrase if phrase.whole else None
        case static.StaticNode() if node.varname is None and literal(node.path):
            return Once(node)
        case defaulttags.URLNode() if not (node.asvar or node.args or node.kwargs) and literal(node.view_name):
            return Once(node)
        case template.library.SimpleNode() if node.func is parts.icon and literal(node.args[0]):
            return Once(node)
        case loader_tags.IncludeNode() if not node.isolated_context and literal(node.template):
            return Included(node)
    return None


def kept(compile: Compile) -> Compile:
    """Templates that are not loaded by name are rendered in whatever language comes: they stay as they are."""

    def compiled(parser: Parser, token: Token) -> Node:
        node = compile(parser, token)
        return (fixed(node) or node) if parser.origin and parser.origin.loader else node

    return compiled


for library, names in (
    (i18n.register, ("translate", "blocktranslate")),
    (static.register, ("static",)),
    (defaulttags.register, ("url",)),
    (loader_tags.register, ("include",)),
    (parts.register, ("icon",)),
):
    for name in names:
        register.tag(name, kept(library.tags[name]))
