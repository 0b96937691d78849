"""What somebody of a customer says to an invitation or to being a reference: yes or no, while it can be said. (B5, C7)"""

from __future__ import annotations

from datetime import date

from clave.base.errors import ClaveError
from clave.base.words import _

YES, NO = "yes", "no"
SAID = ("", YES, NO)
EVENT, SESSION = "evento", "sesion"
"""What one can be invited to, as addresses say it."""
MOST_ALSO = 300


def checked_answer(answer: str) -> str:
    """A yes or a no. Raises ClaveError for anything else."""
    if answer not in (YES, NO):
        raise ClaveError(_("an answer is yes or no."), where="answer", remedy=_("Choose one of the two."))
    return answer


def checked_also(text: str) -> str:
    """Who else comes, in a line. Raises ClaveError for more than `MOST_ALSO` letters."""
    words = " ".join(text.split())
    if len(words) > MOST_ALSO:
        raise ClaveError(
            _("this is longer than {most} letters.").fill(most=MOST_ALSO),
            where="also",
            remedy=_("Write only their names."),
        )
    return words


def still_to_come(last_day: date, today: date) -> None:
    """Raises ClaveError for an event that is over."""
    if last_day < today:
        raise ClaveError(
            _("it is over already."), remedy=_("If you want to tell us something about it, write to us under «Needs».")
        )
