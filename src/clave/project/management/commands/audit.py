"""`audit`: read the whole chain of the audit log again, or name its end so that it can be kept elsewhere."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted
from clave.store.audit import Anchor, Verified, head, verify
from clave.store.models import AuditEvent
from clave.store.models.audit import HASH_LENGTH

BROKEN = 1


class Command(BaseCommand):
    """Reads only: nothing is written, whatever it finds."""

    help = "Verify the chain of the audit log, or print where it ends."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and an end that was kept outside."""
        parser.add_argument("do", choices=("verify", "head"))
        parser.add_argument("--head", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence, or JSON; exit code 1 where the chain is broken."""
        check_there()
        if options["do"] == "head":
            self.stdout.write(str(head()))
            return
        found = verify(anchored(options["head"]) if options["head"] else None)
        self.stdout.write(as_json(found) if options["json"] else sentence(found).say(settings.LANGUAGE_CODE))
        if found.broken:
            sys.exit(BROKEN)


def check_there() -> None:
    """Raise ClaveError where this database has no audit log yet."""
    if AuditEvent._meta.db_table not in connection.introspection.table_names():
        raise ClaveError(
            _("this installation has no audit log yet."),
            where=str(settings.CLAVE_DATA),
            remedy=_("Name another folder with --data, or start clave once: that brings its database up to date."),
        )


def anchored(text: str) -> Anchor:
    """`count:hash` as `head` prints it. Raises ClaveError where it is something else."""
    number, _colon, kept = text.strip().partition(":")
    if not number.isdecimal() or not re.fullmatch(rf"[0-9a-f]{{{HASH_LENGTH}}}", kept):
        raise ClaveError(
            _("«{text}» is not the end of a chain.").fill(text=text),
            where="--head",
            remedy=_("Give it as `clave audit head` printed it: a number, a colon and 64 letters and digits."),
        )
    return Anchor(int(number), kept)


def sentence(found: Verified) -> Text:
    """What was found, for people."""
    if found.broken is None:
        whole = counted("{shown} event, chain whole. It ends at {head}",
                        "{shown} events, chain whole. It ends at {head}", found.head.count)  # fmt: skip
        return whole.fill(shown=Figure(found.head.count, "count"), head=str(found.head))
    return _("The chain breaks at event {number}: {why}. The {n} before it are whole.").fill(
        number=Figure(found.broken.number, "count"), why=found.broken.why, n=Figure(found.broken.number - 1, "count")
    )


def as_json(found: Verified) -> str:
    """The same for machines."""
    broken = {"number": found.broken.number, "why": found.broken.why.say("en")} if found.broken else None
    return json.dumps({"events": found.head.count, "head": str(found.head), "whole": not broken, "broken": broken})
