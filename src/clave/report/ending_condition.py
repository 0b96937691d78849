"""The letter that a preferential condition is about to end, to who answers for the account. (C5)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.privileges.conditions import KINDS, REASONS, Condition
from clave.report.letters import Button, Content, Paragraph, letter_of

ALL = _("all it buys")


@letter_of("condition_ends")
def condition_ends(data: Mapping[str, Any]) -> Content:
    """One condition. `data`: company, customer, condition (`Condition`), currency, bought and cost (money; None = not known),
    page."""
    one: Condition = data["condition"]
    until = Figure(one.until, "date")
    return Content(
        _("{customer}: a condition ends on {day}").fill(customer=data["customer"], day=until),
        (
            Paragraph(
                _("{kind}, {value}, on {what}: it holds until {day}, that day inside, and then ends by itself.").fill(
                    kind=KINDS[one.kind], value=one.figure(data["currency"]),
                    what=one.product or one.family or ALL, day=until,
                )
            ),
            Paragraph(joined([_used(data), _("It was given because: {reason}. {words}").fill(
                reason=REASONS[one.reason], words=one.words)], " ")),
            Paragraph(_("Talk with the customer before that day. Where the reason still holds, it can be given again.")),
            Button(_("Open the conditions"), data["page"]),
        ),
        _("You get this because you answer for this account, or gave it this condition, at {company}.").fill(
            company=data["company"]
        ),
    )  # fmt: skip


def _used(data: Mapping[str, Any]) -> Text:
    bought: Decimal | None = data["bought"]
    cost: Decimal | None = data["cost"]
    if bought is None:
        return _("What was bought with it is not known: the invoices cannot be read.")
    money = Figure(bought, "money", data["currency"])
    if cost is None:
        return _("{money} was bought with it; what that cost no list price tells.").fill(money=money)
    return _("{money} was bought with it, and it cost {cost}.").fill(
        money=money, cost=Figure(cost, "money", data["currency"])
    )


def key_of(number: int, until: date) -> str:
    """Under which a letter about a condition is written once; another end is another letter."""
    return f"condition-ends:{number}:{until.isoformat()}"
