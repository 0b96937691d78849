"""What is asked: the kinds of surveys, their questions with scale and published source, and what an answer may be. (C8, C1)

Questions are said to customers, few enough to be answered on a phone. A question that somebody leaves out is not answered: it
is no zero and no middle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clave.base.errors import ClaveError
from clave.base.words import Text, _

RECOMMEND = "recommend"
MOST_WORDS = 2_000
"""Signs of what somebody writes in their own words."""


@dataclass(frozen=True)
class Scale:
    """Whole numbers from `low` to `high`, with what both ends mean; or `names`, a word for each number."""

    low: int
    high: int
    ends: tuple[Text, Text] | None = None
    names: Mapping[int, Text] = field(default_factory=dict)

    @property
    def steps(self) -> range:
        """Every number that may be answered."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True)
class Question:
    """One question: what it belongs to (`of`, a key of `SUBJECTS`), how it is answered, and who published it."""

    key: str
    of: str
    words: Text
    scale: Scale
    source: str


@dataclass(frozen=True)
class Kind:
    """One kind of survey: its questions, and what is asked in their own words; `first` must be answered."""

    label: Text
    about: Text
    questions: tuple[Question, ...]
    open: Text

    @property
    def first(self) -> Question:
        """The question without which there is no answer."""
        return self.questions[0]


LIKELY = Scale(0, 10, (_("not at all likely"), _("extremely likely")))
AGREE = Scale(1, 7, (_("strongly disagree"), _("strongly agree")))
WENT = Scale(1, 5, names={
    1: _("very badly"), 2: _("badly"), 3: _("neither well nor badly"), 4: _("well"), 5: _("very well"),
})  # fmt: skip
SEEN = Scale(1, 3, names={1: _("Not yet"), 2: _("Here and there"), 3: _("Yes, we notice it")})
SUBJECTS: Mapping[str, Text] = {
    RECOMMEND: _("Recommendation (NPS)"),
    "satisfaction": _("Satisfaction"),
    "trust": _("Trust"),
    "commitment": _("Commitment"),
    "delivery": _("How deliveries went"),
    "noticed": _("Whether they notice that they are key"),
}
"""What the questions are about; the order in which results are told."""
REICHHELD = "Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review 81(12), 46-54"
CANNON = "Cannon, J. P. & Perreault, W. D. (1999). Buyer-seller relationships in business markets. J. Marketing Research 36(4)"
DONEY = (
    "Doney, P. M. & Cannon, J. P. (1997). An examination of the nature of trust in buyer-seller relationships. "
    "J. Marketing 61(2)"
)
MORGAN = "Morgan, R. M. & Hunt, S. D. (1994). The commitment-trust theory of relationship marketing. J. Marketing 58(3), 20-38"
BERGKVIST = (
    "Bergkvist, L. & Rossiter, J. R. (2007). The predictive validity of multiple-item versus single-item measures. "
    "J. Marketing Research 44(2)"
)
OURS = "clave, C1"

RELATIONSHIP = (
    Question(RECOMMEND, RECOMMEND, _("How likely is it that you would recommend us to a colleague or to another company?"),
             LIKELY, REICHHELD),
    Question("satisfied", "satisfaction", _("Overall, we are very satisfied with this supplier."), AGREE, CANNON),
    Question("pleased", "satisfaction", _("We are pleased with what this supplier does for us."), AGREE, CANNON),
    Question("keeps", "trust", _("This supplier keeps the promises it makes to us."), AGREE, DONEY),
    Question("interests", "trust", _("This supplier has our interests in mind when it decides."), AGREE, DONEY),
    Question("lasting", "commitment", _("We want this relationship to last."), AGREE, MORGAN),
    Question("effort", "commitment", _("This relationship deserves our effort to keep it."), AGREE, MORGAN),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {
    "relationship": Kind(
        _("Relationship"), _("Recommendation, satisfaction, trust and commitment, once or twice a year."), RELATIONSHIP,
        _("What should we change first?"),
    ),
    "pulse": Kind(
        _("Pulse after a delivery"), _("One question some days after what they bought arrived."),
        (Question("went", "delivery", _("How did this delivery go for you?"), WENT, BERGKVIST),),
        _("What would have made it better?"),
    ),
    "announcement": Kind(
        _("After the announcement"), _("Some weeks after they were told that they are key: do they notice it?"),
        (Question("noticed", "noticed", _("Do you notice that you are one of our key accounts?"), SEEN, OURS),),
        _("What changed for you?"),
    ),
}  # fmt: skip
"""Every kind of survey by name."""


@dataclass(frozen=True)
class Sheet:
    """What somebody answered: a number for each question that they answered, and their own words."""

    values: Mapping[str, int]
    words: str = ""


def checked_sheet(kind: str, sheet: Sheet) -> Sheet:
    """As it is kept. Raises ClaveError (`where` names the question) where the first question has no answer, or one is off its
    scale."""
    questions = {one.key: one for one in KINDS[kind].questions}
    values = {key: value for key, value in sheet.values.items() if key in questions}
    first = KINDS[kind].first
    if first.key not in values:
        raise ClaveError(
            _("this question has no answer yet."),
            where=first.key,
            remedy=_("Choose one; the others are yours to leave."),
        )
    for key, value in values.items():
        if value not in questions[key].scale.steps:
            raise ClaveError(
                _("this is no answer of the list."), where=key, remedy=_("Choose one of those that are shown.")
            )
    return Sheet(values, sheet.words.strip()[:MOST_WORDS])
