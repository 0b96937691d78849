"""When nothing may be shown of anonymous answers, and how they may be kept so that nobody can tell whose they are. (ADR 0031)

Fewer answers than policy asks for are not shown. A part of all is not shown either where what is left of the whole would
be a group of fewer: whoever sees both reckons it by taking one from the other. And nothing is shown before the survey is over:
whoever looks before and after an answer would see it alone."""

from __future__ import annotations

from collections.abc import Mapping


def enough(answers: int, least: int) -> bool:
    """Whether so many answers may be shown together."""
    return answers >= least


def parts_shown(answers: Mapping[str, int], least: int) -> frozenset[str]:
    """The groups that may be shown one by one beside their whole: each has enough, and so have those that are left, together.

    Where too few would be left, the smallest of those shown joins them, until they are enough."""
    if not enough(sum(answers.values()), least):
        return frozenset()
    shown = sorted((name for name, n in answers.items() if enough(n, least)), key=lambda name: (-answers[name], name))
    left = sum(n for name, n in answers.items() if name not in shown)
    while shown and 0 < left < least:
        left += answers[shown.pop()]
    return frozenset(shown)


def may_carry_account(asked: int, least: int) -> bool:
    """Whether an anonymous answer may say of which account it is: only where enough people of the account were asked that
    its answers could ever be shown. Else it is kept without account, so that the database does not know more than the page."""
    return asked >= least
