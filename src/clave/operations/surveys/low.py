"""Answers with a name that somebody should react to on the same day. (C8)"""

from __future__ import annotations

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.operations.surveys.questions import KINDS, RECOMMEND, SUBJECTS, Sheet
from clave.policy import voice
from clave.policy.limits import Limits

LIMITS = {
    "recommend": voice.low_recommend, "satisfaction": voice.low_agree,
    "trust": voice.low_agree, "commitment": voice.low_agree, "delivery": voice.low_delivery,
    "noticed": voice.low_noticed,
}  # fmt: skip
"""By what a question is about: at or below this number of its scale an answer is low."""


def low(kind: str, sheet: Sheet, limits: Limits) -> tuple[str, int] | None:
    """The key and number of the answer that is low, the recommendation first, else the lowest; None where none is."""
    found = [
        (one.key != RECOMMEND, sheet.values[one.key] / one.scale.high, one.key)
        for one in KINDS[kind].questions
        if one.key in sheet.values and sheet.values[one.key] <= limits[LIMITS[one.of]]
    ]
    if not found:
        return None
    key = min(found)[2]
    return key, sheet.values[key]


def low_words(kind: str, who: str, key: str, number: int, words: str) -> Text:
    """An answer that is low, in words."""
    question = next(one for one in KINDS[kind].questions if one.key == key)
    given = question.scale.names.get(number) or _("{n} of {most}").fill(
        n=Figure(number, "count"), most=Figure(question.scale.high, "count")
    )
    said = {"who": who, "about": SUBJECTS[question.of], "given": given}
    if words:
        return _("{who} answered {given} in «{about}»: «{words}»").fill(words=words.rstrip("."), **said)
    return _("{who} answered {given} in «{about}», without words").fill(**said)
