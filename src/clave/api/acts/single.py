"""Acts that are one action each: declared by a row of the table of access (`api/access.py`), and nothing else. (ADR 0038)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from clave.api.access import Right
from clave.api.acts.form import Form, form_of, means_of
from clave.api.acts.sent import arguments
from clave.api.acts.shape import Act, Body, Done
from clave.api.asking import Asker
from clave.base.words import _
from clave.store.models import (
    Condition,
    EventAccount,
    EventResult,
    Grant,
    ImprovementRequest,
    ImprovementStep,
    LabHours,
    NeedOffer,
    OffsiteIdea,
    OffsitePoint,
    PublicUse,
    Touchpoint,
)
from clave.store.models.staged import StagedStep
from clave.store.permissions import DOINGS

INSIDE: tuple[type[Model], ...] = (
    StagedStep, ImprovementStep, LabHours, NeedOffer, EventAccount, EventResult, PublicUse, OffsitePoint, OffsiteIdea,
)  # fmt: skip
"""Rows that stand inside another thing: an act that makes one is about that thing."""
WHOSE: dict[str, type[Model]] = {
    "change_grant": Grant, "show_grant": Grant, "end_grant": Grant, "take_back_grant": Grant, "end_condition": Condition,
    "take_back_condition": Condition, "change_touchpoint": Touchpoint, "withdraw_touchpoint": Touchpoint,
    "restore_touchpoint": Touchpoint, "finish_follow_up": Touchpoint, "move_request": ImprovementRequest,
    "assign_request": ImprovementRequest, "log_hours": ImprovementRequest,
}  # fmt: skip
"""Actions that are sent a number alone, and the model that says of which account it is."""
SAID = _("Done: {what}.")


def act_of(action: Callable[..., Any], right: Right) -> Act:
    """The act that an action is. Raises TypeError for one that nobody can send."""
    form, name = form_of(action), action.__name__

    def do(asker: Asker, body: Body) -> Done:
        made = action(**arguments(form, asker, body))
        what = SAID.fill(what=DOINGS[name].what).say(asker.spoken)
        number, part = _numbers(made, body)
        return Done(id=number, part=part, read=right.read, said=what)

    title = name.replace("_", " ").capitalize()
    return Act(name.replace("_", "-"), title, means_of(action), form.body, do, _account(form, name))


def _account(form: Form, name: str) -> Callable[[Any], str | None]:
    """Of which account an act is, by what was sent."""
    if name in WHOSE:
        model = WHOSE[name]

        def of_thing(body: Any) -> str | None:
            found: str | None = model._default_manager.filter(pk=body.number).values_list("customer", flat=True).first()
            return found

        return of_thing
    return lambda body: getattr(body, "customer", None) or getattr(body, "account", None)


def _numbers(made: Any, body: Body) -> tuple[int | None, int | None]:
    """Of the thing, and of what was made inside it."""
    asked = getattr(body, "number", None)
    while isinstance(made, tuple) and made:  # the thing comes before what followed from it, and of several the first
        made = made[0]
    if isinstance(made, INSIDE):
        return asked, made.pk
    return (made.pk, None) if isinstance(made, Model) else (asked, None)
