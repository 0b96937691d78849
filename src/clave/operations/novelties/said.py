"""What a novelty is, what may be answered, and its file. (C6)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.operations.surveys.said import Choice

KINDS: Mapping[str, Text] = {
    "product": _("Product"),
    "document": _("Document"),
    "sample": _("Sample"),
}
ANSWERS: Mapping[str, Text] = {
    "yes": _("Yes, as it is"),
    "changes": _("Yes, with changes"),
    "no": _("It is no use to us"),
}
AREAS: Mapping[str, Text] = {
    "lab": _("Laboratory"),
    "marketing": _("Marketing"),
}
"""The department that owns it; a role of the same name."""
LABELS: Mapping[str, Text] = {
    "draft": _("being prepared"),
    "open": _("open for answers"),
    "closed": _("closed"),
    "withdrawn": _("withdrawn"),
}
STATES = tuple(LABELS)
WISHES: Mapping[str, Text] = {
    "sample": _("a sample"),
    "sheet": _("the data sheet"),
}
MOST_TITLE, MOST_WORDS = 120, 2_000
LONGEST = timedelta(days=366)
FILES: Mapping[bytes, tuple[str, str]] = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
"""What a file may be, by how it begins."""
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class NoveltySaid:
    """What somebody writes of a novelty: for which product, when it would be there, whether it needs an approval."""

    kind: str
    title: str
    words: str
    closes_on: date
    area: str = "lab"
    product: str = ""
    available: str = ""
    approval: bool = False
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True)
class File:
    """A file as it is kept."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class VoteSaid:
    """What somebody answers, and what they would change."""

    answer: str
    words: str = ""


def checked_novelty(said: NoveltySaid, today: date) -> NoveltySaid:
    """As it is kept. Raises ClaveError (`where` names the field)."""
    if said.kind not in KINDS:
        raise ClaveError(_("this is no kind of novelty."), where="kind", remedy=_("Choose one of the list."))
    if said.area not in AREAS:
        raise ClaveError(_("nobody would get the answers."), where="area", remedy=_("Choose who gets them."))
    title, words = " ".join(said.title.split())[:MOST_TITLE], said.words.strip()[:MOST_WORDS]
    if not title:
        raise ClaveError(_("the novelty has no name."), where="title", remedy=_("Write what it is called."))
    if not words:
        raise ClaveError(
            _("customers would not know what it is."),
            where="words",
            remedy=_("Write in two lines what it does for them."),
        )
    check_deadline(said.closes_on, today)
    product, available = (" ".join(one.split())[:MOST_TITLE] for one in (said.product, said.available))
    return replace(said, title=title, words=words, product=product, available=available)


def check_deadline(day: date, today: date) -> None:
    """Raises ClaveError for a day that is over, or more than a year away."""
    if not today <= day <= today + LONGEST:
        raise ClaveError(
            _("answers are taken from today to a year from now."), where="closes_on", remedy=_("Choose another day.")
        )


def checked_vote(said: VoteSaid) -> VoteSaid:
    """As it is kept. Raises ClaveError (`where` names the field)."""
    if said.answer not in ANSWERS:
        raise ClaveError(_("nothing was chosen."), where="answer", remedy=_("Choose one of the three answers."))
    words = said.words.strip()[:MOST_WORDS]
    if said.answer == "changes" and not words:
        raise ClaveError(
            _("we would not know what to change."), where="words", remedy=_("Write what you would change.")
        )
    return replace(said, words=words)


def checked_file(name: str, content: bytes, most_megabytes: int) -> File:
    """A PDF or an image, by how it begins and not by what it is called. Raises ClaveError (`where` "file")."""
    if len(content) > most_megabytes * MEGABYTE:
        raise ClaveError(
            _("the file has more than {most} MB.").fill(most=most_megabytes), where="file",
            remedy=_("Send a smaller one: customers open it on a phone."),
        )  # fmt: skip
    found = next((kind for begins, kind in FILES.items() if content.startswith(begins)), None)
    if found is None:
        raise ClaveError(
            _("the file is neither a PDF nor a PNG or JPEG image."), where="file", remedy=_("Save it as one of them.")
        )
    kind, ending = found
    stem = "".join(sign for sign in name.rpartition(".")[0] if sign.isalnum() or sign in " -_")[:80].strip()
    return File(f"{stem or 'ficha'}.{ending}", kind, content)
