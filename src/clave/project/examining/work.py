"""The work behind the pages: who does it, what was missed, what failed, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from clave.base.words import Text, _, counted
from clave.jobs.instance import who_serves
from clave.jobs.ready import alive
from clave.jobs.schedule import SCHEDULES, missed
from clave.jobs.signs import Sign
from clave.project.examining.shape import HOUR, Asked, Found, lasted
from clave.store.outbox import counted_mails, oldest_waiting
from clave.store.schedule import in_service_since, last_ended
from clave.store.work import failed_since, standing_of

LATELY = timedelta(days=1)
START = _("Start `clave serve`, or `python -m clave.project work` where something else serves the pages.")


def worker(asked: Asked) -> Iterator[Found]:
    """Whether one lives, and does its work."""
    sign = alive(asked.now)
    if sign is None:
        served = bool(who_serves(settings.CLAVE_DATA))
        text = _("The pages are served, and no worker gives a sign of life: jobs wait.")
        silent = text if served else _("No worker runs: jobs wait until one does.")
        yield Found("worker", False if served else None, silent, _look_at_the_log() if served else START)
    elif sign.trouble:
        text = _("The worker lives and cannot look at the schedule ({kind}): nothing is done by itself.")
        yield Found("worker", False, text.fill(kind=sign.trouble), _look_at_the_log())
    else:
        yield Found("worker", True, _lives(sign, asked))


def _lives(sign: Sign, asked: Asked) -> Text:
    text = _("The worker {worker} lives: it said so {ago} ago.")
    return text.fill(worker=sign.worker, ago=lasted((asked.now - sign.seen_at).total_seconds()))


def _look_at_the_log() -> Text:
    return _("Look at the log of the worker (journalctl, docker logs), mend what it says, and start clave again.")


def schedules(asked: Asked) -> Iterator[Found]:
    """What was due and nobody started; what was started and failed."""
    since = in_service_since()
    if since is None:
        return
    works = alive(asked.now) is not None
    late = {
        key: due for key, due in missed(now=asked.now, since=since).items() if (asked.now - due).total_seconds() > HOUR
    }
    for key, due in late.items():
        text = _("«{what}» has been due for {time} and nobody started it.")
        what = text.fill(what=SCHEDULES[key].title, time=lasted((asked.now - due).total_seconds()))
        yield Found("schedules", False if works else None, what, _look_at_the_log() if works else START)
    failed = [key for key in SCHEDULES if (last := last_ended(key)) is not None and not last.done]
    for key in failed:
        yield Found(
            "schedules", False, _("«{what}» failed the last time.").fill(what=SCHEDULES[key].title),
            _("Read why under Trabajos, mend it, and start it there again."),
        )  # fmt: skip
    if not late and not failed:
        yield Found("schedules", True, _("Everything that clave does by itself was done when it was due."))


def jobs(asked: Asked) -> Iterator[Found]:
    """What waits, and what failed since yesterday."""
    standing = standing_of(settings.TASKS["default"]["QUEUES"])
    for one in standing:
        if one.state == "waiting" and one.since and (asked.now - one.since).total_seconds() > HOUR:
            text = counted(
                "{shown} job waits in «{queue}», for {time}.",
                "{shown} jobs wait in «{queue}», the oldest for {time}.",
                one.jobs,
            )
            time = lasted((asked.now - one.since).total_seconds())
            remedy = _("If one runs, that is its length; otherwise see what was found about the worker.")
            yield Found("jobs", None, text.fill(shown=one.jobs, queue=one.queue, time=time), remedy)
    if count := failed_since(asked.now - LATELY):
        text = counted("{shown} job failed since yesterday.", "{shown} jobs failed since yesterday.", count)
        yield Found(
            "jobs", None, text.fill(shown=count), _("Read why under Trabajos; each can be started again there.")
        )


def mails(asked: Asked) -> Iterator[Found]:
    """What stands in the outbox."""
    counts, since = counted_mails(), oldest_waiting()
    if counts["waiting"] and since:
        text = counted(
            "{shown} mail waits in the outbox, for {time}.",
            "{shown} mails wait in the outbox, the oldest for {time}.",
            counts["waiting"],
        )
        age = (asked.now - since).total_seconds()
        stuck = settings.CLAVE_SMTP and age > HOUR
        remedy = _("Usuarios → Correos says of each why it waits; `clave mail test ADDRESS` tries the server.")
        yield Found("mails", False if stuck else None, text.fill(shown=counts["waiting"], time=lasted(age)), remedy)
    if counts["failed"]:
        text = counted("{shown} mail was given up.", "{shown} mails were given up.", counts["failed"])
        remedy = _("Usuarios → Correos says why; correct the address and send it again from there.")
        yield Found("mails", None, text.fill(shown=counts["failed"]), remedy)
