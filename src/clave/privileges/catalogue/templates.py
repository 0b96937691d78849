"""What a category gives by itself: the grants proposed for an account that becomes key. (F1)"""

from __future__ import annotations

from datetime import date

from clave.policy import declared
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.grants import TEMPLATE, Grant
from clave.privileges.catalogue.shape import Privilege


def template(category: str, limits: Limits) -> tuple[Privilege, ...]:
    """What an account of that category is given, in the order of the catalogue; a privilege whose figure policy leaves
    out for the category, and what is only given as a condition, is not in it."""
    keys = {*limits[declared.template_all]}
    if category in declared.TEMPLATES:
        keys |= {*limits[declared.TEMPLATES[category]]}
    chosen = (PRIVILEGES[key] for key in PRIVILEGES if key in keys)
    return tuple(one for one in chosen if not one.by_condition and _complete(one, category, limits))


def proposed(account: str, category: str, limits: Limits, since: date, approver: str = "") -> tuple[Grant, ...]:
    """The grants of the template, with policy's figures of that day, from `since` until it leaves."""
    return tuple(
        Grant(account, privilege.key, since, None, privilege.usual(category, limits), "", approver, TEMPLATE, category)
        for privilege in template(category, limits)
    )


def categories_of(privilege: str, limits: Limits) -> tuple[str, ...]:
    """The categories whose template gives it, in policy's list of criteria; all of them where every key account has it."""
    return tuple(
        category for category in declared.CRITERIA
        if any(one.key == privilege for one in template(category, limits))
    )  # fmt: skip


def _complete(privilege: Privilege, category: str, limits: Limits) -> bool:
    return len(privilege.usual(category, limits)) == len(privilege.parameters)
