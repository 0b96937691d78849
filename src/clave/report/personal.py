"""On paper: the copy of all that is held of a person, and the certificate that they were erased. (Ley 1581 de 2012)"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined, recalled, said
from clave.operations.personal.copy import Copy, Part, label, shown
from clave.report.typesetting import pdf

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same data make the same file: no clock in it."""
WORDS = {
    "page": _("Page"), "of": _("of"), "why": _("If you ask to be erased it stays without your name, because"),
    "notes": _("Where somebody wrote about you"), "maybe": _("perhaps not about you: only a part of your name"),
    "none": _("Nobody wrote about you."), "files": _("Files that go along"),
    "rights": _(
        "You may ask us to correct this, to erase it or not to use it for something: answer to whom gave you this copy. "
        "Opinions about you in our map of influence are part of it."
    ),
}  # fmt: skip
CERTIFICATE = {
    "page": _("Page"), "of": _("of"), "deleted": _("Deleted"), "emptied": _("Emptied"), "replaced": _("Name taken out of texts"),
    "stays": _("What stays, without the name, and why"), "notes": _("What has to be known"), "what": _("What"),
    "n": _("How many"),
    "because": _("Because"), "none": _("Nothing"), "signed": _("Name, role and signature"),
    "kept": _("This paper names nobody: the reference is all that stands for the person who was erased."),
}  # fmt: skip


def packed(copy: Copy, *, reference: str, company: str, day: date, language: str) -> bytes:
    """The copy as a ZIP: `datos.json` for machines, `datos.pdf` for people, and the files that were sent to them."""
    held = {
        "datos.json": json.dumps(_plainly(copy, reference, day, language), ensure_ascii=False, indent=1).encode(),
        "datos.pdf": copy_pdf(copy, reference=reference, company=company, day=day, language=language),
    } | {f"archivos/{name.replace('/', '-')}": content for name, content in copy.files.items()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def copy_pdf(copy: Copy, *, reference: str, company: str, day: date, language: str) -> bytes:
    """What is held, for people to read: PDF/UA-1 on A4."""
    data = {
        "company": company, "words": WORDS, "title": _("What we hold of {name}").fill(name=copy.name),
        "about": joined([company, reference, _("made on {day}").fill(day=Figure(day, "date"))], " · "),
        "parts": [_part(one) for one in copy.parts if one.rows],
        "notes": [{"title": one.title, "text": one.text, "sure": one.sure} for one in copy.notes],
        "files": sorted(copy.files), "invoices": _invoices(copy.invoices),
    }  # fmt: skip
    return pdf("personal", data, language)


def certificate_pdf(
    kept: Mapping[str, Any], *, reference: str, company: str, asked: date, done: date, by: str, role: Text, language: str
) -> bytes:  # fmt: skip
    """The certificate of an erasure from what its request keeps: who did it, when, how much, what stays and why."""
    who = _("a person of a customer") if kept["who"] == "contact" else _("a colleague")
    by_whom = _("proposed by policy on {day}") if kept["proposed"] else _("asked by the person on {day}")
    data = {
        "company": company, "words": CERTIFICATE, "title": _("Certificate of erasure {reference}").fill(reference=reference),
        "about": joined([company, who, by_whom.fill(day=Figure(asked, "date"))], " · "),
        "done": _("erased on {day} by {name} ({role})").fill(day=Figure(done, "date"), name=by, role=role),
        "parts": [{"title": CERTIFICATE[key], "rows": _counts(kept[key])} for key in ("deleted", "emptied", "replaced")],
        "also": [
            counted("{n} file that was brought was deleted", "{n} files that were brought were deleted", kept["files"]),
            counted("{n} session of a page was cleaned", "{n} sessions of pages were cleaned", kept["sessions"]),
        ],
        "stays": [[recalled(what), n, recalled(why)] for what, n, why in kept["stays"]],
        "notes": [recalled(note) for note in kept["notes"]],
    }  # fmt: skip
    return pdf("certificate", data, language)


def _counts(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[recalled(what), Figure(n, "count")] for what, n in rows]


def _part(one: Part) -> dict[str, object]:
    rows = [
        [[label(name), _cell(value)] for name, value in row.items() if value not in (None, "", [])] for row in one.rows
    ]
    return {"title": one.title, "why": one.why, "rows": rows}


def _cell(value: object) -> object:
    return value if hasattr(value, "say") else shown(value)


def _invoices(n: int) -> Text | None:
    if not n:
        return None
    return counted(
        "{n} customer is called like you: its invoices are kept by law.",
        "{n} customers are called like you: their invoices are kept by law.", n,
    )  # fmt: skip


def _plainly(copy: Copy, reference: str, day: date, language: str) -> dict[str, Any]:
    """The copy as JSON."""

    def tell(value: Any) -> Any:
        return (
            said(value, language) if hasattr(value, "say") else value.isoformat() if isinstance(value, date) else value
        )

    return {
        "reference": reference, "made_on": day.isoformat(), "name": copy.name,
        "held": [
            {"what": tell(one.title), "model": one.model, "stays_because": tell(one.why) if one.why else None,
             "rows": [{name: tell(value) for name, value in row.items()} for row in one.rows]}
            for one in copy.parts
        ],
        "mentions": [
            {"what": tell(one.title), "model": one.model, "row": one.number, "field": one.field, "text": one.text,
             "sure": one.sure}
            for one in copy.notes
        ],
        "files": sorted(copy.files), "customers_of_the_same_name": copy.invoices,
    }  # fmt: skip
