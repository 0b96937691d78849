"""Who asks an account to pay, how, when, in which tone, and whom: its owner decides it; policy says what holds otherwise (G6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits

Way = Literal["visit", "call", "mail", "message"]
Tone = Literal["courteous", "usual", "firm"]
TONES: dict[str, Text] = {"courteous": _("courteous"), "usual": _("usual"), "firm": _("firm")}
WAYS: dict[str, Text] = {"visit": _("visit"), "call": _("call"), "mail": _("mail"), "message": _("message")}


@dataclass(frozen=True)
class Route:
    """The route of one account. `by` asks (""= the collections department), by `way`, in `tone`, `contact` of the customer.

    `before` = days before it is due on which it is announced (None = never); `first` = days late of the first contact;
    `again` = days between two contacts; `automatic` = whether dunning letters go by themselves; `person` = whether the
    customer is a natural person, whom the law protects (None = nobody said); `chosen` = its owner chose it."""

    customer: str
    by: str = ""
    way: Way = "mail"
    tone: Tone = "usual"
    contact: str = ""
    before: int | None = None
    first: int = 1
    again: int = 7
    automatic: bool = True
    person: bool | None = None
    chosen: bool = False


def of(
    customer: str,
    limits: Limits,
    *,
    owner: str | None = None,
    own: Route | None = None,
    person: bool | None = None,
) -> Route:
    """The route of an account: its own where its owner chose one; else that of policy. `owner` = who answers for a key
    account (None = an ordinary customer); `person` as the customer file says, which its own route overrides. Dunning never
    goes by itself to a key account, whatever was chosen."""
    key = owner is not None
    if own is not None:
        return replace(
            own, customer=customer, automatic=own.automatic and not key, chosen=True,
            person=person if own.person is None else own.person,
        )  # fmt: skip
    if owner is None:
        return Route(
            customer,
            first=limits[declared.collection_first],
            again=limits[declared.collection_again],
            person=person,
        )
    return Route(
        customer,
        owner,
        "call",
        "courteous",
        before=limits[declared.collection_before],
        first=limits[declared.collection_key_first],
        again=limits[declared.collection_key_again],
        automatic=False,
        person=person,
    )


def dunned(routes: Collection[Route]) -> tuple[str, ...]:
    """The customers to whom dunning letters may go by themselves: never a key account, never a natural person."""
    return tuple(sorted(route.customer for route in routes if route.automatic and not route.person))
