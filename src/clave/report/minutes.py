"""The minutes of a committee: what was before it, what the rule said, who voted what, what was decided and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from clave.base.figures import Figure, number, percent
from clave.base.words import Joined, Text, _, joined, said
from clave.report.sheet import Head, Value, excel
from clave.report.typesetting import pdf
from clave.selection.committee import Kind, Tally

WORDS = {
    "title": _("Minutes of the committee"),
    "page": _("Page"),
    "of": _("of"),
    "rank": _("#"),
    "customer": _("Customer"),
    "score": _("Score"),
    "sure": _("How sure"),
    "rule": _("The rule"),
    "votes": _("Votes"),
    "decision": _("Decision"),
    "decisions": _("What was decided"),
    "why": _("Line by line"),
    "committee": _("Committee"),
    "frozen": _("What was frozen"),
    "nominated": _("Nominated by"),
    "said": _("What people said"),
    "undecided": _("not decided"),
    "signed": _("Name, role and signature"),
    "print": _("Print of what was frozen"),
}
VOTES = {"yes": _("yes"), "no": _("no"), "abstain": _("abstains")}


@dataclass(frozen=True)
class Said:
    """Somebody's vote, comment or nomination: who, the word for it, and what they wrote."""

    who: str
    word: Text | str
    text: str = ""


@dataclass(frozen=True)
class Decided:
    """What was decided: the word for it, how it is called, until when, why, by whom and when (in the reader's time)."""

    word: Text
    verdict: Text
    until: date | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MinutesLine:
    """One line. `votes` is empty where whoever reads may not see who voted what; `decided` None where nobody decided."""

    customer: str
    name: str
    kind: Kind
    rank: int | None
    score: float | None
    sure: float | None
    reasons: Joined
    standing: Text | Joined | str
    tally: Tally
    votes: Sequence[Said]
    nominated: Sequence[Said]
    comments: Sequence[Said]
    decided: Decided | None


@dataclass(frozen=True)
class Minutes:
    """Everything that the minutes say; `frozen` are pairs of label and value, `ended` how the proposal ended, if it did."""

    company: str
    title: str
    as_of: date
    state: Text
    ended: str
    committee: Sequence[str]
    rules: Sequence[Text | Joined]
    frozen: Sequence[tuple[Text, object]]
    digest: str
    lines: Sequence[MinutesLine]


def minutes_pdf(minutes: Minutes, language: str = "es") -> bytes:
    """The document in `language`, PDF/UA-1 on A4; the same minutes make the same bytes."""
    return pdf("minutes", minutes_data(minutes, language), language)


def minutes_data(minutes: Minutes, language: str) -> Mapping[str, object]:
    """What the template is given."""
    done = [line for line in minutes.lines if line.decided]
    return {
        "words": WORDS,
        "company": minutes.company,
        "name": minutes.title,
        "as_of": _("facts up to {day}").fill(day=Figure(minutes.as_of, "date")),
        "state": minutes.state,
        "ended": minutes.ended,
        "summary": _("{decided} of {n} lines decided").fill(decided=len(done), n=len(minutes.lines)),
        "committee": list(minutes.committee),
        "rules": list(minutes.rules),
        "frozen": [list(pair) for pair in minutes.frozen],
        "digest": minutes.digest,
        "lines": [_line(line, language) for line in minutes.lines],
    }


def _line(line: MinutesLine, language: str) -> Mapping[str, object]:
    return {
        "rank": "" if line.rank is None else str(line.rank),
        "name": line.name,
        "code": line.customer if line.customer != line.name else "",
        "reasons": line.reasons,
        "kind": line.kind.label,
        "inside": line.kind.inside,
        "score": "" if line.score is None else number(line.score, 1, language),
        "sure": "" if line.sure is None else percent(line.sure, language, 0),
        "standing": line.standing,
        "tally": tally_words(line.tally),
        "votes": [_quoted(one) for one in line.votes],
        "nominated": [_quoted(one) for one in line.nominated],
        "comments": [_quoted(one) for one in line.comments],
        "decision": decision_words(line.decided) if line.decided else WORDS["undecided"],
        "decided": line.decided is not None,
        "against": bool(line.decided and line.decided.verdict.msgid == AGAINST),
        "reason": line.decided.reason if line.decided else "",
        "by": _signed(line.decided) if line.decided else "",
        "quiet": line.kind.key == "stays" and not (line.decided or line.votes or line.nominated or line.comments),
    }


