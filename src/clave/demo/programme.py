"""A year of the programme at Farallones: a first list, who answers for whom, what was said of it, and what is open today.

Everything is done by the same actions as on the pages, each on its day; so the log tells it as it would have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from clave.actions.asking import ask_rating
from clave.actions.capacity import enter_account_load, enter_capacity
from clave.actions.company import welcome_demonstration
from clave.actions.debates import open_debate, submit_order
from clave.actions.decisions import decide, decide_agreed, vote
from clave.actions.life import announce_status, begin_trial, confirm_status
from clave.actions.nominations import nominate
from clave.actions.ownership import assign
from clave.actions.policy import change_policy
from clave.actions.proposals import end_proposal, open_proposal
from clave.actions.trials import TrialSaid, record_trial
from clave.demo.cast import ANDREA, JULIAN, KAMS, MARCELA
from clave.demo.judged import DIANA, ISABEL, PATRICIA
from clave.demo.people import PEOPLE
from clave.policy import declared, effect
from clave.policy.reading import Policy
from clave.selection.committee import ABSTAIN, ACCEPTED, KINDS, NO, YES, rules_of
from clave.selection.life import TRIAL
from clave.store.models import OWNER, SPONSOR, Debate, KeyStatus, Person, Proposal, SelectionRun
from clave.store.models.committee import CLOSED
from clave.store.status import key_accounts

FIRST = timedelta(days=385)
"""How long ago the first list was put before the committee: its year on trial is over for most, not for all."""
HALF = timedelta(days=200)
"""How long ago the review in the middle of that year was put before it."""
LATE = ("Plastilab Ensayos S.A.S.", "Remates Industriales Caldas S.A.S.")
"""Those that were announced two months after the others."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    DIANA: ("volume", "profit", "distributor", "kilos", "loyalty", "potential"),
    PATRICIA: ("profit", "volume", "potential", "loyalty", "distributor", "extraordinary"),
    ANDREA: ("volume", "loyalty", "kilos", "profit", "knowledge", "potential"),
}
"""What some of them put first; the rest follows as the policy has it."""

FIRST_FEW, UNSPONSORED = 5, 12
"""The accounts that general management sponsors itself; of how many one has no sponsor yet."""
HOUR, HOURS, UNCOUNTED = 85_000.0, (12.0, 8.0, 6.0, 4.0), 9
"""What an hour of a manager costs; the hours a month that accounts take, in turn; of how many one was not counted yet."""


@dataclass(frozen=True)
class Cast:
    """The people by name, and who answers for each customer according to the ERP."""

    people: Mapping[str, Person]
    sellers: Mapping[str, str]

    @property
    def committee(self) -> list[Person]:
        """Sales director, general management and the managers of key accounts."""
        return [self.people[name] for name in (DIANA, PATRICIA, *KAMS)]

    def owner_of(self, customer: str, place: int) -> Person:
        """The manager whom the ERP names, or one of them in turn where it names a seller."""
        seller = self.sellers.get(customer, "")
        return self.people[seller if seller in KAMS else KAMS[place % len(KAMS)]]


def begin(*, now: datetime, sellers: Mapping[str, str]) -> Cast:
    """The people arrive, with what each manager can carry; `sellers` maps customers to the names in the ERP."""
    first = now - FIRST
    placed = welcome_demonstration(people=[(one.name, one.email, one.role) for one in PEOPLE], now=first)
    cast = Cast({person.name: person for person in placed}, sellers)
    change_policy(
        by=cast.people[DIANA], now=first, changes={effect.fewest_controls.key: 1}, since=_day(first),
        reason="Las cuentas más grandes tienen un solo parecido: se comparan con él, y el intervalo dice lo poco seguro que es",
        source="Acta del comité de cuentas clave",
    )  # fmt: skip
    change_policy(
        by=cast.people[DIANA], now=first, changes={declared.cost_kam_hour.key: HOUR}, since=_day(first),
        reason="Salario con prestaciones y viajes de un KAM, entre las 150 horas del mes que pasa con sus cuentas",
        source="Nómina y anticipos de viaje; acta del comité de cuentas clave",
    )  # fmt: skip
    for name in KAMS:
        enter_capacity(
            by=cast.people[DIANA], now=first, person=cast.people[name], starts_on=_day(first), hours=150, accounts=14,
            relationships=6, reason="Una persona, un mes de trabajo",
        )  # fmt: skip
    return cast


