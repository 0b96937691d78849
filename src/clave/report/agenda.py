"""The mail of the morning: what somebody has to do with customers today, and what others spoke with their accounts. (C4, D3)"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined, recalled
from clave.operations.touchpoints import KINDS
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of


@letter_of("agenda")
def agenda(data: Mapping[str, Any]) -> Content:
    """The mail to one reader. `data`: company, address, today, due (day, said, about, page each), more, others (who, name,
    kind, on, text, page each), page and profile (paths)."""
    today = Figure(date.fromisoformat(data["today"]), "date")
    pieces: list[Any] = []
    if data["due"]:
        pieces.append(Items(_("To do with customers"), tuple(_due(one, data) for one in data["due"])))
    if data["more"]:
        pieces.append(Paragraph(counted("{n} more stands on the page.", "{n} more stand on the page.", data["more"])))
    if data["others"]:
        pieces.append(Items(_("Others spoke with your accounts"), tuple(_other(one, data) for one in data["others"])))
    count = len(data["due"]) + data["more"]
    subject: Text = (
        counted("{n} contact or task for {day}", "{n} contacts or tasks for {day}", count).fill(day=today)
        if count
        else _("Others spoke with your accounts: {day}").fill(day=today)
    )
    return Content(
        subject,
        (*pieces, Button(_("See what is due"), data["address"] + data["page"])),
        _("You get this on working days when something is due at {company}. If you do not want it: {address}").fill(
            company=data["company"], address=data["address"] + data["profile"]
        ),
    )


def _due(one: Mapping[str, Any], data: Mapping[str, Any]) -> Item:
    parts = [recalled(one["about"])] if one["about"] else []
    return Item(recalled(one["said"]), (*parts, data["address"] + one["page"]))


def _other(one: Mapping[str, Any], data: Mapping[str, Any]) -> Item:
    head: Joined = joined(
        [one["name"], KINDS[one["kind"]], one["who"], Figure(date.fromisoformat(one["on"]), "date")], " · "
    )
    return Item(head, (one["text"], data["address"] + one["page"]))
