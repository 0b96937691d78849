"""What somebody has to do with customers, as one list of days that a calendar, a mail and a page all tell. (C4, D4, D5)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clave.base.words import Joined, Text

Kind = Literal["contact", "follow_up", "review"]


@dataclass(frozen=True)
class Entry:
    """One thing to do on a day: `key` is the same for the same thing for ever, `said` what to do, `about` what more there is
    to know, `route` and `customer` the page where it is done."""

    key: str
    kind: Kind
    day: date
    said: Text | Joined | str
    about: Text | Joined | str
    route: str
    customer: str
