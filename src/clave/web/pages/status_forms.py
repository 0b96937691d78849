"""The forms of the acts of a status: a day and a reason, another end, or a whole landing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.landing import Plan, Todo
from clave.base.errors import ClaveError
from clave.base.words import joined
from clave.policy import declared
from clave.policy.limits import Limits
from clave.selection import steps
from clave.store.models import Person
from clave.store.roles import STAFF
from clave.web.words import told

ROWS = 5
LONG = 1000
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
FIELDS = {"effective_on": "on"}
"""Where an action's error belongs to a field of another name."""


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=FORMATS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2}), **more)


class Reason(forms.Form):
    """Why."""

    reason = _text(
        gettext_lazy("Why"),
        help_text=gettext_lazy(
            "It stays with the status: whoever opens this in two years reads it. Name no customer's person."
        ),
    )


class Step(Reason):
    """From which day, and why."""

    on = _day(gettext_lazy("Counts from"))
    field_order = ("on", "reason")


class End(Reason):
    """Until which day, and why."""

    until = _day(gettext_lazy("Until"))
    field_order = ("until", "reason")


class Landing(Step):
    """How an account leaves: the plan with its steps."""

    until = _day(gettext_lazy("Its privileges end on"))
    told_by = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who tells the customer"), empty_label=gettext_lazy("Choose somebody")
    )
    told_on = _day(gettext_lazy("The customer is told by"))
    how = _text(gettext_lazy("How it is told"))
    seen = forms.BooleanField(
        label=gettext_lazy("I have looked at what leaving costs"),
        error_messages={"required": gettext_lazy("Look at what leaving costs, beside, and tick it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = Person.objects.filter(is_active=True, role__in=STAFF).order_by("name", "pk")
        self.fields["told_by"].queryset = ours  # type: ignore[attr-defined]
        for row in range(ROWS):
            self.fields[f"what_{row}"] = forms.CharField(label=gettext_lazy("What"), max_length=200, required=False)
            self.fields[f"due_{row}"] = _day(gettext_lazy("By when"), required=False)
            self.fields[f"owner_{row}"] = forms.ModelChoiceField(
                ours, label=gettext_lazy("Who"), required=False, empty_label=gettext_lazy("Choose somebody")
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of the steps, row by row."""
        return [(self[f"what_{row}"], self[f"due_{row}"], self[f"owner_{row}"]) for row in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """A step that is begun is whole."""
        for row in self._begun():
            for name in (f"what_{row}", f"due_{row}", f"owner_{row}"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields["on"].error_messages["required"])
        return self.cleaned_data

    def _begun(self) -> Iterator[int]:
        names = ("what", "due", "owner")
        return (row for row in range(ROWS) if any(self.data.get(f"{name}_{row}", "").strip() for name in names))

    @property
    def row_numbers(self) -> list[int]:
        """The rows that hold a step, in order: where an error about the n-th step belongs."""
        return list(self._begun())

    @property
    def plan(self) -> Plan:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        todos = [Todo(given[f"what_{row}"], given[f"due_{row}"], given[f"owner_{row}"]) for row in self.row_numbers]
        return Plan(given["until"], given["told_by"], given["told_on"], given["how"], todos)


FORMS: dict[str, type[Reason]] = {steps.EXTEND: End, steps.LIFT: Reason, steps.LAND: Landing}
"""The form of an act; the others ask from which day and why."""


def form_of(act: str, today: date, limits: Limits, data: Any = None) -> Reason:
    """The form of an act, with what is usual already typed."""
    usual = {
        "on": today,
        "told_on": today + timedelta(days=limits[declared.life_ask]),
        "until": today + timedelta(days=max(limits[declared.life_landing], limits[declared.life_ask])),
    }
    return FORMS.get(act, Step)(data, initial=usual)


def add_refusal(form: forms.Form, refused: ClaveError) -> None:
    """The sentence of an action beside the field it is about, or above the form."""
    said = told(joined([refused.what, *([refused.remedy] if refused.remedy else [])], " "))
    name = FIELDS.get(refused.where, refused.where)
    if isinstance(form, Landing) and name.startswith("todos"):
        place = name.removeprefix("todos.")
        name = f"what_{form.row_numbers[int(place)] if place.isdigit() else 0}"
    form.add_error(name if name in form.fields else None, said[:1].upper() + said[1:])
