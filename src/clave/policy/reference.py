"""The reference page of policy, generated from the declarations and the default: it cannot drift."""

from __future__ import annotations

import sys
from pathlib import Path

from clave.base.words import Text, _
from clave.policy.kinds import DECLARED
from clave.policy.reading import default
from clave.policy.rows import history

TITLE = _("Policy: every value, what it decides and what clave ships")
PREFACE = _(
    "A value is never edited: a new entry with a later date supersedes it. Your policy file holds only what you decide "
    "otherwise; the rest is what stands here. Write an entry so:"
)
EXAMPLE = """```toml
[[volume.top_share]]
from = 2026-01-01
value = 0.08
reason = "…"
source = "…"
```"""
HEADINGS = (_("Value"), _("Decides"), _("May be"), _("Ships as"), _("Reason"), _("Source"))
NOT_SET = _("not set")
PAGES = {"politica.md": "es", "policy.md": "en"}


def markdown(language: str) -> str:
    """The page in `language`: one table row per declared value, in declared order."""
    heading = _cells(*(text.say(language) for text in HEADINGS))
    rule = _cells(*("---" for _heading in HEADINGS))
    lines = [_line(key, language) for key in DECLARED]
    parts = [f"# {TITLE.say(language)}", PREFACE.say(language), EXAMPLE, "\n".join([heading, rule, *lines])]
    return "\n\n".join(parts) + "\n"


def _line(key: str, language: str) -> str:
    value = DECLARED[key]
    expects = value.expects.say(language)
    versions = history(default(), key)
    if not versions:
        return _cells(f"`{key}`", value.meaning.say(language), expects, NOT_SET.say(language), "", "")
    latest = versions[-1]
    why = Text(latest.reason).say(language), Text(latest.source).say(language)
    return _cells(f"`{key}`", value.meaning.say(language), expects, f"`{latest.value}`", *why)


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write(folder: Path) -> None:
    """The pages of both languages in `folder`, such as docs/reference."""
    for name, language in PAGES.items():
        (folder / name).write_text(markdown(language), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
