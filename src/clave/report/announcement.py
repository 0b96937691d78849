"""Telling a customer that it is a key account: the letter with the code of relationship, and the mails around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.privileges.catalogue.code import Code
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of
from clave.report.notices import WHY as BECAUSE
from clave.report.relationship import why
from clave.report.typesetting import pdf

PARAGRAPH = _(
    "I would like to present this to you in person soon, hear what you expect of us, and agree on how you will notice it "
    "in your daily work."
)
"""What a KAM begins from."""
WORDS = {
    "page": _("Page"),
    "of": _("of"),
    "title": _("You are a key account of ours"),
    "code": _("Code of relationship"),
    "commit": _("What we commit to"),
    "ask": _("What we ask of you"),
    "regards": _("Yours sincerely,"),
    "receive": _("Let us know that you received this letter"),
    "how": _("Point the camera of a telephone at the square, or open this address. It works once."),
}


@dataclass(frozen=True)
class ToCustomer:
    """What a letter is made of; `code` is generated from what the account has on `day`; `link` is where receipt is
    acknowledged, empty on a preview."""

    company: str
    customer: str
    addressee: str
    reasons: tuple[str, ...]
    paragraph: str
    kam: str
    kam_email: str
    day: date
    code: Code
    link: str = ""


def letter_pdf(letter: ToCustomer, language: str) -> bytes:
    """The letter on A4 with the code of relationship, PDF/UA-1."""
    return pdf("letter", letter_data(letter), language)


def letter_data(letter: ToCustomer) -> Mapping[str, object]:
    """What the template of the letter is given, and what a page shows of it."""
    return {
        "words": WORDS,
        "company": letter.company,
        "customer": letter.customer,
        "addressee": letter.addressee,
        "day": Figure(letter.day, "date"),
        "greeting": greeting(letter.addressee),
        "opening": opening(letter),
        "paragraph": letter.paragraph,
        "commit": list(letter.code.commit),
        "ask": list(letter.code.ask),
        "kam": letter.kam,
        "kam_email": letter.kam_email,
        "link": letter.link,
        "square": square(letter.link) if letter.link else "",
    }


def square(link: str) -> str:
    """The link as a QR code, an SVG: nobody types a long address from a sheet of paper."""
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(link)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one)
    side = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{dark}"/></svg>'


def greeting(addressee: str) -> Text:
    """How the letter begins."""
    return _("Dear {name}:").fill(name=addressee)


def opening(letter: ToCustomer) -> Text:
    """That it is a key account, and why."""
    reasons = why(letter.reasons)
    if not reasons:
        return _("We are glad to tell you that {customer} is a key account of {company} from now on.").fill(
            customer=letter.customer, company=letter.company
        )
    return _("We are glad to tell you that {customer} is a key account of {company} from now on, {why}.").fill(
        customer=letter.customer, company=letter.company, why=joined(reasons, "; ")
    )


@letter_of("announcement")
def announcement(data: Mapping[str, Any]) -> Content:
    """The mail that carries the letter. `data`: letter (ToCustomer)."""
    letter: ToCustomer = data["letter"]
    return Content(
        _("{customer} is a key account of {company}").fill(customer=letter.customer, company=letter.company),
        (
            Paragraph(greeting(letter.addressee)),
            Paragraph(opening(letter)),
            *((Paragraph(letter.paragraph),) if letter.paragraph else ()),
            Paragraph(_("The attached letter says what you can expect of us and what we ask of you.")),
            Button(WORDS["receive"], letter.link),
            Paragraph(joined([WORDS["regards"], letter.kam, letter.kam_email], "\n")),
        ),
        _("Sent by {company}. The link is only for you: it works once.").fill(company=letter.company),
    )


@letter_of("unacknowledged")
def unacknowledged(data: Mapping[str, Any]) -> Content:
    """The reminder to whoever answers for the account. `data`: company, customer, days, page."""
    return Content(
        _("{customer} has not acknowledged its announcement").fill(customer=data["customer"]),
        (
            Paragraph(
                counted(
                    "It was told {n} day ago that it is a key account, and nobody there has said that they received it.",
                    "It was told {n} days ago that it is a key account, and nobody there has said that they received it.",
                    data["days"],
                )
            ),
            Paragraph(_("Call, ask whether they noticed something, and enter the answer.")),
            Button(_("Open the announcement"), data["page"]),
        ),
        BECAUSE.fill(company=data["company"]),
    )


@letter_of("acknowledged")
def acknowledged(data: Mapping[str, Any]) -> Content:
    """The answer, to whoever answers for the account. `data`: company, customer, by, noticed (text), comment, page."""
    answers = [Item(_("Did you notice?"), (data["noticed"],))] if data["noticed"] else []
    comment = [Item(_("What they say"), (data["comment"],))] if data["comment"] else []
    items = (Items(_("Their answer"), (*answers, *comment)),) if answers or comment else ()
    return Content(
        _("{customer} received its announcement").fill(customer=data["customer"]),
        (
            Paragraph(_("{name} acknowledged it.").fill(name=data["by"])),
            *items,
            Button(_("Open the announcement"), data["page"]),
        ),
        BECAUSE.fill(company=data["company"]),
    )
