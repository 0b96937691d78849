"""The letters about novelties and surveys: to customers (ustedes in Spanish), and to who of ours reacts. (C6, C8, C1)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of
from clave.report.notices import WHY

DEAR = _("Dear {name}:")
TAKES = _("It takes {minutes} minutes, also on a phone.")
UNTIL = _("You can answer until {day}.")
ASKED = _("You get this because you are the contact of {customer} with {company}, and said yes to being asked.")


def _foot(data: Mapping[str, Any]) -> Text:
    return ASKED.fill(customer=data["customer"], company=data["company"])


def _until(data: Mapping[str, Any]) -> Text:
    return UNTIL.fill(day=Figure(data["until"], "date"))


@letter_of("novelty")
def novelty(data: Mapping[str, Any]) -> Content:
    """Somebody sees a novelty before the market. `data`: company, name, customer, title, words, until (day), page (whole
    address), again (whether it changed since they saw it), approval."""
    first = (
        _("{title} changed since you saw it: we ask you anew.")
        if data["again"]
        else _("You see this before the market: {title}.")
    )
    asks = _("Would you use it in your plant? Tell us as it is, with changes, or that it is no use to you.")
    return Content(
        _("What do you think of {title}?").fill(title=data["title"]),
        (
            Paragraph(DEAR.fill(name=data["name"])), Paragraph(first.fill(title=data["title"])), Paragraph(data["words"]),
            Paragraph(asks), *((Paragraph(_("This version also needs somebody of your company to approve it.")),)
                               if data["approval"] else ()),
            Button(_("See it and answer"), data["page"]), Paragraph(_until(data)),
        ),
        _foot(data),
    )  # fmt: skip


@letter_of("novelty_reminder")
def novelty_reminder(data: Mapping[str, Any]) -> Content:
    """The one reminder. `data`: company, name, customer, title, until (day), page."""
    return Content(
        _("Your word on {title} is still missing").fill(title=data["title"]),
        (
            Paragraph(DEAR.fill(name=data["name"])),
            Paragraph(_("We have not heard from you about {title}. We do not remind you again.").fill(title=data["title"])),
            Button(_("See it and answer"), data["page"]), Paragraph(_until(data)),
        ),
        _foot(data),
    )  # fmt: skip


@letter_of("novelty_told")
def novelty_told(data: Mapping[str, Any]) -> Content:
    """What we changed because of their answers. `data`: company, name, customer, title, changed, page."""
    return Content(
        _("Your vote changed something: {title}").fill(title=data["title"]),
        (
            Paragraph(DEAR.fill(name=data["name"])),
            Paragraph(_("You gave us your opinion about {title}. This is what we did with it:").fill(title=data["title"])),
            Paragraph(data["changed"]), Button(_("See it in your portal"), data["page"]),
        ),
        _foot(data),
    )  # fmt: skip


@letter_of("novelty_closed")
def novelty_closed(data: Mapping[str, Any]) -> Content:
    """To who owns it, once no more answers come. `data`: company, title, answered, asked, answers [(label, number)], changes
    [(account, who, words)], page."""
    counts = tuple(Item(label, (Figure(number, "count"),)) for label, number in data["answers"])
    wishes = tuple(Item(f"{account} · {who}", (words,)) for account, who, words in data["changes"])
    said = _("{answered} of {asked} people answered.").fill(
        answered=Figure(data["answered"], "count"), asked=Figure(data["asked"], "count")
    )
    return Content(
        _("Closed: {title}").fill(title=data["title"]),
        (
            Paragraph(said), *((Items(_("What they answered"), counts),) if counts else ()),
            *((Items(_("What each would change"), wishes),) if wishes else ()),
            Paragraph(_("Decide what changes because of it, and tell it to those who answered: it is one field on its page.")),
            Button(_("See the results"), data["page"]),
        ),
        WHY.fill(company=data["company"]),
    )  # fmt: skip


@letter_of("novelty_wish")
def novelty_wish(data: Mapping[str, Any]) -> Content:
    """To who owns it: somebody asks for a sample or the data sheet. `data`: company, title, account, who, what (text), page."""
    return Content(
        _("{account} asks for {what}").fill(account=data["account"], what=data["what"]),
        (
            Paragraph(_("{who} of {account} asks for {what} of {title}.").fill(
                who=data["who"], account=data["account"], what=data["what"], title=data["title"])),
            Button(_("See the novelty"), data["page"]),
        ),
        WHY.fill(company=data["company"]),
    )  # fmt: skip


@letter_of("survey")
def survey(data: Mapping[str, Any]) -> Content:
    """Somebody is asked. `data`: company, name, customer, title, intro, promise (text: named or anonymous), minutes, until (day
    or None), page."""
    return Content(
        data["title"],
        (
            Paragraph(DEAR.fill(name=data["name"])), *((Paragraph(data["intro"]),) if data["intro"] else ()),
            Paragraph(TAKES.fill(minutes=Figure(data["minutes"], "count")) if data["minutes"] > 1
                      else _("It is one question, also on a phone.")),
            Button(_("Answer"), data["page"]), *((Paragraph(_until(data)),) if data["until"] else ()),
            Paragraph(data["promise"]),
        ),
        _foot(data),
    )  # fmt: skip


@letter_of("survey_reminder")
def survey_reminder(data: Mapping[str, Any]) -> Content:
    """The one reminder. `data`: as `survey`."""
    return Content(
        _("Still open: {title}").fill(title=data["title"]),
        (
            Paragraph(DEAR.fill(name=data["name"])),
            Paragraph(_("We have not got your answer. Whatever it is, it helps us; we do not remind you again.")),
            Button(_("Answer"), data["page"]), *((Paragraph(_until(data)),) if data["until"] else ()),
            Paragraph(data["promise"]),
        ),
        _foot(data),
    )  # fmt: skip


@letter_of("survey_low")
def survey_low(data: Mapping[str, Any]) -> Content:
    """To who answers for the account, on the same day. `data`: company, account, why (text), page."""
    return Content(
        _("A low answer of {account}").fill(account=data["account"]),
        (
            Paragraph(_("{why}.").fill(why=data["why"])),
            Paragraph(_("They said it with their name: call them today, and write down what you agree.")),
            Button(_("See what they answered"), data["page"]),
        ),
        WHY.fill(company=data["company"]),
    )  # fmt: skip
