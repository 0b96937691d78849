"""Why a line leaves, or stays: one code per line, written at the moment of its turn, and flags beside it (dispatch.md §6)."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Code(IntEnum):
    """The primary reason of a line. Of a line that leaves in part, `short` holds the code of what did not leave."""

    SHIP_FULL = 1
    SHIP_PARTIAL_STOCK = 2
    SHIP_PARTIAL_DOCK = 3
    SHIP_PARTIAL_PACK = 4
    CREDIT_HOLD = 10
    BLOCKED_BY_PERSON = 11
    NOT_DUE = 12
    BELOW_MIN = 13
    NO_STOCK = 20
    STOCK_TO_EARLIER = 21
    HELD_FOR_KEY = 22
    GUARD_RESERVED = 23
    LINE_COMPLETE_ONLY = 24
    ORDER_COMPLETE_ONLY = 25
    PACK_ONLY = 26
    DOCK_FULL = 27
    PALLETS_FULL = 28

    @property
    def ships(self) -> bool:
        """Whether something leaves."""
        return self < Code.CREDIT_HOLD

    @property
    def blocked(self) -> bool:
        """Whether the line was not eligible, whatever the stock."""
        return Code.CREDIT_HOLD <= self < Code.NO_STOCK


class Flag(IntFlag):
    """What else is true of a line. Gained and displaced come from the comparison with no priority, never from the scan; that
    nobody knows a weight is said only where a dock has a limit in kilos."""

    NONE = 0
    PRIORITY_GAINED = 1
    DISPLACED_BY_PRIORITY = 2
    MIN_WAIVED = 4
    GRADE_SECOND = 8
    PINNED = 16
    RELIEF = 32
    KEPT = 64
    GUARDED = 128
    DATE_UNKNOWN = 256
    PRICE_UNKNOWN = 512
    WEIGHT_UNKNOWN = 1024
    LAST_DELIVERY = 2048
