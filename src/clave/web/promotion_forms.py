"""The forms of joint promotions. The actions decide; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.promotions import said
from clave.operations.promotions.said import PromotionSaid
from clave.store.models import Contact, Person, Promotion
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.service_forms import lines, written
from clave.web.words import told

AMOUNTS = ("ours", "theirs", "target")


def _paid(label: Any) -> NumberField:
    return NumberField(
        label=label, required=False, help_text=gettext_lazy("Empty: nobody knows yet, and it is said. 0: nothing.")
    )


class PromotionForm(forms.Form):
    """What both sides agree: of what, when, what each pays, with what goal, on which conditions."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), error_messages=CHOOSE)
    title = forms.CharField(
        label=gettext_lazy("In a line"), error_messages={"required": gettext_lazy("Say in a line what it is.")}
    )
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Families"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
        help_text=gettext_lazy("No family and no product: it is about everything they buy."),
    )  # fmt: skip
    products = forms.CharField(
        label=gettext_lazy("Products"), required=False, help_text=gettext_lazy("Codes as on the invoices, with commas.")
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Measured in"), error_messages=CHOOSE,
        help_text=gettext_lazy("Kilos where the promotion lowers the price: money would hide what was bought more."),
    )  # fmt: skip
    ours = _paid(gettext_lazy("What we pay"))
    theirs = _paid(gettext_lazy("What they pay"))
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who agrees it at the customer"), required=False, coerce=int, empty_value=None,
        error_messages=CHOOSE,
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who of ours answers for it"), error_messages=CHOOSE
    )
    goal = forms.CharField(label=gettext_lazy("What it is for"), required=False, widget=lines())
    target = NumberField(
        label=gettext_lazy("Purchases to reach in these days"), required=False,
        help_text=gettext_lazy("In the measure chosen; with the words, or instead of them."),
    )  # fmt: skip
    conditions = forms.CharField(label=gettext_lazy("Conditions"), required=False, widget=lines(3))

    def __init__(
        self,
        *args: Any,
        people: Sequence[Contact],
        owners: Sequence[Person],
        families: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(key, told(label)) for key, label in said.KINDS.items()]
        fields["measure"].choices = [(key, told(label)) for key, label in said.MEASURES.items()]
        fields["families"].choices = [(name, name) for name in families]
        if not families:
            del fields["families"]
        fields["contact"].choices = [("", "—"), *((one.pk, _named(one)) for one in people)]
        fields["owner"].queryset = Person.objects.filter(pk__in=[one.pk for one in owners])
        fields["owner"].choices = [(one.pk, one.name) for one in owners]

    def said(self) -> PromotionSaid:
        """As the action takes it."""
        good = self.cleaned_data
        plain = {
            name: good[name] for name in PromotionForm.base_fields if name not in ("owner", "families", "products")
        }
        products = tuple(one.strip() for one in good["products"].split(",") if one.strip())
        return PromotionSaid(**plain, families=tuple(good.get("families", ())), products=products)


def _named(one: Contact) -> str:
    return f"{one.name}, {one.position}" if one.position else one.name


def initial_promotion(row: Promotion) -> dict[str, Any]:
    """A promotion as its form begins."""
    plain = {name: getattr(row, name) for name in PromotionForm.base_fields if name not in AMOUNTS}
    return plain | {name: written(getattr(row, name)) for name in AMOUNTS} | {
        "contact": row.contact_id, "owner": row.owner_id, "products": ", ".join(row.products),
    }  # fmt: skip


class PromotionMoveForm(forms.Form):
    """To which state, and why where it is cancelled."""

    to = forms.ChoiceField(label=gettext_lazy("It goes to"), error_messages=CHOOSE)
    note = forms.CharField(
        label=gettext_lazy("What there is to say"), required=False, widget=lines(),
        help_text=gettext_lazy("Cancelled: always why."),
    )  # fmt: skip

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(key, told(said.LABELS[key])) for key in said.FOLLOWING[here]]


class SpentForm(forms.Form):
    """What each side spent."""

    ours = _paid(gettext_lazy("What we spent"))
    theirs = _paid(gettext_lazy("What they spent"))
