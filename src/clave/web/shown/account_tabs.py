"""The pages of an account, in two levels: what one wants to know, and within it the pages that answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from clave.base.words import Text, _


@dataclass(frozen=True)
class Leaf:
    """One page of an account; `lasts` where it still says something of an account that the latest list does not have."""

    key: str
    route: str
    label: Text
    lasts: bool = False


@dataclass(frozen=True)
class Branch:
    """What one wants to know of an account, with its pages; the first one that may be opened stands for it."""

    label: Text
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Tab:
    """A tab as it is drawn."""

    label: Text
    address: str
    current: bool


@dataclass(frozen=True)
class Levels:
    """The tabs of both levels; the second is empty where there is nothing to choose between."""

    first: tuple[Tab, ...]
    second: tuple[Tab, ...]


BRANCHES = (
    Branch(_("Summary"), (Leaf("summary", "account", _("Summary"), lasts=True),)),
    Branch(
        _("State and criteria"),
        (
            Leaf("status", "account_status", _("State"), lasts=True),
            Leaf("criteria", "account_criteria", _("Criteria")),
            Leaf("judgements", "account_judgements", _("Judgements"), lasts=True),
            Leaf("group", "account_group", _("Group")),
        ),
    ),
    Branch(
        _("Plan"),
        (
            Leaf("plan", "account_plan", _("Plan")),
            Leaf("offsites", "account_offsites", _("Sessions")),
            Leaf("promotions", "account_promotions", _("Promotions")),
            Leaf("reports", "account_reports", _("Reports")),
        ),
    ),
    Branch(
        _("People"),
        (
            Leaf("people", "account_people", _("Of the customer")),
            Leaf("owners", "account_owners", _("In charge"), lasts=True),
            Leaf("influence", "account_influence", _("Influence")),
            Leaf("profile", "account_profile", _("Profile")),
            Leaf("portal", "account_portal", _("Portal"), lasts=True),
        ),
    ),
    Branch(
        _("Contacts"),
        (
            Leaf("contacts", "account_touchpoints", _("Those logged")),
            Leaf("cadence", "account_cadence", _("Contact rhythm")),
            Leaf("hospitality", "account_hospitality", _("Courtesies"), lasts=True),
            Leaf("references", "account_references", _("References")),
            Leaf("voice", "account_voice", _("What they answer")),
        ),
    ),
    Branch(
        _("Purchases and payments"),
        (
            Leaf("payments", "account_payments", _("By month")),
            Leaf("families", "account_families", _("Families")),
            Leaf("lines", "account_lines", _("Invoices")),
            Leaf("receivables", "account_receivables", _("Receivables")),
        ),
    ),
    Branch(
        _("Service"),
        (
            Leaf("grants", "account_grants", _("What we owe it")),
            Leaf("services", "account_services", _("Services and needs")),
        ),
    ),
    Branch(_("History"), (Leaf("history", "account_history", _("History"), lasts=True),)),
)


def levels(code: str, here: str, opens: Callable[[str], bool], gone: bool) -> Levels:
    """The tabs of the account that somebody may open, `here` the key of the page they are on; of an account that is gone only
    what still says something of it."""
    first: list[Tab] = []
    second: list[Leaf] = []
    for branch in BRANCHES:
        leaves = [leaf for leaf in branch.leaves if (leaf.lasts or not gone) and opens(leaf.route)]
        if leaves:
            current = here in {leaf.key for leaf in leaves}
            first.append(Tab(branch.label, _address(leaves[0], code), current))
            second = leaves if current and len(leaves) > 1 else second
    return Levels(tuple(first), tuple(Tab(leaf.label, _address(leaf, code), leaf.key == here) for leaf in second))


def _address(leaf: Leaf, code: str) -> str:
    return reverse(leaf.route, args=[code])
