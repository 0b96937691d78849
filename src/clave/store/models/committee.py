"""From somebody's reason to a decision: nominations, the frozen proposal, its committee, votes, comments, decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clave.selection.committee import CHOICES, KINDS, VERDICTS
from clave.store.guards import Refuses

OPEN, BEFORE, DECIDED, WITHDRAWN = "open", "before", "decided", "withdrawn"
NOMINATION_STATES = (OPEN, BEFORE, DECIDED, WITHDRAWN)
"""Of a nomination: waits for a committee; one has it; one decided; whoever nominated took it back."""
STANDING = (OPEN, BEFORE)
CLOSED, ABANDONED = "closed", "abandoned"
PROPOSAL_STATES = (OPEN, CLOSED, ABANDONED)


class Nomination(models.Model):
    """Somebody of ours thinks that a customer should be a key account, and says why.

    `criterion` is the one it is nominated for, empty where none is named; `from_personal` says that it came from a list
    of their own, which stays private; `line` is the one of the proposal that took it up last."""

    customer = models.TextField(db_index=True)
    name = models.TextField()
    folded = models.TextField()
    criterion = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    from_personal = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=[(state, state) for state in NOMINATION_STATES], default=OPEN)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="nominations")
    created_at = models.DateTimeField()
    line = models.ForeignKey("store.ProposalLine", on_delete=models.SET_NULL, null=True, related_name="taken_up")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer", "by"), condition=Q(state__in=STANDING), name="one_standing_nomination"
            ),
            models.CheckConstraint(condition=Q(state__in=NOMINATION_STATES), name="nomination_state_is_known"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "-created_at"), name="nominations_by_state")]

    def __str__(self) -> str:
        return f"{self.customer} {self.state}"

    @property
    def standing(self) -> bool:
        """Whether it still asks for something."""
        return self.state in STANDING


class Proposal(models.Model):
    """A list before a committee, frozen: its run, the rules of its committee and the moment on which voting closes.

    `rules` {quorum_share, quorum_votes, separation, override_days} as policy had them; `first` where there were no
    members yet; `digest` SHA-256 over everything that is frozen (`clave.store.committee.digest`). Of a row only its
    state and its end may change, and the database refuses the rest."""

    title = models.CharField(max_length=80)
    run = models.ForeignKey("store.SelectionRun", on_delete=models.PROTECT, related_name="proposals")
    first = models.BooleanField()
    rules = models.JSONField()
    closes_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=[(state, state) for state in PROPOSAL_STATES], default=OPEN)
    created_at = models.DateTimeField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("state",), condition=Q(state=OPEN), name="one_open_proposal"),
            models.CheckConstraint(condition=Q(state__in=PROPOSAL_STATES), name="proposal_state_is_known"),
            Refuses(
                name="proposal_stays_frozen",
                operation="UPDATE",
                when="NEW.run_id <> OLD.run_id OR NEW.first <> OLD.first OR NEW.rules <> OLD.rules "
                "OR NEW.closes_at <> OLD.closes_at OR NEW.digest <> OLD.digest OR OLD.state <> 'open'",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"


class CommitteeMember(models.Model):
    """Somebody who votes on a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="committee")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("proposal", "person"), name="one_seat_a_person")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.person_id}"


class ProposalLine(models.Model):
    """One customer before the committee, as it stood when the proposal was opened. A line never changes.

    `kind` says what the rule does with it (`selection.committee.KINDS`); `selected` is its line of the run, None for a
    member that no longer buys; `standing` what the bands say, as a selection line keeps it; `before` its status then;
    `owner` who answered for it then; `nominations` [{by, name, reason, criterion, at}]."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    place = models.IntegerField()
    customer = models.TextField()
    name = models.TextField()
    folded = models.TextField()
    kind = models.CharField(max_length=9, choices=[(kind, kind) for kind in KINDS])
    selected = models.ForeignKey("store.SelectionLine", on_delete=models.PROTECT, null=True, related_name="+")
    standing = models.JSONField(null=True)
    before = models.CharField(max_length=9, blank=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    nominations = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("proposal", "customer"), name="one_line_before_a_committee"),
            Refuses(name="proposal_line_never_changes", operation="UPDATE"),
        ]
        indexes: ClassVar = [models.Index(fields=("proposal", "place"), name="lines_in_their_order")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.name}"


class Vote(models.Model):
    """What a member of the committee answers to «should it be a key account?». A new vote takes the place of the earlier
    one, which stays: only one of a person is `current`. `own` = they answered for the account when they voted."""

    line = models.ForeignKey(ProposalLine, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=7, choices=[(choice, choice) for choice in CHOICES])
    comment = models.TextField(blank=True)
    own = models.BooleanField()
    current = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("line", "person"), condition=Q(current=True), name="one_current_vote")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.choice}"


class Comment(models.Model):
    """What somebody says of a line, on its own or in answer to another comment of the same line."""

    line = models.ForeignKey(ProposalLine, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    text = models.TextField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id} {self.at:%Y-%m-%d %H:%M}"


class Decision(models.Model):
    """What was decided on a line: once, and for good. `inside` = it is a key account from here on; `until` the day on
    which an override, or the landing of one that leaves, ends; `tally` the votes as they were counted at that moment."""

    line = models.OneToOneField(ProposalLine, on_delete=models.CASCADE, related_name="decision")
    verdict = models.CharField(max_length=10, choices=[(verdict, verdict) for verdict in VERDICTS])
    inside = models.BooleanField()
    reason = models.TextField(blank=True)
    until = models.DateField(null=True)
    tally = models.JSONField()
    exceeds = models.JSONField(default=list)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [Refuses(name="decision_never_changes", operation="UPDATE")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.verdict}"
