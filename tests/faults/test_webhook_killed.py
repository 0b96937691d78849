"""A worker killed while it tells another system: nothing is lost, and what goes twice goes under one name. (ADR 0039)"""

from __future__ import annotations

import signal
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.jobs.killing import process, said
from tests.jobs.receiver import receiving

PUT = """
import django; django.setup()
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from clave.actions.hooks_out import tell_receivers
from clave.actions.webhooks import Entered, make_webhook
from clave.store.models import Person
call_command("migrate", interactive=False, verbosity=0)
now = timezone.now()
ana = Person.objects.create_person(email="ana@clave.example", name="Ana", role="administrator", password=None, created_at=now)
make_webhook(by=ana, now=now, entered=Entered("ERP", "{url}", ("status.changed",)))
for number in range(5):
    with transaction.atomic():
        tell_receivers(what="status.changed", about=f"customer:C-{{number}}", now=now)
"""
SEND = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from clave.jobs.webhooks import LEASE, due, hand_over
now = timezone.now() + timedelta(seconds={later})
for number in list(due(now).values_list("pk", flat=True)):
    hand_over(number, "{holder}", clock=lambda: now)
"""
COUNT = """
import django; django.setup()
from clave.store.models import WebhookAttempt, WebhookDelivery
print(WebhookDelivery.objects.filter(state="delivered").count(), WebhookAttempt.objects.filter(ended_at=None).count())
"""


def test_killed_in_the_middle_of_sending_it_is_sent_again_under_its_name(tmp_path: Path) -> None:
    asked = threading.Event()

    def hang(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        threading.Event().wait(30)

    with receiving() as receiver:
        receiver.plans = [204, 204, hang, 204]
        named = "import os; os.environ['CLAVE_WEBHOOK_HOSTS'] = '127.0.0.1'\n"
        said(tmp_path, named + PUT.format(url=receiver.url))
        with process(tmp_path, "-c", named + SEND.format(later=0, holder="a")) as worker:
            assert asked.wait(120)
            worker.send_signal(signal.SIGKILL)
        assert said(tmp_path, COUNT).split() == ["2", "1"], "what it was doing stands in the log"
        said(tmp_path, named + SEND.format(later=200, holder="b"))
        assert said(tmp_path, COUNT).split() == ["5", "1"]
    assert len(receiver.ids) == 6
    assert len(set(receiver.ids)) == 5, "at least once, and whoever keeps the names takes it once"