AGAINST = _("against the rule").msgid


def _quoted(one: Said) -> Joined | Text | str:
    parts = [one.who, one.word] if one.word else [one.who]
    head = joined(parts, ": ")
    return joined((head, one.text), ". ") if one.text else head


def tally_words(votes: Tally) -> Text:
    """The votes in a sentence."""
    text = _("{yes} yes, {no} no, {abstain} abstentions of {able} who may vote")
    return text.fill(yes=votes.yes, no=votes.no, abstain=votes.abstain, able=votes.able)


def decision_words(decided: Decided) -> Joined:
    """What was decided, how that is called, and until when."""
    parts: list[Text] = [decided.word, decided.verdict]
    if decided.until:
        parts.append(_("until {day}").fill(day=Figure(decided.until, "date")))
    return joined(parts, " · ")


def _signed(decided: Decided) -> Text:
    day = Figure(decided.at.date(), "date")
    return _("{who}, {day} at {time}").fill(who=decided.by, day=day, time=f"{decided.at:%H:%M}")


def minutes_sheet(minutes: Minutes, language: str = "es") -> IO[bytes]:
    """The same as a workbook: one row a line, and where it comes from on a second sheet."""
    heads = [
        Head(text.say(language), kind, width)  # type: ignore[arg-type]
        for text, kind, width in (
            (_("Rank"), "whole", 6), (_("Code"), "text", 14), (_("Customer"), "text", 34), (_("The rule"), "text", 14),
            (_("Why"), "text", 60), (_("Reasons"), "text", 30), (_("Score"), "number", 9), (_("How sure"), "share", 10),
            (_("Yes"), "whole", 6), (_("No"), "whole", 6), (_("Abstentions"), "whole", 12),
            (_("Votes for the quorum"), "whole", 12), (_("Who voted what"), "text", 50), (_("Decision"), "text", 16),
            (_("How"), "text", 16), (_("Until"), "date", 12), (_("Reason"), "text", 50), (_("Decided by"), "text", 24),
            (_("When"), "date", 12), (_("Nominated by"), "text", 40), (_("Comments"), "text", 60),
        )
    ]  # fmt: skip
    about = [(WORDS["customer"].say(language), str(len(minutes.lines))), (WORDS["title"].say(language), minutes.title)]
    about += [(label.say(language), said(value, language)) for label, value in minutes.frozen]
    about += [(WORDS["committee"].say(language), ", ".join(minutes.committee))]
    about += [(WORDS["print"].say(language), minutes.digest)]
    return excel(_("Lines").say(language), heads, _rows(minutes, language), about[1:], language)


def _rows(minutes: Minutes, language: str) -> Iterator[tuple[Value, ...]]:
    for line in minutes.lines:
        made = line.decided
        yield (
            line.rank, line.customer, line.name, line.kind.label.say(language), said(line.standing, language),
            line.reasons.say(language), line.score, line.sure, line.tally.yes, line.tally.no, line.tally.abstain,
            line.tally.needed, _together(line.votes, language), made.word.say(language) if made else None,
            made.verdict.say(language) if made else None, made.until if made else None, made.reason if made else None,
            made.by if made else None, made.at.date() if made else None, _together(line.nominated, language),
            _together(line.comments, language),
        )  # fmt: skip


def _together(found: Sequence[Said], language: str) -> str:
    return joined([_quoted(one) for one in found], "; ").say(language)
