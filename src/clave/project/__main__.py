"""`python -m clave.project start`: from an empty folder to a page; `serve`, and Django's own commands."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser

from django.core.management import execute_from_command_line

from clave.base.errors import ClaveError


def main(arguments: list[str]) -> int:
    """Run one command; a bad environment is a sentence and exit code 2, never a stack trace."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument("--data")
    own, rest = parser.parse_known_args(arguments)
    if own.data:
        os.environ["CLAVE_DATA"] = own.data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.project.settings")
    try:
        execute_from_command_line(["python -m clave.project", *rest])
    except ClaveError as error:
        sys.stderr.write(error.say("en" if os.environ.get("CLAVE_LANGUAGE") == "en" else "es") + "\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
