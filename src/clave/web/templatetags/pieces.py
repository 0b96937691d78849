"""Tags for pieces of the page: icons, addresses that keep their filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clave.web.icons import shapes
from clave.web.initials import initials
from clave.web.sections import tabs

register = template.Library()
register.filter(initials)
USED = "_icons_used"
MENU_ICONS = "clave/menu.svg"
"""Written by `make docs` from the icons of the menu."""


@register.simple_tag(takes_context=True)
def icon(context: RequestContext, name: str, size: str = "") -> SafeString:
    """An icon by its Tabler name; a whole page draws it from the sprite at its end, a fragment draws it here."""
    request = context.get("request")
    start = format_html('<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true">', size)
    if request is None or request.headers.get("HX-Request"):
        return start + mark_safe(shapes(name) + "</svg>")
    used = request.META.setdefault(USED, {})
    used[name] = True
    return start + format_html('<use href="#i-{}"/></svg>', name)


@register.simple_tag
def menu_icon(name: str, size: str = "") -> SafeString:
    """An icon of the menu: the same on every page, so that it stands in a file of its own that the browser keeps."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        size, static(MENU_ICONS), name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def icon_sprite(context: RequestContext) -> SafeString:
    """The icons used above, once; last in the body."""
    request = context.get("request")
    used = request.META.get(USED, {}) if request is not None else {}
    symbols = format_html_join(
        "",
        '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>',
        ((name, mark_safe(shapes(name))) for name in used),
    )
    return format_html('<svg hidden aria-hidden="true">{}</svg>', symbols)


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """What was asked here with some of its filters changed, to follow another address: `?…`, or nothing where nothing is left.
    An empty value leaves the filter out, whoever sent it."""
    query = context["request"].GET.copy()
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return "?" + query.urlencode() if query else ""


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """This address with some of its filters changed, as `query_with`; without any it is the address alone."""
    return query_with(context, **changes) or context["request"].path


@register.inclusion_tag("_components/section.html", takes_context=True)
def section(context: RequestContext, name: str, keeps: str = "") -> dict[str, Any]:
    """The tabs of a section, those that whoever asks may open; `keeps` is what was asked here that holds for all of them."""
    label, found = tabs(name, context.get("person"), str(context.get("here") or ""))
    kept = context["request"].GET.get(keeps) if keeps else None
    return {"label": label, "tabs": found, "query": "?" + urlencode({keeps: kept}) if kept else ""}
