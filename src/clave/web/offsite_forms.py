"""The forms of off-site sessions. The actions decide; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.offsite import LABELS, LONGEST, OffsiteSaid, PointSaid
from clave.store.models import OffsitePerson
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.service_forms import lines
from clave.web.words import told

Choices = Sequence[tuple[str, str]]
OURS, THEIRS = "p", "c"
"""What the value of a choice among the people of both sides begins with."""


def _people(label: Any, wrong: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": wrong},
    )  # fmt: skip


class OffsiteForm(forms.Form):
    """When, where, what for, who comes of both sides, and what it costs."""

    on = day_field(gettext_lazy("Day"))
    place = forms.CharField(
        label=gettext_lazy("Place"), max_length=200,
        error_messages={"required": gettext_lazy("Write the place, as on the invitation.")},
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=LONGEST, widget=lines(),
        help_text=gettext_lazy("What both sides want to leave with."),
        error_messages={"required": gettext_lazy("Say in a line what both sides want to leave with.")},
    )  # fmt: skip
    cost = NumberField(
        label=gettext_lazy("What it costs, in all"), required=False,
        help_text=gettext_lazy("Place, travel, meals, moderator. Empty: nobody knows yet, and it is said. 0: nothing."),
    )  # fmt: skip
    agreed = forms.CharField(
        label=gettext_lazy("What was agreed"), required=False, max_length=LONGEST, widget=lines(3),
        help_text=gettext_lazy("Stands in the minutes, which the customer reads."),
    )  # fmt: skip
    ours = _people(gettext_lazy("Of ours"), gettext_lazy("Choose among our people."))
    theirs = _people(gettext_lazy("Of the customer"), gettext_lazy("Choose among the people of the customer."))

    def __init__(self, *args: Any, ours: Choices, theirs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine: Any = self.fields["ours"]
        other: Any = self.fields["theirs"]
        mine.choices, other.choices = ours, theirs

    def said(self) -> OffsiteSaid:
        """As the action takes it."""
        good = self.cleaned_data
        return OffsiteSaid(**good | {"ours": tuple(good["ours"]), "theirs": tuple(good["theirs"])})


class _Led(forms.Form):
    """Something that somebody of either side leads or says."""

    def __init__(self, *args: Any, people: Sequence[OffsitePerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        lead.choices = [("", "—"), *((value_of(one), name_of(one)) for one in people)]

    def chosen(self) -> tuple[int | None, int | None]:
        """The person of ours and the one of theirs that is meant; at most one of them."""
        sent = self.cleaned_data["lead"]
        number = int(sent[1:]) if sent else None
        return (number, None) if sent.startswith(OURS) else (None, number)


def value_of(one: OffsitePerson) -> str:
    """Somebody who comes, as a choice sends them."""
    return f"{OURS}{one.person_id}" if one.person_id else f"{THEIRS}{one.contact_id}"


def name_of(one: OffsitePerson) -> str:
    """Somebody who comes, by name; of theirs with what they are there."""
    if one.person is not None:
        return one.person.name
    contact = one.contact
    if contact is None:
        return ""
    return f"{contact.name}{f', {contact.position}' if contact.position else ''}"


def _lead(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, error_messages=CHOOSE)


class PointForm(_Led):
    """A point of the agenda."""

    text = forms.CharField(
        label=gettext_lazy("Point"), max_length=300,
        error_messages={"required": gettext_lazy("Write the point in a line.")},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes it takes"), required=False,
        error_messages={"invalid": gettext_lazy("Write whole minutes, such as 45.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    lead = _lead(gettext_lazy("Who leads it"))

    def said(self) -> PointSaid:
        """As the action takes it."""
        ours, theirs = self.chosen()
        return PointSaid(self.cleaned_data["text"], self.cleaned_data["minutes"], ours, theirs)


class IdeaForm(_Led):
    """An idea, and who had it."""

    text = forms.CharField(
        label=gettext_lazy("Idea"), max_length=LONGEST, widget=lines(),
        error_messages={"required": gettext_lazy("Write the idea in a line, as it was said.")},
    )  # fmt: skip
    lead = _lead(gettext_lazy("Who had it"))


class WhyForm(forms.Form):
    """Why an idea is turned down."""

    idea = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("Why not"), max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say why in a line that whoever had the idea can read.")},
    )  # fmt: skip


class OffsiteMoveForm(forms.Form):
    """To which stage it goes, and a word about it."""

    to = forms.ChoiceField(
        label=gettext_lazy("It goes to"), choices=lambda: [(key, told(label)) for key, label in LABELS.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("A word about it"), required=False, max_length=LONGEST)
