"""A job in somebody's hands. Every write asks the fence first: whoever lost the lease writes nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from clave.base.words import Shown, stored
from clave.jobs.pace import PACE, Pace
from clave.store.models import Job
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING


class Lost(Exception):
    """The lease ended and the job is no longer ours: stop, and write nothing."""


class Cancelled(Exception):
    """Somebody asked to stop this job."""


@dataclass
class Hold:
    """Attempt number `fence` at a job. All but `renew` and `hand_back` raise Lost where it is another's by now."""

    number: int
    fence: int
    clock: Callable[[], datetime]
    pace: Pace = PACE
    over: bool = False
    ended: str = ""
    raised: str = ""

    def _ours(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.number, attempt=self.fence, state=RUNNING)

    def _write(self, **changes: Any) -> None:
        if not self._ours().update(**changes):
            raise Lost(f"job {self.number}, attempt {self.fence}")

    def renew(self) -> bool:
        """Say that somebody still works on it; False where the job is no longer ours."""
        return bool(self._ours().update(lease_until=self.clock() + self.pace.lease))

    def tell(self, share: float, doing: Shown | None = None) -> None:
        """Keep how far it is; raises Cancelled where somebody asked to stop."""
        self._write(share=min(max(share, 0.0), 1.0), **({"doing": stored(doing)} if doing else {}))
        if self._ours().exclude(cancel_asked_at=None).exists():
            raise Cancelled

    def claim_the_end(self) -> None:
        """Inside a transaction: from here to its end nobody else can take this job up."""
        self._write(lease_until=self.clock() + self.pace.lease)

    def finish(self, result: Any) -> None:
        """It is done; `result` is JSON."""
        self._end(DONE, result=result, share=1.0)

    def fail(self, sentence: Shown, *, raised: str = "", trace: str = "") -> None:
        """It failed, for a reason that people read; the trace is for whoever keeps the server."""
        self._end(FAILED, error=stored(sentence), raised=raised, trace=trace)

    def cancel(self) -> None:
        """It stopped because somebody asked."""
        self._end(CANCELLED)

    def _end(self, state: str, **changes: Any) -> None:
        self._write(state=state, finished_at=self.clock(), lease_until=None, **changes)
        self.ended, self.raised = state, changes.get("raised", "")

    def hand_back(self) -> bool:
        """Put it back in the queue, at the cost of no attempt; False where it is over or another's."""
        return bool(self._ours().update(state=WAITING, lease_until=None, attempts=F("attempts") + 1))
