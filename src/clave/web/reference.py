"""The reference of roles and permissions, generated from the tables that decide: `python -m clave.web.reference FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from clave.base.words import Text, _, joined
from clave.store.fields import FIELDS, seen_by
from clave.store.permissions import DOINGS
from clave.store.roles import OURS, PARTS, ROLES, Role
from clave.web.access import RULES
from clave.web.rule import Answer, Rule

PAGES = {"roles.md": "es", "roles-and-permissions.md": "en"}
TITLE = _("Roles and permissions")
PREFACE = _("Written from the code by `make docs`: what stands here is what happens.")
ROLES_HEAD, PARTS_HEAD = _("What each role means"), _("Parts in an account")
PARTS_WORDS = _("A person has them besides the role, account by account, from one day to another.")
FIELDS_HEAD, FIELDS_WORDS = (
    _("Sensitive figures"),
    _("Whoever may not see one reads «reserved», and for whom; nobody orders, filters or adds up by it either."),
)
PAGES_HEAD, PAGES_WORDS = (
    _("Pages and roles"),
    _("● opens · ○ knows that it exists, and whom to ask (403) · – does not exist for them (404)"),
)
DOINGS_HEAD, DOINGS_WORDS = (
    _("What each may do"),
    _("Asked by every action itself, whoever asks: a page, the API, a job."),
)
WHAT, WHO, UNOWNED = _("What"), _("Who"), _("while nobody answers for the account, also {who}")
MARKS: dict[Answer, str] = {"allowed": "●", "known": "○", "invisible": "–", "sign in": "–"}


def markdown(language: str) -> str:
    """The page in a language."""
    parts = [
        f"# {TITLE.say(language)}",
        PREFACE.say(language),
        _section(ROLES_HEAD, _described(ROLES.values(), language), language),
        _section(PARTS_HEAD, _described(PARTS.values(), language), language, PARTS_WORDS),
        _section(FIELDS_HEAD, _fields(language), language, FIELDS_WORDS),
        _section(PAGES_HEAD, _pages(language), language, PAGES_WORDS),
        _section(DOINGS_HEAD, _doings(language), language, DOINGS_WORDS),
    ]
    return "\n\n".join(parts) + "\n"


def _section(head: Text, body: str, language: str, words: Text | None = None) -> str:
    return "\n\n".join([f"## {head.say(language)}", *([words.say(language)] if words else []), body])


def _described(roles: Iterable[Role], language: str) -> str:
    return "\n".join(f"- **{role.label.say(language)}.** {role.words.say(language)}" for role in roles)


def _fields(language: str) -> str:
    rows: list[tuple[str, ...]] = []
    for one in FIELDS.values():
        who = seen_by(one).say(language)
        if one.unowned:
            also = UNOWNED.fill(who=joined([ROLES[key].label for key in ROLES if key in one.unowned]))
            who += "; " + also.say(language)
        rows.append((f"**{one.label.say(language)}.** {one.words.say(language)}", who))
    return _table((WHAT.say(language), WHO.say(language)), rows)


def _pages(language: str) -> str:
    """What is open to some and not to others; one row for addresses of one name that answer alike."""
    rules: dict[tuple[str, ...], Rule] = {}
    for rule in RULES.values():
        if rule.allowed and not rule.allowed >= OURS:
            answers = tuple(MARKS[rule.answer(role)] for role in ROLES)
            rules.setdefault((_capital(rule.what.say(language)), *answers), rule)
    heads = (WHAT.say(language), *(role.label.say(language) for role in ROLES.values()))
    return _table(heads, list(rules))


def _doings(language: str) -> str:
    found: dict[tuple[str, str], None] = {}
    for doing in DOINGS.values():
        if doing.roles:
            names = [ROLES[key].label for key in ROLES if key in doing.roles]
            names += [PARTS[key].label for key in PARTS if key in doing.parts]
            found[_capital(doing.what.say(language)), joined(names).say(language)] = None
    return _table((WHAT.say(language), WHO.say(language)), list(found))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _head in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def write(folder: Path) -> None:
    """The pages of both languages in `folder`, such as docs/reference."""
    for name, language in PAGES.items():
        (folder / name).write_text(markdown(language), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
