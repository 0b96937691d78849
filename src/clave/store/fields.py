"""Who sees which figures: one table for pages, files, search and whatever asks later. (ADR 0022)

A hidden figure is said to be reserved, and for whom: never drawn as zero, never as missing. Whoever may not see a field
may not order, filter or add up by it either: an order tells as much as a figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clave.base.words import Joined, Text, _, joined
from clave.store.roles import (
    ACCOUNT_READERS,
    ADMINISTRATOR,
    COMMITTEE,
    COMPLIANCE,
    CREDIT,
    DIRECTOR,
    DISPATCH,
    EMPLOYEE,
    KAM,
    LAB,
    MANAGEMENT,
    MARKETING,
    NOBODY,
    PARTS,
    QUALITY,
    ROLES,
    of,
)

MARGIN, SCORE, BIRTHDAY, INFLUENCE = "margin", "score", "birthday", "influence"
GREETED = "greeted"
CONTACT_DETAILS = "contact_details"
COST, AT_STAKE, WAITING, BOUGHT = "cost", "at_stake", "waiting", "bought"
SERVED, MEETING = "served", "meeting"
PROMOTED, REFERRED = "promoted", "referred"
GIFTS = "gifts"
KEEPERS_OF_ACCOUNT = frozenset({"owner", "substitute"})
"""Parts that answer for the account."""


@dataclass(frozen=True)
class Field:
    """One sensitive field: `roles` see it of every account, who has one of `parts` in an account sees it there, and
    `unowned` are roles that see it of accounts nobody answers for yet. `measures` are the measures that tell it."""

    key: str
    label: Text
    words: Text
    roles: frozenset[str]
    parts: frozenset[str] = NOBODY
    unowned: frozenset[str] = NOBODY
    measures: frozenset[str] = frozenset()


FIELDS: dict[str, Field] = {
    one.key: one
    for one in (
        Field(
            MARGIN,
            _("Margin and cost to serve"),
            _("What an account earns us: margin in money and as a rate, cost of the lines, cost to serve."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT),
            parts=KEEPERS_OF_ACCOUNT,
            unowned=of(KAM),
            measures=frozenset(
                {"margin", "margin_rate", "margin_cover", "net_margin", "net_margin_rate", "cost_to_serve"}
            ),
        ),
        Field(
            SCORE,
            _("Score, place and how sure"),
            _("How an account stands in the selection: points, place, how sure, and what would change it."),
            roles=COMMITTEE | of(COMPLIANCE),  # which reads why it was decided
        ),
        Field(
            BOUGHT,
            _("What an account buys, in the queue of the laboratory"),
            _("How much a customer buys a year, and what its request may be worth; the others read what it counts."),
            roles=of(ADMINISTRATOR, DIRECTOR, KAM, MANAGEMENT),  # who opens the laboratory and the accounts
        ),
        Field(
            WAITING,
            _("Money that waits"),
            _("What the orders that priority moved are worth, and the sales at risk."),
            roles=COMMITTEE,
        ),
        Field(
            COST,
            _("Cost of the privileges"),
            _("What the privileges of an account cost us, with their formula."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT),
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            SERVED,
            _("Cost of special services"),
            _("What special services of an account cost, and their budget."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, LAB, QUALITY, DISPATCH),  # who gives them approves them
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            MEETING,
            _("Cost of off-site sessions and events"),
            _("What a session away with an account costs, and an event in which it takes part."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, MARKETING),  # who pays them and who holds the events
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            PROMOTED,
            _("Budget and result of promotions"),
            _("What each side pays, and what a promotion brought."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, MARKETING),
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            REFERRED,
            _("Business that references brought"),
            _("How much business came of a reference."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, MARKETING),
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            AT_STAKE,
            _("Money of a broken promise"),
            _("What the order or the invoice of a broken promise was worth."),
            roles=ACCOUNT_READERS | of(DISPATCH),  # who sees the order or the invoice itself
        ),
        Field(
            GIFTS,
            _("Hospitality and gifts"),
            _("What we give people of an account and what they give us, what it costs and who approved it."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, COMPLIANCE),
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            CONTACT_DETAILS,
            _("Phone and e-mail of people of a customer"),
            _("How to reach somebody of a customer; name, position and area are read by everybody of the company."),
            roles=of(ADMINISTRATOR, DIRECTOR, MANAGEMENT, CREDIT),
            parts=KEEPERS_OF_ACCOUNT,
            unowned=of(KAM),
        ),
        Field(
            BIRTHDAY,
            _("Birthdays and personal dates"),
            _("Dates of people of a customer, kept only with their consent."),
            roles=of(ADMINISTRATOR, DIRECTOR, COMPLIANCE, MARKETING),
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            GREETED,
            _("Whose birthday is today"),
            _(
                "That somebody who lets us greet them has their birthday today: for who opens the door and answers the telephone."
            ),
            roles=of(ADMINISTRATOR, DIRECTOR, COMPLIANCE, MARKETING, EMPLOYEE),  # reception is an employee
            parts=KEEPERS_OF_ACCOUNT,
        ),
        Field(
            INFLUENCE,
            _("Notes on influence"),
            _("What we note of who decides at a customer, and how."),
            roles=of(DIRECTOR),
            parts=KEEPERS_OF_ACCOUNT,
        ),
    )
}


@dataclass(frozen=True)
class Sight:
    """What one person sees today. `held` are the accounts they answer for, `owned` those that anybody answers for."""

    role: str
    held: frozenset[str] = frozenset()
    owned: frozenset[str] = field(default=frozenset(), repr=False)

    def sees(self, key: str, customer: str) -> bool:
        """Whether they see this field of this account."""
        rule = FIELDS[key]
        if self.role in rule.roles or (rule.parts and customer in self.held):
            return True
        return self.role in rule.unowned and customer not in self.owned

    def sees_all(self, key: str, customers: Iterable[str] | None = None) -> bool:
        """Whether they see it of all these accounts (None = of every one there may be): asked before adding up,
        ordering or comparing."""
        rule = FIELDS[key]
        if self.role in rule.roles:
            return True
        if customers is None:
            return self.role in rule.unowned and self.owned <= self.held
        return all(self.sees(key, customer) for customer in customers)

    def sees_some(self, key: str) -> bool:
        """Whether there is any account of which they see it."""
        rule = FIELDS[key]
        return self.role in rule.roles | rule.unowned or bool(rule.parts and self.held)

    def hides(self, measures: Iterable[str], customer: str) -> Field | None:
        """The field that one of these measures tells and that they may not see of this account; None = nothing hidden."""
        asked = frozenset(measures)
        return next((one for one in FIELDS.values() if one.measures & asked and not self.sees(one.key, customer)), None)


EVERYTHING = Sight(DIRECTOR.key)
"""For whoever asks at the machine itself, where nobody is signed in."""
NOTHING = Sight("")
"""For whoever is not known."""


def seen_by(one: Field) -> Joined:
    """Who sees it, in words: roles, then parts in the account."""
    names = [ROLES[key].label for key in ROLES if key in one.roles] + [
        PARTS[key].label for key in PARTS if key in one.parts
    ]
    return joined(names)


def seen(one: Field) -> Text:
    """Under the word «reserved»: for whom."""
    return _("seen by {who}").fill(who=seen_by(one))


def reserved(one: Field) -> Text:
    """What stands in the place of a hidden figure where there is room for a sentence."""
    return _("reserved: seen by {who}").fill(who=seen_by(one))


RESERVED = _("reserved")
"""What stands there where there is room for one word."""
