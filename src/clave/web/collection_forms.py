"""The forms of collection. What they may say is decided by the actions; here only what a browser sends becomes days, numbers
and choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.words import Text
from clave.privileges.collection.records import ERRORS, REASONS
from clave.privileges.collection.routes import TONES, WAYS
from clave.privileges.collection.wishes import CHANNELS
from clave.store.roles import ROLES
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import told

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]
LONG, FEW = 1000, 20


def _choices(words: Mapping[str, Text]) -> Choices:
    return [(key, told(label)) for key, label in words.items()]


def _choice(label: Any, words: Mapping[str, Text]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=lambda: _choices(words), error_messages=CHOOSE)


def _words(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


def _days(label: Any, *, required: bool = True, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Write a whole number of days."),
                        "required": gettext_lazy("Write a number of days.")}, **more,
    )  # fmt: skip


class ContactForm(forms.Form):
    """A contact there was: when, how, with whom, what was said."""

    moment = forms.DateTimeField(
        label=gettext_lazy("When it was"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=("%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"),
        error_messages={
            "invalid": gettext_lazy("This is no moment: write it as 31/12/2026 15:00."),
            "required": gettext_lazy("Say when it was."),
        },
    )
    way = _choice(gettext_lazy("How"), WAYS)
    whom = forms.CharField(label=gettext_lazy("With whom of the customer"), required=False, max_length=200)
    words = _words(gettext_lazy("What was said"))


class PromiseForm(forms.Form):
    """A promise to pay: of which invoices, how much, until when, who said it and when."""

    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Of which invoices"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("This invoice is not open any more: choose among those of the list.")},
    )  # fmt: skip
    amount = NumberField(
        label=gettext_lazy("How much"), error_messages={"required": gettext_lazy("Write how much was promised.")}
    )
    until = day_field(gettext_lazy("For which day"), error_messages={"required": gettext_lazy("Say for which day.")})
    made = day_field(gettext_lazy("Promised on"), error_messages={"required": gettext_lazy("Say on which day.")})
    said_by = forms.CharField(label=gettext_lazy("Who of the customer said it"), required=False, max_length=200)

    def __init__(self, *args: Any, invoices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents: Any = self.fields["documents"]
        documents.choices = invoices


class _Answered(forms.Form):
    """Somebody of ours answers."""

    answers = forms.ChoiceField(
        label=gettext_lazy("Who of ours answers"),
        error_messages={
            "required": gettext_lazy("Choose who answers."),
            "invalid_choice": gettext_lazy("This person is not with us any more: choose somebody else."),
        },
    )

    def __init__(self, *args: Any, people: Choices | Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers: Any = self.fields["answers"]
        answers.choices = [("", "—"), *people]


class DisputeForm(_Answered):
    """A dispute: of which invoice, why, about how much, since when, who answers."""

    document = forms.ChoiceField(
        label=gettext_lazy("Invoice"),
        error_messages={
            "required": gettext_lazy("Choose the invoice."),
            "invalid_choice": gettext_lazy("This invoice is not open any more: choose among those of the list."),
        },
    )
    reason = _choice(gettext_lazy("Why"), REASONS)
    amount = NumberField(label=gettext_lazy("About how much (empty: all of it)"), required=False)
    told_on = day_field(gettext_lazy("They told us on"))
    words = _words(gettext_lazy("What they say"))

    field_order = ("document", "reason", "amount", "told_on", "answers", "words")

    def __init__(self, *args: Any, invoices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.choices = [("", "—"), *invoices]


class ErrorForm(_Answered):
    """An error on an invoice: which, what, who answers and until when."""

    document = forms.CharField(label=gettext_lazy("Number of the invoice"), required=False, max_length=100)
    kind = _choice(gettext_lazy("What is wrong"), ERRORS)
    told_on = day_field(gettext_lazy("They told us on"))
    until = day_field(gettext_lazy("Put right by"))
    words = _words(gettext_lazy("What is wrong, in one sentence"))

    field_order = ("document", "kind", "told_on", "until", "answers", "words")


class RouteForm(forms.Form):
    """Who asks the account to pay, how, whom, when, and from when to when."""

    asks = forms.ChoiceField(
        label=gettext_lazy("Who asks"), required=False,
        error_messages={"invalid_choice": gettext_lazy("This person is not with us any more: choose somebody else.")},
    )  # fmt: skip
    way = _choice(gettext_lazy("How"), WAYS)
    tone = _choice(gettext_lazy("In which tone"), TONES)
    contact = forms.CharField(label=gettext_lazy("Whom at the customer"), required=False, max_length=200)
    before = _days(gettext_lazy("Days before it is due (empty: never)"), required=False)
    first = _days(gettext_lazy("First asked so many days late"))
    again = _days(gettext_lazy("Asked again after so many days"))
    person = forms.TypedChoiceField(
        label=gettext_lazy("Whether the customer is a natural person"), required=False, empty_value=None,
        coerce=lambda said: said == "person",
        choices=(
            ("", gettext_lazy("As the customer file says")), ("person", gettext_lazy("A natural person")),
            ("company", gettext_lazy("A company")),
        ),
        help_text=gettext_lazy("The law then says when and how often it may be asked (Ley 2300 de 2023)."),
    )  # fmt: skip
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: open)"), required=False)
    reason = _words(gettext_lazy("Why"))

    def __init__(self, *args: Any, people: Choices | Groups, department: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks: Any = self.fields["asks"]
        asks.choices = [("", department), *people]


class WishForm(forms.Form):
    """How the account wants its invoice, and from when to when."""

    channel = _choice(gettext_lazy("How it goes out"), CHANNELS)
    recipient = forms.CharField(label=gettext_lazy("To whom"), required=False, max_length=200)
    portal = forms.CharField(label=gettext_lazy("Address of its portal"), required=False, max_length=300)
    cut_off = forms.IntegerField(
        label=gettext_lazy("Last day of the month on which it takes them (empty: any)"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Write a day of the month, from 1 to 31.")},
    )  # fmt: skip
    needs_order = forms.BooleanField(label=gettext_lazy("Its order number must stand on it"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: open)"), required=False)
    reason = _words(gettext_lazy("Who told us, and where it stands"))


class ClosingForm(forms.Form):
    """How a dispute or an error ended, and on which day."""

    closed_on = day_field(gettext_lazy("On which day"))
    outcome = _words(gettext_lazy("How it ended"))


def people_of(people: Iterable[Any]) -> Choices | Groups:
    """People as choices, by name; under their role where they are more than anybody reads through."""
    found = list(people)
    if len(found) <= FEW:
        return [(str(one.pk), one.name) for one in found]
    roles = {key: told(role.label) for key, role in ROLES.items() if any(one.role == key for one in found)}
    return [(label, [(str(one.pk), one.name) for one in found if one.role == key]) for key, label in roles.items()]