def decide_first_list(cast: Cast, run: SelectionRun, policy: Policy, *, now: datetime) -> None:
    """The committee decides the list of a year ago: opened, voted, decided, told, and a year later mostly confirmed."""
    opened = now - FIRST
    proposal = _opened(cast, run, policy, opened, "Primera lista de cuentas clave")
    _all_say(cast, proposal, opened + timedelta(days=2))
    decided = opened + timedelta(days=6)
    decide_agreed(by=cast.people[PATRICIA], now=decided, proposal=proposal)
    for line in proposal.lines.filter(decision=None).order_by("place"):
        decide(by=cast.people[PATRICIA], now=decided, line=line, verdict=ACCEPTED, reason="Como propone la regla")
    end_proposal(
        by=cast.people[PATRICIA],
        now=decided,
        proposal=proposal,
        to=CLOSED,
        reason="Todas las líneas quedaron decididas",
    )
    _answered_for(cast, decided)
    for status in key_accounts():
        _told(cast, status, decided)


def tell_hours(cast: Cast, *, now: datetime) -> None:
    """How many hours a month each account takes, as its manager counted them in a month; of some nobody did yet."""
    for place, status in enumerate(key_accounts()):
        if place % UNCOUNTED != UNCOUNTED - 1:
            enter_account_load(
                by=cast.people[DIANA], now=now - HALF, customer=status.customer, starts_on=_day(now - FIRST),
                hours=HOURS[place % len(HOURS)], relationships=None, reason="Lo que su KAM anotó durante un mes",
            )  # fmt: skip


def decide_half_year(cast: Cast, run: SelectionRun, policy: Policy, *, now: datetime) -> None:
    """The review in the middle of the year: everybody votes with the rule, and all of it is decided."""
    opened = now - HALF
    proposal = _opened(cast, run, policy, opened, "Revisión de mitad de año")
    _all_say(cast, proposal, opened + timedelta(days=2))
    decided = opened + timedelta(days=6)
    decide_agreed(by=cast.people[PATRICIA], now=decided, proposal=proposal)
    end_proposal(
        by=cast.people[PATRICIA],
        now=decided,
        proposal=proposal,
        to=CLOSED,
        reason="Quien espera un cupo se mira otra vez en noviembre",
    )


def _all_say(cast: Cast, proposal: Proposal, at: datetime) -> None:
    """Everybody votes with the rule."""
    for line in proposal.lines.order_by("place"):
        for person in cast.committee:
            vote(by=person, now=at, line=line, choice=YES if KINDS[line.kind].inside else NO)


def open_what_is_open(cast: Cast, run: SelectionRun, policy: Policy, *, now: datetime) -> None:
    """What waits for somebody today: a proposal with some votes, a debate, two nominations, ratings that are asked."""
    for customer, name, by, criterion, reason in _nominated(run, cast):
        nominate(by=by, now=now - timedelta(days=5), customer=customer, name=name, reason=reason, criterion=criterion)
    proposal = _opened(cast, run, policy, now - timedelta(days=2), "Revisión de noviembre")
    _some_votes(cast, proposal, now - timedelta(days=1))
    debate = open_debate(
        by=cast.people[DIANA], now=now - timedelta(days=3), title="¿Qué pesa más el próximo semestre?", run=run,
        participants=[cast.people[name] for name in (*ORDERS, JULIAN)], closes_at=now + timedelta(days=11),
        question="El margen bajó dos puntos: ¿sigue el volumen de primero?",
    )  # fmt: skip
    for name, first in ORDERS.items():
        submit_order(by=cast.people[name], now=now - timedelta(days=1), debate=debate, order=_whole(debate, first))
    _trials(cast, run, now)
    _asked(cast, run, now)


def _opened(cast: Cast, run: SelectionRun, policy: Policy, at: datetime, title: str) -> Proposal:
    return open_proposal(
        by=cast.people[DIANA], now=at, run=run, title=title, closes_at=at + timedelta(days=7), committee=cast.committee,
        rules=rules_of(policy.at(_day(at))),
    )  # fmt: skip


def _answered_for(cast: Cast, at: datetime) -> None:
    """Each account gets its manager, and most a sponsor too: general management the first, then in turn with sales."""
    for place, status in enumerate(key_accounts()):
        assign(
            by=cast.people[DIANA], now=at, customer=status.customer, name=status.name, part=OWNER,
            person=cast.owner_of(status.customer, place), starts_on=_day(at), reason="Quien ya la atendía",
            override="La lista nació completa; en la revisión se reparte de nuevo",
        )  # fmt: skip
    for place, status in enumerate(key_accounts()):
        if place % UNSPONSORED == UNSPONSORED - 1:
            continue
        sponsor = PATRICIA if place < FIRST_FEW or place % 2 else DIANA
        assign(
            by=cast.people[DIANA], now=at, customer=status.customer, name=status.name, part=SPONSOR,
            person=cast.people[sponsor], starts_on=_day(at), reason="Acordado en el comité",
            value="Una llamada al trimestre con su gerencia, y la última palabra en plazos de entrega",
        )  # fmt: skip


