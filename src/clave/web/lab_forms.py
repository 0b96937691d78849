"""The forms of the laboratory: a request, a move, an answer, who works on it, hours. The actions decide; here only what a
browser sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.improvement import RequestSaid
from clave.actions.lab_hours import HoursSaid
from clave.base.figures import number
from clave.privileges.improvement.stages import FOLLOWING, LABELS
from clave.store.models import ImprovementRequest, LabHours, Person
from clave.store.models.improvement import KINDS
from clave.web.refusals import NumberField, day_field
from clave.web.shown.improvement import KIND_WORDS
from clave.web.words import reader, told


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RequestForm(forms.Form):
    """What a customer asks, by what it is measured, by when, and what it may be worth."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of request"),
        error_messages={
            "required": gettext_lazy("Choose what it is."),
            "invalid_choice": gettext_lazy("This is no kind of request: choose one of the list."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("In a line"),
        error_messages={"required": gettext_lazy("Say in a line what is asked.")},
        help_text=gettext_lazy("For example: less odour in PU-300."),
    )
    product = forms.CharField(label=gettext_lazy("Product"), required=False)
    asks = forms.CharField(
        label=gettext_lazy("What the customer asks"), widget=_lines(4),
        error_messages={"required": gettext_lazy("Write what the customer asks.")},
        help_text=gettext_lazy("In their own words, as far as you have them."),
    )  # fmt: skip
    measure = forms.CharField(
        label=gettext_lazy("How everybody will see that it is done"), required=False, widget=_lines(4),
        help_text=gettext_lazy("A figure and how it is measured: odour of at most 2 of 5 by their panel."),
    )  # fmt: skip
    asked = day_field(gettext_lazy("Day it was asked"))
    promised = day_field(gettext_lazy("Day we promised"), required=False)
    worth = NumberField(
        label=gettext_lazy("What it may be worth a year"), required=False, above_zero=True,
        help_text=gettext_lazy("Empty: nobody estimated it, and the queue says so."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(key, told(KIND_WORDS[key])) for key in KINDS]

    def said(self) -> RequestSaid:
        """As the action takes it."""
        return RequestSaid(**{name: self.cleaned_data[name] for name in RequestForm.base_fields})


def initial_of(row: ImprovementRequest) -> dict[str, Any]:
    """A request as its form begins."""
    worth = "" if row.worth is None else number(row.worth, 0, reader())
    return {name: getattr(row, name) for name in RequestForm.base_fields} | {"worth": worth}


class MoveForm(forms.Form):
    """To which stage, when, and what there is to say; an end says what came of it."""

    to = forms.ChoiceField(
        label=gettext_lazy("It goes to"),
        error_messages={
            "required": gettext_lazy("Choose where it goes."),
            "invalid_choice": gettext_lazy("It cannot go there from where it is: choose one of the list."),
        },
    )
    day = day_field(gettext_lazy("Day"))
    note = forms.CharField(
        label=gettext_lazy("What there is to say"), required=False, widget=_lines(),
        help_text=gettext_lazy("Delivered or declined: what came of it, as the customer will be told."),
    )  # fmt: skip

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(stage, told(LABELS[stage])) for stage in FOLLOWING[here]]  # type: ignore[index]


class ReplyForm(forms.Form):
    """What the customer was told, and when."""

    day = day_field(gettext_lazy("Day of the answer"))
    text = forms.CharField(
        label=gettext_lazy("What the customer was told"), widget=_lines(),
        error_messages={"required": gettext_lazy("Write what the customer was told.")},
    )  # fmt: skip


class AssignForm(forms.Form):
    """Who works on it; empty = nobody."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who works on it"), required=False,
        error_messages={"invalid_choice": gettext_lazy("This person does not work in the laboratory: choose one of the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, workers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.filter(pk__in=[one.pk for one in workers])
        people.choices = [("", "—"), *((one.pk, one.name) for one in workers)]


class HoursForm(forms.Form):
    """What was done on a day, and how long it took."""

    day = day_field(gettext_lazy("Day"))
    hours = NumberField(
        label=gettext_lazy("Hours"), above_zero=True, error_messages={"required": gettext_lazy("Write how many hours it took.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    what = forms.CharField(
        label=gettext_lazy("What was done"), error_messages={"required": gettext_lazy("Say in a line what was done.")}
    )

    def said(self) -> HoursSaid:
        """As the action takes it."""
        good = self.cleaned_data
        return HoursSaid(good["day"], good["hours"], good["what"])


def initial_hours(entry: LabHours) -> dict[str, Any]:
    """An entry as its form begins."""
    whole = entry.hours == int(entry.hours)
    return {"day": entry.day, "hours": number(entry.hours, 0 if whole else 2, reader()), "what": entry.what}
