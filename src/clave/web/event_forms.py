"""The forms of events, and of what is used of customers in public. The actions decide what may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.events import KINDS, ConsentSaid, EventSaid, UseSaid
from clave.operations.public_use import USED
from clave.store.models import Contact, Event
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.service_forms import lines
from clave.web.words import told

LONGEST = 1_000


def named(one: Contact) -> str:
    """A person of a customer in a list to choose from."""
    return f"{one.name}{f', {one.position}' if one.position else ''}"


class EventForm(forms.Form):
    """What it is, when, where, what it costs."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [(key, told(label)) for key, label in KINDS.items()], error_messages=CHOOSE
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("What it is called"), max_length=200,
        error_messages={"required": gettext_lazy("Say what it is in a line.")},
    )  # fmt: skip
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    cost = NumberField(
        label=gettext_lazy("What it costs us, in all"), required=False,
        help_text=gettext_lazy("Empty: nobody knows yet, and it is said. 0: nothing."),
    )  # fmt: skip
    about = forms.CharField(label=gettext_lazy("What for"), required=False, max_length=LONGEST, widget=lines(3))

    def said(self) -> EventSaid:
        """As the action takes it."""
        return EventSaid(**self.cleaned_data)


def initial_event(row: Event) -> dict[str, Any]:
    """An event as its form begins."""
    return {name: getattr(row, name) for name in EventForm.base_fields if name != "cost"}


class GuestsForm(forms.Form):
    """The people of a customer who take part."""

    contacts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who of theirs takes part"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose among the people of the customer.")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts: Any = self.fields["contacts"]
        contacts.choices = [(one.pk, named(one)) for one in people]


class ConsentForm(forms.Form):
    """Who of the customer said yes, when, to what, for what, until when, and where it stands."""

    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who said yes"), coerce=int, error_messages=CHOOSE,
        help_text=gettext_lazy("Somebody who may speak for the customer."),
    )  # fmt: skip
    on = day_field(gettext_lazy("On which day"))
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("What of theirs may be used"), widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(key, told(label)) for key, label in USED.items()],
        error_messages={
            "required": gettext_lazy("Choose what of theirs may be used."),
            "invalid_choice": gettext_lazy("Choose what of theirs may be used."),
        },
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("What for"), max_length=LONGEST, widget=lines(),
        error_messages={"required": gettext_lazy("Say what they consented to it for.")},
    )  # fmt: skip
    event = forms.TypedChoiceField(
        label=gettext_lazy("For one event alone"), required=False, coerce=int, empty_value=None, error_messages=CHOOSE
    )
    until = day_field(
        gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: until they withdraw it.")
    )  # fmt: skip
    evidence = forms.CharField(
        label=gettext_lazy("Where it stands"), max_length=LONGEST,
        help_text=gettext_lazy("The e-mail and its day, the signed letter, the contract."),
        error_messages={
            "required": gettext_lazy("Write where it stands: without evidence nobody could show that they said yes.")
        },
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Contact], events: Sequence[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        event: Any = self.fields["event"]
        contact.choices = [("", "—"), *((one.pk, named(one)) for one in people)]
        event.choices = [("", "—"), *((one.pk, one.title) for one in events)]

    def said(self) -> ConsentSaid:
        """As the action takes it."""
        return ConsentSaid(**self.cleaned_data | {"covers": tuple(self.cleaned_data["covers"])})


class WithdrawForm(forms.Form):
    """On which day they withdrew it, and their words."""

    on = day_field(gettext_lazy("On which day they said so"))
    words = forms.CharField(label=gettext_lazy("In their words"), required=False, max_length=LONGEST, widget=lines())


class UseForm(forms.Form):
    """What of which customer is used, where it is seen, who is shown, from when until when."""

    customer = forms.ChoiceField(label=gettext_lazy("Customer"), error_messages=CHOOSE)
    what = forms.ChoiceField(
        label=gettext_lazy("What is used"), choices=lambda: [(key, told(label)) for key, label in USED.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    where = forms.CharField(
        label=gettext_lazy("Where it is seen"), max_length=300,
        error_messages={"required": gettext_lazy("Write the page, the stand, the brochure or the address.")},
    )  # fmt: skip
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who is shown or quoted"), required=False, coerce=int, empty_value=None, error_messages=CHOOSE,
        help_text=gettext_lazy("They must have said yes to being public themselves."),
    )  # fmt: skip
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(gettext_lazy("Until (empty: without an end)"), required=False)

    def __init__(
        self, *args: Any, customers: Sequence[tuple[str, str]], people: Sequence[Contact], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        customer: Any = self.fields["customer"]
        contact: Any = self.fields["contact"]
        customer.choices = list(customers)
        contact.choices = [("", "—"), *((one.pk, named(one)) for one in people)]

    def said(self) -> UseSaid:
        """As the action takes it."""
        return UseSaid(**{name: value for name, value in self.cleaned_data.items() if name != "customer"})