def _told(cast: Cast, status: KeyStatus, decided: datetime) -> None:
    """Announced, and on trial."""
    told = decided + timedelta(days=70 if status.name in LATE else 8)
    by, code = cast.people[DIANA], status.customer
    announce_status(by=by, now=told, customer=code, on=_day(told), reason="Carta entregada en visita")
    begin_trial(by=by, now=told, customer=code, on=_day(told), reason="Desde la carta")


def confirm_first_year(cast: Cast, *, now: datetime) -> None:
    """Whoever ends its year on trial is confirmed, most of them as it ends and one in four this week; who is watched waits
    for the committee, and who was told late for somebody to do it."""
    on_trial = (status for status in key_accounts() if status.state == TRIAL and status.name not in LATE)
    for place, status in enumerate(on_trial):
        at = now - timedelta(days=3 if place % 4 == 3 else 12)
        confirm_status(
            by=cast.people[DIANA], now=at, customer=status.customer, on=_day(at),
            reason="Un año cumplido de parte y parte",
        )  # fmt: skip


def _nominated(run: SelectionRun, cast: Cast) -> Iterator[tuple[str, str, Person, str, str]]:
    """The first two outside that a manager would have inside, with the reason."""
    inside = set(KeyStatus.objects.values_list("customer", flat=True))
    outside = run.lines.filter(member=False).exclude(customer__in=inside).order_by("rank")[:2]
    reasons = (
        ("potential", "Abre planta en marzo y nos pidió el pegante de las dos líneas"),
        ("knowledge", "Nos deja probar en su línea rápida y comparte las curvas"),
    )
    for line, (criterion, reason), name in zip(outside, reasons, (MARCELA, ANDREA), strict=False):
        yield line.customer, line.name, cast.people[name], criterion, reason


def _some_votes(cast: Cast, proposal: Proposal, at: datetime) -> None:
    """Two have voted on everything, one on a part, and not all alike."""
    for place, line in enumerate(proposal.lines.order_by("place")):
        vote(by=cast.people[DIANA], now=at, line=line, choice=YES)
        vote(by=cast.people[JULIAN], now=at, line=line, choice=NO if place % 7 == 3 else YES,
             comment="Compra menos de lo que promete" if place % 7 == 3 else "")  # fmt: skip
        if place % 3 == 0:
            vote(by=cast.people[MARCELA], now=at, line=line, choice=ABSTAIN if place % 2 else YES)


def _whole(debate: Debate, first: tuple[str, ...]) -> list[str]:
    begins = [key for key in first if key in debate.criteria]
    return [*begins, *(key for key in debate.criteria if key not in begins)]


def _trials(cast: Cast, run: SelectionRun, now: datetime) -> None:
    """A trial that ended well with who is key for trying, and a rating of it that is asked."""
    line = run.lines.filter(name__startswith="Plastilab").first()
    if line is None:
        return
    record_trial(
        by=cast.people[ISABEL], now=now, customer=line.customer, name=line.name,
        trial=TrialSaid(
            what="Desprendimiento a 23 °C y 50 °C de un poliuretano sin tolueno", product="PU-440",
            with_whom="Su jefe de calidad", starts_on=_day(now - timedelta(days=80)),
            ends_on=_day(now - timedelta(days=40)), result="proved",
            learned="Aguanta 3,1 N/mm a 50 °C si el curado pasa de doce horas", used="Ficha técnica del PU-440",
        ),
    )  # fmt: skip
    ask_rating(
        by=cast.people[DIANA], now=now, customer=line.customer, name=line.name, criterion="knowledge",
        person=cast.people[JULIAN],
    )  # fmt: skip


def _asked(cast: Cast, run: SelectionRun, now: datetime) -> None:
    """Whoever leads is asked for the kinds of an extraordinary benefit that two managers have judged."""
    line = run.lines.filter(name__startswith="Curtiembres").first()
    if line is not None:
        ask_rating(
            by=None, now=now, customer=line.customer, name=line.name, criterion="extraordinary",
            person=cast.people[DIANA],
        )  # fmt: skip


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
