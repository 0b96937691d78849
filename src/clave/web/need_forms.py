"""The forms of needs and joint initiatives. The actions decide; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations import initiatives, needs
from clave.operations.initiatives import InitiativeSaid
from clave.operations.needs import NeedSaid
from clave.store.models import Contact, JointInitiative, Need, Person
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.service_forms import lines
from clave.web.words import told


def _people(field: Any, people: Sequence[Contact]) -> None:
    """The people of the customer to choose from; without any, the field is not asked for."""
    field.choices = [
        ("", "—"),
        *((one.pk, f"{one.name}{f', {one.position}' if one.position else ''}") for one in people),
    ]


def _contact() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Person of theirs"), required=False, coerce=int, empty_value=None, error_messages=CHOOSE
    )


def _gained() -> NumberField:
    return NumberField(
        label=gettext_lazy("What was gained"), required=False,
        help_text=gettext_lazy("Empty: nobody knows yet, and it is said. 0: nothing."),
    )  # fmt: skip


class NeedForm(forms.Form):
    """Who asked, the problem in their words, and in what it would be sold."""

    problem = forms.CharField(
        label=gettext_lazy("The problem"), widget=lines(4), help_text=gettext_lazy("As the customer told it."),
        error_messages={"required": gettext_lazy("Write the problem as the customer told it.")},
    )  # fmt: skip
    asked_on = day_field(gettext_lazy("Day it was said"))
    contact = _contact()
    asked_by = forms.CharField(
        label=gettext_lazy("Who asked"),
        required=False,
        help_text=gettext_lazy("A name or a position, where it is nobody of the list."),
    )
    solution = forms.CharField(label=gettext_lazy("The solution"), required=False, widget=lines(3))
    product = forms.CharField(
        label=gettext_lazy("Product"),
        required=False,
        help_text=gettext_lazy("Its code as on the invoices: then what is sold measures itself."),
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Family"), required=False, error_messages=CHOOSE,
        help_text=gettext_lazy("With it clave looks for who else could use it."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Contact], families: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["contact"], people)
        family: Any = self.fields["family"]
        family.choices = [("", "—"), *((name, name) for name in families)]

    def said(self) -> NeedSaid:
        """As the action takes it."""
        return NeedSaid(**{name: self.cleaned_data[name] for name in NeedForm.base_fields})


def initial_need(row: Need) -> dict[str, Any]:
    """A need as its form begins."""
    return {name: getattr(row, name) for name in NeedForm.base_fields if name != "contact"} | {
        "contact": row.contact_id
    }


class NeedMoveForm(forms.Form):
    """To which stage, when, with what it was solved and what came of it."""

    to = forms.ChoiceField(label=gettext_lazy("It goes to"), error_messages=CHOOSE)
    day = day_field(gettext_lazy("Day"))
    solution = forms.CharField(label=gettext_lazy("The solution"), required=False, widget=lines())
    result = forms.CharField(
        label=gettext_lazy("What came of it"), required=False, widget=lines(),
        help_text=gettext_lazy("Solved or without a solution: in a line, as the customer would say it."),
    )  # fmt: skip
    gained = _gained()

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(key, told(needs.LABELS[key])) for key in needs.FOLLOWING[here]]


class GainForm(forms.Form):
    """What it brought, once somebody knows."""

    gained = _gained()


class OfferForm(forms.Form):
    """When it was offered, and how."""

    day = day_field(gettext_lazy("Day it was offered"))
    note = forms.CharField(label=gettext_lazy("How, and to whom"), required=False)


class AnswerForm(forms.Form):
    """What they said."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=gettext_lazy("Answer"), required=False, error_messages=CHOOSE)
    day = day_field(gettext_lazy("Day"))
    note = forms.CharField(label=gettext_lazy("In their words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [(key, told(label)) for key, label in needs.ANSWERS.items()]


class InitiativeForm(forms.Form):
    """What both sides want, what each puts in, what comes next; of another site where, and whom to see there."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of initiative"), error_messages=CHOOSE)
    title = forms.CharField(
        label=gettext_lazy("In a line"), error_messages={"required": gettext_lazy("Say in a line what it is.")}
    )
    about = forms.CharField(label=gettext_lazy("What both sides want"), required=False, widget=lines(3))
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who of ours answers for it"), error_messages=CHOOSE
    )
    started_on = day_field(gettext_lazy("It began on"))
    due_on = day_field(gettext_lazy("To be done by"), required=False)
    ours = forms.CharField(label=gettext_lazy("What we put in"), required=False, widget=lines())
    theirs = forms.CharField(label=gettext_lazy("What they put in"), required=False, widget=lines())
    next_step = forms.CharField(label=gettext_lazy("Next step"), required=False)
    next_on = day_field(gettext_lazy("Day of the next step"), required=False)
    site = forms.CharField(label=gettext_lazy("Site or city"), required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=gettext_lazy("Country"), required=False, help_text=gettext_lazy("Two letters: MX, PE, EC."),
        error_messages={"invalid": gettext_lazy("Write the two letters of the country, such as MX.")},
    )  # fmt: skip
    contact = _contact()
    contact_name = forms.CharField(label=gettext_lazy("Whom to see there"), required=False)

    def __init__(self, *args: Any, people: Sequence[Contact], owners: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(key, told(label)) for key, label in initiatives.KINDS.items()]
        _people(self.fields["contact"], people)
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(pk__in=[one.pk for one in owners])
        owner.choices = [(one.pk, one.name) for one in owners]

    def said(self) -> InitiativeSaid:
        """As the action takes it."""
        return InitiativeSaid(
            **{name: self.cleaned_data[name] for name in InitiativeForm.base_fields if name != "owner"}
        )


def initial_initiative(row: JointInitiative) -> dict[str, Any]:
    """An initiative as its form begins."""
    plain = {name: getattr(row, name) for name in InitiativeForm.base_fields if name not in ("contact", "owner")}
    return plain | {"contact": row.contact_id, "owner": row.owner_id}


class InitiativeMoveForm(forms.Form):
    """To which stage, when, and what came of it."""

    to = forms.ChoiceField(label=gettext_lazy("It goes to"), error_messages=CHOOSE)
    day = day_field(gettext_lazy("Day"))
    note = forms.CharField(
        label=gettext_lazy("What there is to say"), required=False, widget=lines(),
        help_text=gettext_lazy("Achieved or dropped: what came of it."),
    )  # fmt: skip
    gained = _gained()

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(key, told(initiatives.LABELS[key])) for key in initiatives.FOLLOWING[here]]


class NextForm(forms.Form):
    """What is next, and by when."""

    words = forms.CharField(label=gettext_lazy("Next step"), required=False)
    day = day_field(gettext_lazy("By when"))
