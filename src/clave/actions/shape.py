"""The form of every action: keyword-only arguments, one transaction."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
T = TypeVar("T")


def action(function: Callable[P, T]) -> Callable[P, T]:
    """All or nothing, and nothing by position: `refresh_selection(book=…, by=…, now=…)`."""
    by_position = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    if by_position or "now" not in inspect.signature(function).parameters:
        raise TypeError(f"{function.__name__} must take keyword-only arguments, `now` among them.")

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            return function(*args, **kwargs)

    return run
