"""A value of policy in people's words: with its unit, in es-CO or English, never as a program would write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.figures import NARROW, Figure, exact_money, number, percent
from clave.base.words import Text, _, counted
from clave.criteria.registry import CRITERIA
from clave.policy.shape import Value
from clave.privileges.catalogue.declared import PRIVILEGES

NOT_SET = _("not set")
NONE = _("none")
OPTIONS = {
    "rank_order_centroid": _("Centroid of the order"),
    "rank_sum": _("Rank sum"),
    "typed": _("Typed weights"),
    "logarithmic": _("Logarithmic"),
    "percentile": _("Percentile"),
    "linear": _("Linear"),
    "steps": _("Steps"),
    "best": _("The best kind"),
    "mean": _("The mean of the kinds"),
}
"""The words that choices are made of."""
PARTS = {"continuity": _("Continuity"), "information": _("Information both ways"), "freshness": _("Fresh profile")}
FINEST = 4  # decimals of a plain number


def name_of(word: str) -> Text:
    """A criterion, a privilege, a part or an option in words; the word itself where it is none of them."""
    if word in CRITERIA:
        return CRITERIA[word].name
    if word in PRIVILEGES:
        return PRIVILEGES[word].label
    return PARTS.get(word) or OPTIONS.get(word) or Text(word)


def spoken(value: Value[Any], content: Any, language: str, currency: str = "") -> str:
    """`content` of a policy value as people say it: `8 %`, `5 días`, `Volumen, Lealtad`; None is *not set*."""
    if content is None:
        return NOT_SET.say(language)
    match value.kind:
        case "choice":
            return name_of(content).say(language)
        case "cron":
            return str(content)
        case "ordering":
            return ", ".join(f"{place}{NARROW}{name_of(key).say(language)}" for place, key in enumerate(content, 1))
        case "words":
            return ", ".join(name_of(word).say(language) for word in content) or NONE.say(language)
        case "counts" | "weights":
            return _parts(content, language)
    return amount(value, content, language, currency)


def amount(value: Value[Any], content: float, language: str, currency: str = "") -> str:
    """A number of policy with its unit."""
    match value.unit:
        case "share":
            return percent(content, language, _decimals(content * 100, 2))
        case "money":
            return exact_money(content, currency, language, _decimals(content, 2))
        case "days" | "months":
            return Figure(content, value.unit).say(language)
        case "hours":
            return _counted(counted("{shown} hour", "{shown} hours", _grammar(content)), content, language)
        case "times":
            return _counted(counted("{shown} time", "{shown} times", _grammar(content)), content, language)
        case "megabytes":
            return plain(content, language) + NARROW + "MB"
        case "years":
            return str(int(content))
    return plain(content, language)


def _grammar(content: float) -> int:
    """What decides between singular and plural: only exactly one is one."""
    return 1 if content == 1 else 2


def _counted(text: Text, content: float, language: str) -> str:
    return text.fill(shown=plain(content, language)).say(language)


def plain(content: float, language: str) -> str:
    """A number with as many decimals as it has, four at most."""
    return number(content, _decimals(content, FINEST), language)


def _decimals(content: float, most: int) -> int:
    return next((places for places in range(most) if abs(content - round(content, places)) < 1e-9), most)


def _parts(content: Mapping[str, float], language: str) -> str:
    shown = [f"{name_of(key).say(language)}{NARROW}{plain(part, language)}" for key, part in content.items() if part]
    return ", ".join(shown) or NONE.say(language)
