"""The forms of an account plan: its period, a goal, an objective, an action, how one ended, a meeting. The actions decide; here
only what a browser sends becomes days, figures and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.figures import number
from clave.base.words import _
from clave.operations.plan.said import (
    MEASURES,
    RATES,
    RATINGS,
    SIDES,
    ActionSaid,
    GoalSaid,
    ObjectiveSaid,
    PlanSaid,
    ReviewSaid,
)
from clave.store.models import Contact, Person
from clave.web.refusals import NumberField, day_field
from clave.web.words import reader, told

_CHOOSE = {
    "invalid_choice": gettext_lazy("This is not in the list: choose one of it."),
    "required": gettext_lazy("Choose one."),
}
HUNDRED = Decimal(100)
NONE_YET = _("none yet")


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _choice(label: Any, *, required: bool = False, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, error_messages=_CHOOSE, **more)


def _offer(form: forms.Form, name: str, options: Iterable[tuple[Any, str]], *, empty: str | None = "—") -> None:
    field: Any = form.fields[name]
    field.choices = [*([("", empty)] if empty is not None else []), *options]


class People:
    """Who can be named on both sides."""

    def __init__(self, ours: Sequence[Person], theirs: Sequence[Contact]) -> None:
        self.ours, self.theirs = [(one.pk, one.name) for one in ours], [(one.pk, _titled(one)) for one in theirs]

    def offered(self, form: forms.Form) -> None:
        """Offer them in the fields of a form that name somebody; who is named already stays, even if they left since."""
        for name, options in (("owner", self.ours), ("contact", self.theirs)):
            if name in form.fields:
                _offer(form, name, options)


def _titled(one: Contact) -> str:
    return f"{one.name} · {one.position}" if one.position else one.name


class PeriodForm(forms.Form):
    """From when until when, and the next review."""

    starts_on = day_field(gettext_lazy("It runs from"))
    ends_on = day_field(gettext_lazy("Until"))
    next_review_on = day_field(
        gettext_lazy("Next review"), required=False,
        help_text=gettext_lazy("Empty: as often as both sides were promised."),
    )  # fmt: skip

    def said(self) -> PlanSaid:
        """As the action takes it."""
        return PlanSaid(**self.cleaned_data)


class GoalForm(forms.Form):
    """What one side wants."""

    side = _choice(gettext_lazy("Whose goal it is"), required=True)
    text = forms.CharField(
        label=gettext_lazy("What is wanted"), widget=_lines(3), error_messages={"required": gettext_lazy("Say what is wanted.")},
        help_text=gettext_lazy("The customer's goals in its own words, as it said them."),
    )  # fmt: skip
    contact = _choice(gettext_lazy("Who of the customer said it"))
    shared = forms.BooleanField(label=gettext_lazy("The customer reads it"), required=False)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "side", [(key, told(label)) for key, label in SIDES.items()], empty=None)
        people.offered(self)

    def said(self) -> GoalSaid:
        """As the action takes it."""
        return GoalSaid(**_numbers(self.cleaned_data))


class ObjectiveForm(forms.Form):
    """How a goal is seen to be reached, until when, and who sees to it."""

    goal = _choice(gettext_lazy("Goal that it serves"), required=True)
    title = forms.CharField(
        label=gettext_lazy("What is to be reached"), help_text=gettext_lazy("For example: 20 % more hotmelt."),
        error_messages={"required": gettext_lazy("Say in a line what is to be reached.")},
    )  # fmt: skip
    measure = _choice(gettext_lazy("How it is measured"), required=True)
    target = NumberField(
        label=gettext_lazy("Figure to be reached"), error_messages={"required": gettext_lazy("Write the figure.")},
        help_text=gettext_lazy("Of the whole period: 120 M, 18.000 kilos. Rates in per cent: 31,5."),
    )  # fmt: skip
    family = forms.CharField(
        label=gettext_lazy("Only of the family"), required=False, widget=forms.TextInput(attrs={"list": "families"})
    )
    product = forms.CharField(label=gettext_lazy("Only of the product"), required=False)
    starts_on = day_field(gettext_lazy("It counts from"))
    due_on = day_field(gettext_lazy("Until"))
    baseline_from = day_field(
        gettext_lazy("Compared with, from"), required=False,
        help_text=gettext_lazy("Empty: the same days a year before."),
    )  # fmt: skip
    baseline_to = day_field(gettext_lazy("Compared with, until"), required=False)
    owner = _choice(gettext_lazy("Who of us sees to it"))
    contact = _choice(gettext_lazy("Who of the customer"))
    worth = NumberField(label=gettext_lazy("What it brings us a year"), required=False)
    shared = forms.BooleanField(label=gettext_lazy("The customer reads it"), required=False)
    unit = forms.CharField(
        label=gettext_lazy("By hand: unit"), required=False, help_text=gettext_lazy("For example: days of stock.")
    )
    baseline = NumberField(label=gettext_lazy("By hand: where it began"), required=False)
    now = NumberField(label=gettext_lazy("By hand: figure of today"), required=False)
    now_on = day_field(gettext_lazy("By hand: day of that figure"), required=False)

    def __init__(self, *args: Any, people: People, goals: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "goal", goals)
        _offer(self, "measure", [(key, told(label)) for key, label in MEASURES.items()], empty=None)
        people.offered(self)

    def said(self) -> ObjectiveSaid:
        """As the action takes it; a rate that was typed in per cent is a share."""
        good = _numbers(self.cleaned_data)
        if good["measure"] in RATES and good["target"] is not None:
            good["target"] /= HUNDRED
        return ObjectiveSaid(**good)


class ActionForm(forms.Form):
    """What somebody does, and until when."""

    text = forms.CharField(
        label=gettext_lazy("What is to be done"), widget=_lines(3),
        error_messages={"required": gettext_lazy("Say what is to be done.")},
    )  # fmt: skip
    objective = _choice(gettext_lazy("Objective that it serves"))
    owner = _choice(gettext_lazy("Who of us"))
    contact = _choice(gettext_lazy("Who of the customer"))
    starts_on = day_field(gettext_lazy("From"), required=False)
    due_on = day_field(gettext_lazy("Until"), required=False)
    shared = forms.BooleanField(label=gettext_lazy("The customer reads it"), required=False)
    said_in = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: People, objectives: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "objective", objectives, empty=told(NONE_YET))
        people.offered(self)

    def said(self) -> ActionSaid:
        """As the action takes it."""
        return ActionSaid(**_numbers(self.cleaned_data))


class CloseForm(forms.Form):
    """That an action is done, or dropped and why."""

    on = day_field(gettext_lazy("Day"))
    outcome = forms.CharField(
        label=gettext_lazy("What came of it, or why it is dropped"), required=False, widget=_lines(),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """A meeting about the plan, and how good it was."""

    on = day_field(gettext_lazy("Day of the meeting"))
    attended = forms.CharField(label=gettext_lazy("Who was there"), required=False)
    agreed = forms.CharField(
        label=gettext_lazy("What was agreed"), widget=_lines(4),
        error_messages={"required": gettext_lazy("Say in a line what was agreed.")},
    )  # fmt: skip
    rating = _choice(
        gettext_lazy("How good it was for the customer, 1 to 5"),
        help_text=gettext_lazy("As the customer says it at the end; empty where nobody asked."),
    )
    next_on = day_field(gettext_lazy("Next review"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "rating", [(n, str(n)) for n in RATINGS])

    def said(self) -> ReviewSaid:
        """As the action takes it."""
        good = self.cleaned_data
        return ReviewSaid(**good | {"rating": int(good["rating"]) if good["rating"] else None})


class EndForm(forms.Form):
    """How a plan ended."""

    why = forms.CharField(
        label=gettext_lazy("How it ended"), widget=_lines(3),
        error_messages={"required": gettext_lazy("Say in a line how it ended.")},
    )  # fmt: skip


def initial_of(said: Any) -> dict[str, Any]:
    """What was said as its form begins: figures as people write them."""
    found = {one.name: getattr(said, one.name) for one in fields(said)}
    rate = getattr(said, "measure", "") in RATES
    for name, value in found.items():
        if isinstance(value, Decimal):
            shown = value * HUNDRED if rate and name == "target" else value
            found[name] = number(shown, 0 if shown == int(shown) else 2, reader())
    return found


def _numbers(good: dict[str, Any]) -> dict[str, Any]:
    """Choices that name a row, as its number; None where nobody was chosen."""
    found = dict(good)
    for name in ("goal", "objective", "owner", "contact"):
        if name in found:
            found[name] = int(found[name]) if found[name] else None
    return found
