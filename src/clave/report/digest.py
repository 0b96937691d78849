"""The weekly digest of promises: to a KAM what was promised to their accounts, to a department what it delivers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined, recalled, stored
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.ledger.digest import Digest
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of

WORST = 12
"""Breaches that a mail names; the page has them all."""


def kept_of(
    digest: Digest, names: Mapping[str, str], marks: Mapping[tuple[str, str, str, str], str], currency: str
) -> dict[str, Any]:
    """A digest as JSON keeps it: its days, what is said, the worst breaches with their mark, what is dark. `marks` is by
    account, privilege, day and matter."""
    return {
        "first": str(digest.since), "last": str(digest.until), "name": stored(digest.name) if digest.name else None,
        "kept": digest.week.kept, "broken": digest.week.broken, "unknown": digest.week.unknown, "currency": currency,
        "said": [stored(one) for one in digest.said],
        "breaches": [
            {"mark": marks[due.account, due.privilege, str(due.on), due.about], "customer": due.account,
             "name": names.get(due.account, due.account), "privilege": due.privilege, "on": str(due.on), "about": due.about,
             "money": None if due.money is None else str(due.money), "why": stored(due.why)}
            for due in digest.breaches[:WORST]
        ],
        "dark": _alike(digest),
    }  # fmt: skip


def _alike(digest: Digest) -> list[list[Any]]:
    """What nobody can judge and how many; reasons that differ only in their days count as one."""
    found: dict[str, list[Any]] = {}
    for why, n in digest.dark:
        kept = found.setdefault(why.msgid if isinstance(why, Text) else why.say("en"), [stored(why), 0])
        kept[1] += n
    return list(found.values())


@letter_of("digest")
def digest(data: Mapping[str, Any]) -> Content:
    """The mail to one reader. `data`: company, address, digest (as `kept_of`), page (the list of breaches), breach (the path
    of one, with MARK in it) and profile (paths)."""
    kept = data["digest"]
    first, last = (Figure(date.fromisoformat(kept[key]), "date") for key in ("first", "last"))
    name = recalled(kept["name"]) if kept["name"] else _("your accounts")
    broken = tuple(_item(one, kept["currency"], data) for one in kept["breaches"])
    more = kept["broken"] - len(broken)
    pieces = [Paragraph(joined([recalled(one) for one in kept["said"]], " "))]
    if broken:
        pieces.append(Items(_("What broke, the worst first"), broken))  # type: ignore[arg-type]
    if more > 0:
        pieces.append(Paragraph(counted("{n} more stands on the page.", "{n} more stand on the page.", more)))
    if kept["dark"]:
        dark = tuple(Item(recalled(why), (_times(n),)) for why, n in kept["dark"])
        pieces.append(Items(_("What nobody can judge"), dark))  # type: ignore[arg-type]
    return Content(
        _("Promises of {name}: {first} to {last}").fill(name=name, first=first, last=last),
        (*pieces, Button(_("See them all"), data["address"] + data["page"])),
        _("You get this every week because you answer for it at {company}. If you do not want it: {address}").fill(
            company=data["company"], address=data["address"] + data["profile"]
        ),
    )


def _times(n: int) -> Text:
    return counted("{n} promise", "{n} promises", n)


def _item(one: Mapping[str, Any], currency: str, data: Mapping[str, Any]) -> Item:
    parts = [PRIVILEGES[one["privilege"]].label, one["about"], Figure(date.fromisoformat(one["on"]), "date")]
    if one["money"] is not None:
        parts.append(Figure(Decimal(one["money"]), "money", currency))
    head: Joined = joined([f"{one['name']} ({one['customer']})", *parts], " · ")
    return Item(head, (recalled(one["why"]), data["address"] + data["breach"].replace("MARK", one["mark"])))
