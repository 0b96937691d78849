"""How promises were kept, counted and by class of customer; and what nobody can judge. (G2, C5)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows
from clave.api.lists.pieces import CUSTOMER, word
from clave.api.lists.privileges import PRIVILEGE, RUN, basis, ledger_asked, settled
from clave.base.words import Text
from clave.policy import declared
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.ledger.due import Count
from clave.privileges.ledger.sure import difference, share
from clave.store.fields import AT_STAKE
from clave.store.models import LedgerRun
from clave.store.promises import Wanted, counted, counted_by, promises, recent

Asked = Mapping[str, Any]
ALL, MONTH = "all", "month"
BY: Mapping[str, tuple[str, ...]] = {
    ALL: (), "privilege": ("privilege",), "department": ("department",), "account": ("customer", "name"), MONTH: ("month",),
}  # fmt: skip
"""What promises are counted by, with the fields of it."""
NOW, BEFORE, WHOLE = "now", "before", "window"
SPANS = (NOW, BEFORE, WHOLE)


def _spanned(run: LedgerRun, asker: Asker, span: str) -> Wanted:
    now, before = recent(run, asker.limits[declared.ledger_recent])
    return {NOW: now, BEFORE: before}.get(span, Wanted())


def _counts(asker: Asker, asked: Asked) -> Rows:
    """Promises of a span, by what is asked for: by privilege where nothing is; months are of the whole window."""
    run, by = ledger_asked(asked), asked.get("by", "privilege")
    if run is None:
        return []
    wanted = replace(
        _spanned(run, asker, asked.get("span", WHOLE if by == MONTH else NOW)), customer=asked.get("customer", ""),
        privilege=asked.get("privilege", ""), department=asked.get("department", ""),
    )  # fmt: skip
    found = promises(run, wanted)
    counts = counted_by(found, *BY[by]) if BY[by] else {ALL: counted(found)}
    return [
        _count(key if isinstance(key, tuple) else (key,), one, asked, by)
        for key, one in counts.items()
    ]  # fmt: skip


def _count(key: tuple[str, ...], one: Count, asked: Asked, by: str) -> Asked:
    customer = key[0] if by == "account" else asked.get("customer", "")
    return {"id": key[0], "name": key[-1], "by": by, "customer": customer, "count": one}


def _label(row: Asked, look: Look) -> str:
    words: Mapping[str, Text] = {
        "privilege": {key: one.label for key, one in PRIVILEGES.items()}, "department": DEPARTMENTS,
    }.get(row["by"], {})  # fmt: skip
    return look.say(words.get(row["id"], "")) or str(row["name"])


def _service(asker: Asker, asked: Asked) -> Rows:
    """Each span with both classes; those of which no file tells are not there."""
    run, level = ledger_asked(asked), asker.limits[declared.interval_level]
    found: list[Asked] = []
    for span in SPANS if run else ():
        both = run.service.get(span) if run else None
        if not both:
            continue
        shares = [share(one["whole"], one["lines"], level) for one in both]
        apart = difference(*shares)
        found += [
            {"id": f"{span}:{who}", "span": span, "who": who, "served": one, "share": mine, "apart": apart}
            for who, one, mine in zip(("priority", "others"), both, shares, strict=True)
        ]
    return found


def _fill(row: Asked, _look: Look) -> float | None:
    """Units that left in time over those asked for; None where none was asked for."""
    asked = Decimal(row["served"]["asked"])
    return float(Decimal(row["served"]["in_time"]) / asked) if asked else None


def _dark(_asker: Asker, asked: Asked) -> Rows:
    run = ledger_asked(asked)
    listed = enumerate(run.dark, 1) if run else ()
    return [
        {"place": place, **one} for place, one in listed if asked.get("privilege") in (None, one["privilege"])
    ]  # fmt: skip


SPAN = Filter("span", str, "The last days (policy), as many before, or all that the ledger holds", SPANS)
LISTS = (
    Listing(
        "promise-counts", "How promises were kept", "Kept, broken and those that nobody can judge, and the share that was kept.",
        _counts,
        (
            Column("id", str, "Of what it counts: a privilege, a department, an account, a month"),
            Column("label", str, "In words", _label),
            Column("due", int, "All that fell due", "count.due"), Column("kept", int, "", "count.kept"),
            Column("broken", int, "", "count.broken"), Column("unknown", int, "That nobody can judge", "count.unknown"),
            Column("share", float, "Kept over kept and broken; null where none can be judged", "count.score"),
            Column("money", Decimal, "Of the breaches; null where none has a price", "count.worth", AT_STAKE),
            Column("unpriced", int, "Breaches without a price: their money is not in it", "count.unpriced"),
        ),
        (
            RUN, Filter("by", str, "By privilege where nothing is asked for", tuple(BY)), SPAN, CUSTOMER, PRIVILEGE,
            Filter("department", str, "", tuple(DEPARTMENTS)),
        ),
        key="id", key_kind=str, basis=basis, settle=settled, single=False,
    ),
    Listing(
        "promise-service", "Service of key accounts and of the others",
        "Order lines in time and in full of who has priority in dispatch, beside the others: how many, and how sure.",
        _service,
        (
            Column("id", str), Column("span", str, "now, before or window"), Column("who", str, "priority or others"),
            Column("lines", int, "", "served.lines"), Column("in_full", int, "In time and in full", "served.whole"),
            Column("share", float, "Of the lines; null where there is none", "share.value"),
            Column("low", float, "Of the share, at the level of the policy", "share.low"),
            Column("high", float, "", "share.high"),
            Column("units", float, "Asked for", lambda row, _look: float(row["served"]["asked"])),
            Column("fill", float, "Units in time over those asked for; null where none was", _fill),
            Column("undated", int, "Lines without a day, which count nowhere", "served.undated"),
            Column("difference", float, "Of the span: priority less others; null where one has no line", "apart.value"),
            Column("difference_low", float, "", "apart.low"), Column("difference_high", float, "", "apart.high"),
            Column("sure", bool, "Whether that is more than chance", "apart.sure"),
        ),
        (RUN,), key="id", key_kind=str, accounts=lambda _row: (), basis=basis, settle=settled, single=False, nature="estimated",
    ),
    Listing(
        "promise-gaps", "What nobody can judge", "Promises that no file tells of: by privilege and reason, and how many.",
        _dark,
        (
            Column("place", int), word("privilege", PRIVILEGES), Column("count", int, "", "n"),
            Column("why", str, "And which file would tell", lambda row, look: look.kept(row["why"])),
            Column("alike", bool, "Whether the others differ from that sentence in their day"),
        ),
        (RUN, PRIVILEGE), key="place", accounts=lambda _row: (), basis=basis, settle=settled, single=False,
    ),
)  # fmt: skip
