"""Accounts with their figures, who is key and since when, who answers for each, and the invoices behind. (B1, C1, D1)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Rows, Word, who, words_in
from clave.api.lists.pieces import CUSTOMER, MINE, SINCE, TEXT, UNTIL, given, person, plain, text, word
from clave.api.lists.selection import NUMBER, basis, run_asked, settled, words_of
from clave.api.problems import Refusal
from clave.base.period import Windows
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.facts.lines import EVERY, Window, invoice_lines
from clave.selection.life import STATES
from clave.store.accounts import MINE as OWN
from clave.store.accounts import VIEWS, Wanted, accounts
from clave.store.collecting import receivables
from clave.store.facts import book_of
from clave.store.fields import MARGIN, SCORE
from clave.store.handovers import content_mark, handovers
from clave.store.kams import loads
from clave.store.knowing import known_accounts
from clave.store.models import (
    KNOWS,
    AccountLine,
    Announcement,
    DeclaredWallet,
    Handover,
    Ownership,
    Rating,
    StatusChange,
    Trial,
)
from clave.store.ownership import owners
from clave.store.past import key_on
from clave.store.roles import PARTS
from clave.store.status import states_of
from clave.store.trials import Wanted as Tried
from clave.store.trials import trials

NO_CUSTOMER = _("These are lines of one customer: say of which (customer=…).")
RANKED = dict.fromkeys(("rank", "score", "sure", "firmness", "member", "seat"), SCORE)
EARNED = dict.fromkeys(("margin", "margin_rate"), MARGIN)


def _accounts(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    run = run_asked(asked)
    if run is None:
        return AccountLine.objects.none()
    view = OWN if asked.get("mine") else asked.get("view", "")
    if view == "debate" and not asker.sees_all(SCORE):
        raise Refusal(403, _("That view is left out: what it filters by is reserved."))
    wanted = Wanted(
        view=view, text=asked.get("q", ""), mine=asker.sight.held, criteria=_one(asked, "criterion"), cities=_one(asked, "city"),
        sectors=_one(asked, "sector"), states=_one(asked, "status"), ranked=False, order="-money",
    )  # fmt: skip
    return accounts(run, wanted).filter(**given(asked, "customer"))


def _one(asked: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return (asked[name],) if name in asked else ()


def _around(asker: Asker, rows: Sequence[Any]) -> tuple[dict[str, str], dict[str, Any]]:
    codes = [row.customer for row in rows]
    return states_of(codes), owners(asker.day, codes)


def _lines(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    if "customer" not in asked:
        raise Refusal(422, NO_CUSTOMER, [{"where": "customer", "why": NO_CUSTOMER.say(asker.spoken)}])
    run = run_asked(asked)
    if run is None:
        return []
    window = Window(
        asked["customer"], asked.get("since") or Windows(run.as_of).year_from, asked.get("until") or run.as_of,
        asked.get("family", ""), asked.get("product", ""), asked.get("document", ""), asked.get("q", ""),
    )  # fmt: skip
    rows = invoice_lines(book_of(run.facts_version), window, size=EVERY, skip=0).rows.to_pylist()
    return [{**row, "customer": asked["customer"], "place": place} for place, row in enumerate(reversed(rows), 1)]


def _owed(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    if "customer" not in asked:
        raise Refusal(422, NO_CUSTOMER, [{"where": "customer", "why": NO_CUSTOMER.say(asker.spoken)}])
    found = receivables(asked["customer"], asker.day)
    debts = sorted(found.open if asked.get("open") else found.rows, key=lambda one: (one.due, one.document))
    return [{"place": place, "customer": asked["customer"], "debt": one} for place, one in enumerate(debts, 1)]


def _known(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = [one for one in known_accounts(asker.day) if asked.get("criterion") in (None, *one.reasons)]
    if asked.get("mine"):
        found = [one for one in found if one.customer in asker.sight.held]
    return words_in(found, asked.get("q", ""), "customer", "name", "city")


def _changes(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = StatusChange.objects.select_related("by").filter(**given(asked, "customer"))
    return _between(found, asked, "effective_on")


def _between(found: Any, asked: Mapping[str, Any], column: str) -> Any:
    days = {f"{column}__gte": asked.get("since"), f"{column}__lte": asked.get("until")}
    return found.filter(**{name: day for name, day in days.items() if day})


def _trials(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return trials(Tried(asked.get("q", ""), "", asked.get("customer", ""), asked.get("since"), asked.get("until")))


def _handovers(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    return handovers(asked.get("customer", ""))


def known_of(row: Handover) -> dict[str, str]:
    """What is known of an account that passes on, subject by subject."""
    return {key: row.knows.get(key, "") for key in KNOWS}


ACCOUNT = "customer name city sector channel country group abc"
FIGURES = (
    "money money_before growth growth_median margin margin_rate kilos days_beyond within_terms share_of_wallet headroom "
    "months_bought continuity days_since"
)
LISTS = (
    Listing(
        "accounts", "Accounts", "Every customer that the newest selection measured, with its figures of twelve months.",
        _accounts,
        (
            *plain(AccountLine, ACCOUNT),
            *plain(AccountLine, "rank score sure firmness member seat", hidden=RANKED),
            *plain(AccountLine, "gate but_for_payment health"),
            *plain(AccountLine, FIGURES, hidden=EARNED),
            Column("reasons", list[Word], "Criteria that apply",
                   lambda row, look: words_of([key for key in row.reasons.split("|") if key], look)),
            Column("status", Word, "null where it is no key account",
                   lambda row, look: look.word(look.found[0].get(row.customer, ""), STATES)),
            Column("owner", Any, "Who answers for it", lambda row, look: who(look.found[1].get(row.customer))),
        ),
        (
            NUMBER, TEXT, CUSTOMER, MINE, Filter("view", str, "A view of the page", tuple(VIEWS)),
            Filter("criterion", str, "", tuple(CRITERIA)), Filter("city", str), Filter("sector", str),
            Filter("status", str, "", tuple(STATES)),
        ),
        key="customer", key_kind=str, basis=basis, settle=settled, around=_around,
    ),
    Listing(
        "invoice-lines", "Invoice lines of a customer",
        "The lines behind a figure; the last twelve months where no day is asked for.",
        _lines,
        (
            Column("place", int, "Among the lines asked for, the oldest first"),
            Column("customer", str), Column("date", date), Column("document", str), Column("line", str),
            Column("document_kind", str), Column("kind", str), Column("product", str), Column("product_name", str),
            Column("family", str), Column("quantity", Decimal), Column("kilos", Decimal),
            Column("net", Decimal, "In its currency"),
            Column("currency", str), Column("money", Decimal, "In the company's currency; null where no rate covers its day"),
            Column("cost", Decimal, "", field=MARGIN),
        ),
        (CUSTOMER, NUMBER, SINCE, UNTIL, TEXT, Filter("family", str), Filter("product", str), Filter("document", str)),
        key="place", basis=basis, settle=settled, single=False,
    ),
    Listing(
        "key-accounts", "Who is key", "The key accounts of now, why each is one, and who answers for it.",
        _known,
        (
            Column("customer", str), Column("name", str), word("state", STATES), Column("since", date),
            Column("reasons", list[Word], "In order of importance", lambda row, look: words_of(row.reasons, look)),
            Column("city", str), Column("sector", str), person("owner"), person("substitute"),
        ),
        (TEXT, MINE, Filter("criterion", str, "", tuple(CRITERIA))), key="customer", key_kind=str,
    ),
    Listing(
        "status-changes", "The life of the status", "Every step of every account, with its reason and who took it.",
        _changes,
        (
            *plain(StatusChange, "pk customer effective_on until reason at"),
            word("before", STATES), word("after", STATES), word("category", CRITERIA), person("by"),
            text("because", means="Why the rule let it", personal=True),
            Column("takes_back", int, "The step that this one took back", "takes_back_id"),
        ),
        (CUSTOMER, SINCE, UNTIL),
    ),
    Listing(
        "past-key-accounts", "Who was key on a day", "The key accounts of any past day, each by the step that holds on it.",
        lambda asker, asked: key_on(min(asked.get("day") or asker.day, asker.day)),
        (
            *plain(StatusChange, "pk customer effective_on until reason"),
            word("state", STATES, "after"), word("category", CRITERIA),
        ),
        (Filter("day", date, "Today where none is asked for"),), single=False,
    ),
    Listing(
        "owners", "Who answers for each account", "Owners, substitutes and sponsors, from one day to another; what was is kept.",
        lambda _asker, asked: Ownership.objects.select_related("person", "by").filter(**given(asked, "customer", "part")),
        (
            *plain(Ownership, "pk customer starts_on ends_on value reason created_at"),
            word("part", PARTS), person("person"), person("by"),
        ),
        (CUSTOMER, Filter("part", str, "", tuple(PARTS))),
    ),
    Listing(
        "handovers", "Handovers", "Accounts that passed from one manager to another, and whether the one who took it signed.",
        _handovers,
        (
            *plain(Handover, "pk customer name on told_at remark signed_at withdrawn_at created_at"),
            person("giver"), person("taker"),
        ),
        (CUSTOMER,),
        more=(
            Column("knows", dict[str, str], "What is known of it, by subject", lambda row, _look: known_of(row), personal=True),
            Column("mark", str, "Of those words: `seen` of the act `tell`", lambda row, _look: content_mark(row.knows, ())),
        ),
    ),
    Listing(
        "capacity", "The capacity of the managers", "What each can carry and what they carry; null = nobody entered it.",
        lambda asker, _asked: loads(asker.day),
        (
            Column("person", int), Column("name", str), Column("accounts", int), Column("hours", float),
            Column("most_accounts", int, "", "can.accounts"), Column("most_hours", float, "", "can.hours"),
            Column("room_accounts", int), Column("room_hours", float),
        ),
        key="person",
    ),
    Listing(
        "trials", "Trials", "What was tried with customers, and what was learned.",
        _trials,
        (
            *plain(
                Trial,
                "pk customer name what product with_whom starts_on ends_on result learned used hours created_at changed_at",
            ),
            person("by"),
        ),
        (TEXT, CUSTOMER, SINCE, UNTIL),
    ),
    Listing(
        "receivables", "Receivables of a customer", "What a customer owes today, document by document, and what of it is paid.",
        _owed,
        (
            Column("place", int, "The oldest first"), Column("customer", str), Column("document", str, "", "debt.document"),
            Column("issued", date, "", "debt.issued"), Column("due", date, "", "debt.due"),
            Column("amount", Decimal, "", "debt.amount"), Column("paid", Decimal, "", "debt.paid"),
            Column("paid_on", date, "", "debt.paid_on"), Column("balance", Decimal, "Still open", "debt.balance"),
            Column("currency", str, "", "debt.currency"),
        ),
        (CUSTOMER, Filter("open", bool, "Only those of which something is open")), key="place", single=False,
    ),
    Listing(
        "ratings", "Ratings", "What people of ours judge of an account, on which evidence, until when it counts.",
        lambda _asker, asked: Rating.objects.select_related("rater").filter(
            ended_at=None, **given(asked, "customer", "criterion")
        ),
        (
            *plain(Rating, "pk customer kind value reason evidence rated_on expires_on created_at"),
            word("criterion", CRITERIA), person("rater"),
        ),
        (CUSTOMER, Filter("criterion", str, "", tuple(CRITERIA))),
        nature="written",
    ),
    Listing(
        "declared-wallets", "Declared wallets", "What a customer buys in a year from everybody, as somebody of ours declared it.",
        lambda _asker, asked: DeclaredWallet.objects.filter(withdrawn_at=None, **given(asked, "customer")).select_related("by"),
        (*plain(DeclaredWallet, "pk customer amount currency source declared_on expires_on created_at"), person("by")),
        (CUSTOMER,),
    ),
    Listing(
        "announcements", "Announcements", "Letters with which customers were told, and whether they acknowledged them.",
        lambda _asker, asked: Announcement.objects.filter(**given(asked, "customer")).select_related("by"),
        (
            *plain(
                Announcement,
                "pk customer name channel language announced_on created_at acknowledged_on acknowledged_at acknowledged_how",
            ),
            person("by"),
        ),
        (CUSTOMER,),
    ),
)  # fmt: skip
"""Known of an account is what its page shows; people of the customer stand in `contacts`."""
