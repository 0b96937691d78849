"""The plan of an account: its period, goals, objectives, actions, every version of it, and the meetings about it. (G8)"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from clave.operations.plan.said import MEASURES, SIDES, STATES
from clave.store.guards import Refuses
from clave.store.models.contacts import Contact
from clave.store.models.touchpoints import Touchpoint


class AccountPlan(models.Model):
    """A plan as `operations.plan.said.PlanSaid` says; `version` is that of its last change, 1 the first.

    `closed_at`: it is over and another may begin; an account has one at a time."""

    customer = models.TextField()
    name = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    next_review_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(blank=True)
    folded = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("customer",), condition=Q(closed_at=None), name="one_open_plan_of_a_customer"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.starts_on:%Y}"


class PlanGoal(models.Model):
    """A goal as `GoalSaid` says; `version` is that of the plan in which it was last changed."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.PROTECT, related_name="goals")
    side = models.CharField(max_length=6)
    text = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    shared = models.BooleanField(default=False)
    version = models.IntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(side__in=tuple(SIDES)), name="plan_goal_side_is_known"),
        ]

    def __str__(self) -> str:
        return self.text


class PlanObjective(models.Model):
    """An objective as `ObjectiveSaid` says."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.PROTECT, related_name="objectives")
    goal = models.ForeignKey(PlanGoal, on_delete=models.PROTECT, related_name="objectives")
    title = models.TextField()
    measure = models.CharField(max_length=11)
    family = models.TextField(blank=True)
    product = models.TextField(blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    baseline_from = models.DateField(null=True)
    baseline_to = models.DateField(null=True)
    unit = models.TextField(blank=True)
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    now = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    now_on = models.DateField(null=True)
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    worth = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    shared = models.BooleanField(default=False)
    version = models.IntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(measure__in=tuple(MEASURES)), name="plan_measure_is_known"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="objective_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanAction(models.Model):
    """An action as `ActionSaid` says; `done_by` is who of the customer said in the portal that it is done."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(PlanObjective, on_delete=models.PROTECT, null=True, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey("store.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    shared = models.BooleanField(default=False)
    said_in = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, default="open")
    closed_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)
    done_by = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=tuple(STATES)), name="plan_action_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | Q(~Q(state="open"), closed_on__isnull=False),
                name="plan_action_has_its_end",
            ),
            models.CheckConstraint(condition=~Q(state="dropped", outcome=""), name="dropped_action_says_why"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="plan_action_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("owner", "state", "due_on"), name="plan_actions_of_a_person")]

    def __str__(self) -> str:
        return self.text


class PlanVersion(models.Model):
    """What the whole plan said from a change on, by number; `what` is the deed as the log has it. Never deleted."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    what = models.CharField(max_length=40)
    content = models.JSONField()
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("plan", "number"), name="one_version_of_a_number"),
            Refuses(name="plan_versions_are_never_deleted", operation="DELETE"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class PlanReview(models.Model):
    """A meeting about the plan as `ReviewSaid` says; `withdrawn_at` takes a slip out."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    agreed = models.TextField()
    attended = models.TextField(blank=True)
    rating = models.SmallIntegerField(null=True)
    by = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="plan_review_rating_of_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.on:%Y-%m-%d}"
