"""The list and how sure it is: seconds and memory by number of customers, 2,000 draws each.

Run: `python -m bench.selecting [customers …]`; the reach is 20,000 customers in 3 seconds (quality.md §3).
"""

from __future__ import annotations

import resource
import sys
import time

from clave.selection.listed import Asked, listed
from tests.unit.selection.population import large

SIZES = (1_000, 20_000, 200_000)
DRAWS = 2_000


def main() -> None:
    print(f"{'customers':>10} {'seconds':>8} {'peak MB':>8}   {DRAWS} draws, everything in the selection included")
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        made = large(size)
        start = time.perf_counter()
        listing = listed(made, Asked(draws=DRAWS))
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(listing.lines):>10} {seconds:>8.2f} {peak:>8.0f}")


if __name__ == "__main__":
    main()
