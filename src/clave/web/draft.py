"""What is proposed and not decided travels in the address: it can be shared, and nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from clave.policy.draft import Draft, draft_of
from clave.policy.kinds import DECLARED
from clave.policy.limits import Limits
from clave.policy.reading import Policy
from clave.store.models import SelectionRun
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run
from clave.web.access import allows
from clave.web.who import signed_in

ROUTES = ("policy", "policy_proposal", "policy_effect", "policy_save", "policy_compare", "policy_measure", "order")


@dataclass(frozen=True)
class Scene:
    """What every page of policy stands on: the latest list, the policy, the day for which it is read (that list's, or
    today), what the address proposes differently, and whether this person may decide."""

    run: SelectionRun | None
    policy: Policy
    day: date
    draft: Draft
    decides: bool

    @property
    def currency(self) -> str:
        """Of the latest list; none before the first one."""
        return self.run.currency if self.run else ""

    @property
    def query(self) -> str:
        """The proposal as part of an address; empty without one."""
        return urlencode(self.draft.words())

    def limits(self, draft: Draft) -> Limits:
        """The policy with a proposal, whether or not its values contradict each other: that is said with its effect."""
        return self.policy.at(self.day).reform({DECLARED[key]: value for key, value in draft.changes.items()})

    @property
    def addresses(self) -> dict[str, str]:
        """The pages that a page of policy leads to, for its template."""
        return {f"{route.removeprefix('policy_')}_at": self.address(route) for route in ROUTES}

    def address(self, route: str, *args: str) -> str:
        """A page of policy that keeps the proposal."""
        return addressed(self.draft, route, *args)


def scene(request: HttpRequest) -> Scene:
    """Raises ClaveError where the policy cannot be read."""
    run, policy, person = latest_run(), policy_in_force(), signed_in(request)
    day = run.as_of if run else timezone.localdate()
    draft = draft_of(fields(request.GET).items()).against(policy, day)
    return Scene(run, policy, day, draft, decides=allows(person.role if person else None, "policy_save"))


def fields(given: QueryDict, prefix: str = "") -> dict[str, str]:
    """What an address or a form says by name, of those that begin with `prefix`, without it; the last one counts."""
    return {name.removeprefix(prefix): str(text) for name, text in given.items() if name.startswith(prefix)}


def addressed(draft: Draft, route: str, *args: str) -> str:
    """The address of a page with a proposal in it."""
    path, words = reverse(route, args=args), draft.words()
    return f"{path}?{urlencode(words)}" if words else path
