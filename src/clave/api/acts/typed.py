"""How values are sent: each as its own kind of JSON, so that a slip is said and not guessed at. A day is text, never a number of
seconds; a number is no text, unless it is an amount that has to be exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

LONGEST = 4_000
LARGEST = 10**15
"""Of an amount, in the smallest currency there is; beyond it is a slip."""
AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]{1,8})?$"


def _written(value: Any) -> Any:
    """A day is written as text: a number would be read as seconds since 1970."""
    return value if value is None or isinstance(value, str | date) else "?"


def _amount(value: Any) -> Decimal:
    """A number, or text that is one, exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal) or len(str(value)) > 40:
        raise PydanticCustomError("decimal_type", "a number")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise PydanticCustomError("decimal_parsing", "a number") from None
    if not found.is_finite():
        raise PydanticCustomError("finite_number", "a number")
    return found


Line = Annotated[str, StringConstraints(strict=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Long = Annotated[str, StringConstraints(strict=True, max_length=LONGEST, pattern=r"^[^\x00]*$")]
Whole = Annotated[int, Field(strict=True, ge=-(2**31), le=2**31 - 1)]
YesNo = Annotated[bool, Field(strict=True)]
Number = Annotated[float, Field(strict=True, ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Day = Annotated[date, BeforeValidator(_written), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), WithJsonSchema({"type": "string", "format": "date-time"})]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    Field(ge=-LARGEST, le=LARGEST, decimal_places=8),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": -LARGEST, "maximum": LARGEST}, {"type": "string", "pattern": AMOUNT}]}
    ),
]
