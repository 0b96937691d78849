"""E6, G12: does information flow both ways, and do we know the customer's situation?"""

from __future__ import annotations

from clave.base.words import _
from clave.measures.frame import Frame, Outcome, nobody, numeric
from clave.measures.shape import Column, Measure

touches_in = Measure(
    "touches_in", _("Contacts received"), "count",
    _("Contacts of the year in which the customer came to us."), ("E6", "C4"), ("invoice_line", "touchpoint"),
)  # fmt: skip
touches_out = Measure(
    "touches_out", _("Contacts made"), "count",
    _("Contacts of the year in which we went to the customer."), ("E6", "C4"), ("invoice_line", "touchpoint"),
)  # fmt: skip
profile_age = Measure(
    "profile_age", _("Age of the profile"), "days",
    _("Days since somebody confirmed what we know of it."), ("E6", "G12"), ("invoice_line", "profile_date"),
)  # fmt: skip

MEASURES = (touches_in, touches_out, profile_age)


def compute(frame: Frame) -> Outcome:
    """No contact in the year is zero where contacts are recorded at all; a profile nobody confirmed has no age."""
    rows = frame.query("loyalty")

    def of(measure: Measure) -> Column:
        return numeric(frame.spread(rows, measure.key)) if frame.loaded(*measure.needs) else nobody(len(frame))

    return Outcome({measure.key: of(measure) for measure in MEASURES})
