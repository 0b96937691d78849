"""Errors are finished sentences: what happened, where, and what to do about it."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from clave.base.words import Joined, Text, joined, said


class ClaveError(Exception):
    """Something a person can mend. `what` and `remedy` are texts; `where` names the file, line, column or entry."""

    def __init__(self, what: Text, *, where: str = "", remedy: Text | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.say("en"))

    def sentence(self) -> Joined:
        """The whole message as one text."""
        start = (self.where + ":",) if self.where else ()
        end = (self.remedy,) if self.remedy else ()
        return joined((*start, self.what, *end), " ")

    def say(self, language: str = "es") -> str:
        """The whole message in `language`."""
        return said(self.sentence(), language)


def reason_of(error: Exception) -> str:
    """Why the operating system or the engine refused something, on one line and without the folders of the server."""
    said = str(getattr(error, "strerror", None) or error).strip() or type(error).__name__
    if said.startswith("{"):  # the engine tells some of its errors as JSON
        with suppress(ValueError):
            said = str(json.loads(said).get("exception_message", said))
    return re.sub(r'"[^"]*/([^"/]*)"', r"«\1»", said.splitlines()[0])
