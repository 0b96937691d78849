"""The dossier with which an account is handed over (D1): sections of words and figures, the same on the page and as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, recalled, stored
from clave.report.typesetting import pdf

Said = Text | Joined | Figure | str
KNOWS: dict[str, tuple[Text, Text]] = {
    "people": (_("People"), _("Who decides, who helps, who stands in the way; how each wants to be treated.")),
    "promises": (_("Promises"), _("What we promised and did not deliver yet, to whom, and until when.")),
    "dangers": (_("Dangers"), _("What could cost us the account: competitors, complaints, prices, people who leave.")),
    "habits": (_("Habits"), _("How they buy, call, pay and celebrate; what never to do.")),
}
"""What the one who leaves is asked for: the word and the question."""
WORDS = {
    "title": _("Handover dossier"),
    "page": _("Page"),
    "of": _("of"),
    "knows": _("What the one who leaves knows"),
    "nothing": _("Nothing was written."),
    "signed": _("Received"),
    "open": _("Not signed yet: this paper is a draft."),
    "signature": _("Signature"),
}

UNKNOWN = _("Nothing is known.")


@dataclass(frozen=True)
class Section:
    """One matter of a dossier: sentences, then pairs of label and figure, then a table; `empty` is said where it has none.

    Every value is a text, a figure or plain words, so that it can be kept and said in either language."""

    key: str
    title: Text
    says: tuple[Said, ...] = ()
    pairs: tuple[tuple[Said, Said], ...] = ()
    heads: tuple[Said, ...] = ()
    rows: tuple[tuple[Said, ...], ...] = ()
    empty: Text = UNKNOWN

    @property
    def bare(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.says or self.pairs or self.rows)


def kept(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Sections as JSON keeps them."""
    return [
        {
            "key": one.key,
            "title": stored(one.title),
            "says": [stored(said) for said in one.says],
            "pairs": [[stored(label), stored(value)] for label, value in one.pairs],
            "heads": [stored(head) for head in one.heads],
            "rows": [[stored(cell) for cell in row] for row in one.rows],
            "empty": stored(one.empty),
        }
        for one in sections
    ]


def reopened(sections: Sequence[Mapping[str, Any]]) -> list[Section]:
    """The opposite of `kept`."""
    return [
        Section(
            key=one["key"],
            title=recalled(one["title"]),
            says=tuple(map(recalled, one["says"])),
            pairs=tuple((recalled(label), recalled(value)) for label, value in one["pairs"]),
            heads=tuple(map(recalled, one["heads"])),
            rows=tuple(tuple(map(recalled, row)) for row in one["rows"]),
            empty=recalled(one["empty"]),
        )
        for one in sections
    ]


@dataclass(frozen=True)
class Paper:
    """A handover as a document: the account, what sums it up, what the giver knows, the sections, and the signature."""

    company: str
    account: str
    summary: Text
    knows: Mapping[str, str]
    sections: Sequence[Section]
    signature: Text | None = None
    remark: str = ""
    digest: str = ""


def dossier_pdf(paper: Paper, language: str = "es") -> bytes:
    """The document in `language`, PDF/UA-1 on A4."""
    return pdf("dossier", dossier_data(paper), language)


def dossier_data(paper: Paper) -> dict[str, object]:
    """What the template is given."""
    return {
        "words": WORDS,
        "company": paper.company,
        "account": paper.account,
        "summary": paper.summary,
        "knows": [{"label": label, "said": paper.knows.get(key, "").strip()} for key, (label, _asks) in KNOWS.items()],
        "sections": [_section(one) for one in paper.sections],
        "signature": paper.signature or "",
        "remark": paper.remark,
        "digest": paper.digest,
    }


def _section(one: Section) -> dict[str, object]:
    return {
        "title": one.title,
        "says": list(one.says),
        "pairs": [list(pair) for pair in one.pairs],
        "heads": list(one.heads),
        "rows": [list(row) for row in one.rows],
        "empty": one.empty if one.bare else "",
        "numbers": [_is_number(column) for column in zip(*one.rows, strict=True)] if one.rows else [],
    }


def _is_number(column: Sequence[Said]) -> bool:
    """Whether a column stands to the right: all its cells are figures, or empty, and none is a day."""
    figures = [cell for cell in column if isinstance(cell, Figure)]
    return bool(figures) and all((isinstance(cell, Figure) and cell.unit != "date") or cell == "" for cell in column)
