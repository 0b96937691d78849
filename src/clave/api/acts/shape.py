"""What an act of the API is declared by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from clave.api.asking import Asker


class Body(Schema):
    """What an act is sent: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class Done(Schema):
    """What an act did: where the thing is read, and what was done in words."""

    id: int | str | None = Field(
        description="Of the thing that was made or changed; null = several, or none of its own"
    )
    part: int | None = Field(
        default=None, description="Of what was made inside the thing: a step, an offer, an idea, hours"
    )
    read: str = Field(description="The list of the API in which it stands; empty = in none")
    said: str = Field(description="What was done, in the language asked for when it was done")


@dataclass(frozen=True)
class Act:
    """One act: its name, what it is sent, and what it does for whom it acts for. `customer` = the account it is about, where the
    body says it: whoever may act for a department there may do it there."""

    name: str
    title: str
    means: str
    body: type[Body]
    do: Callable[[Asker, Any], Done]
    customer: Callable[[Any], str | None] = lambda body: getattr(body, "customer", None)
