"""What a clerk types of an order: the customer, its lines, the day; numbers as people write them, each error beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from clave.actions.order_decisions import LONGEST
from clave.base.typed import quoted
from clave.base.words import Text, _
from clave.privileges.entry import LINES, MOST, Asked, Known
from clave.web.refusals import NumberField, day_field
from clave.web.words import told

FIRST, MORE = 3, 1
"""Empty lines that a new order begins with, and how many are added."""


class Head(forms.Form):
    """For when, and which order; the customer and the lines stand beside it."""

    para = day_field(gettext_lazy("For which day"), required=False)
    pedido = forms.CharField(
        label=gettext_lazy("Order number"), max_length=LONGEST, required=False,
        help_text=gettext_lazy("If it has one already."), widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@dataclass
class TypedLine:
    """One line as it was typed, and what is wrong with each of its fields."""

    product: str = ""
    quantity: str = ""
    price: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.product or self.quantity or self.price)

    def asked(self, known: Known) -> Asked | None:
        """The line as it is decided; None where something is wrong, which then stands in `errors`."""
        code = self.product.upper()
        if not code:
            self._wrong("product", _("Write the code of the product."))
        elif known.products and code not in known.products:
            self._wrong("product", _("No product has the code «{code}».").fill(code=quoted(self.product)))
        quantity = self._number("quantity", self.quantity)
        price = self._number("price", self.price) if self.price else None
        if quantity is None and "quantity" not in self.errors:
            self._wrong("quantity", _("Write how much is wanted."))
        elif quantity is not None and not 0 < quantity <= MOST:
            self._wrong("quantity", _("So much cannot be ordered: write how much is wanted."))
        if price is not None and not 0 <= price <= MOST:
            self._wrong("price", _("This is no price: write another, or leave it empty for that of the list."))
        return None if self.errors else Asked(code, quantity, price)

    def _number(self, name: str, typed: str) -> Decimal | None:
        try:
            return NumberField(required=False, max_length=60).clean(typed)
        except forms.ValidationError as error:
            self.errors[name] = " ".join(error.messages)
            return None

    def _wrong(self, name: str, text: Text) -> None:
        self.errors[name] = told(text)


def typed_lines(sent: QueryDict | Mapping[str, Any]) -> list[TypedLine]:
    """The lines that were sent, in their order, without the one that was taken out; never fewer than a new order has."""
    columns = (
        [sent.getlist(name)[:LINES] for name in ("codigo", "cantidad", "precio")] if isinstance(sent, QueryDict) else []
    )
    rows = [TypedLine(*(cell.strip()[:200] for cell in cells)) for cells in zip(*columns, strict=False)]
    out = sent.get("quitar", "")
    if out.isdigit() and int(out) < len(rows):
        del rows[int(out)]
    if "agregar" in sent:
        rows += [TypedLine() for _each in range(MORE)]
    return rows + [TypedLine() for _each in range(FIRST - len(rows))]


@dataclass(frozen=True)
class Typed:
    """What was understood of an order: its day, its number and its lines; `wrong` what is missing of the lines as a whole."""

    lines: tuple[Asked, ...]
    wanted: date | None
    order: str
    wrong: str = ""


def understood(head: Head, rows: list[TypedLine], known: Known) -> Typed | None:
    """The order, or None where something typed makes no sense: then it stands beside its field."""
    filled = [row for row in rows if not row.empty]
    asked = [row.asked(known) for row in filled]
    if not head.is_valid() or any(one is None for one in asked):
        return None
    lines = tuple(one for one in asked if one is not None)
    wrong = "" if lines else told(_("Write at least one line: a product and how much of it."))
    return Typed(lines, head.cleaned_data["para"], head.cleaned_data["pedido"], wrong)
