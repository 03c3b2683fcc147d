"""The outbox with everything real: two Celery workers, each with a schedule of its own, killed while they send.

Once during the run the broker loses all its messages: it is only a bell.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from tests.outbox.nursery import WORLD
from tests.outbox.smtp_sink import smtp_sink
from tests.outbox.world import person, put

from .test_outbox_kill import SENDING, database_url, report

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MAILS, KILLS = 80, 6


@pytest.fixture(autouse=True)
def _small_world(settings):
    for name, value in WORLD.items():
        setattr(settings, name, value)


class Worker:
    """A Celery worker with a schedule, in a process group of its own, that can be killed and started again."""

    def __init__(self, number: int, var: Path, port: int):
        self.var, self.number = var, number
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.outbox.worker_settings",
            "EMBEDDED": "1",
            "AAB_VAR": str(var),
            "DATABASE_URL": database_url(),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "TEST_MAIL_PORT": str(port),
            "LOG_LEVEL": "ERROR",
        }
        self.environment.pop("REDIS_URL", None)
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "aab_social", "worker", "-B", "-s",
                str(self.var / f"schedule-{self.number}"), "-P", "threads", "-c", "2", "-l", "ERROR",
                "--without-gossip", "--without-mingle", "--without-heartbeat",
            ],
            cwd=django_settings.BASE_DIR, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def sent() -> int:
    return OutgoingMail.objects.exclude(status__in=SENDING).count()


def wait_for(count: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while sent() < count:
        assert time.monotonic() < deadline, Counter(OutgoingMail.objects.values_list("status", flat=True))
        time.sleep(0.1)


def test_two_workers_with_two_schedules_are_killed_and_the_broker_is_wiped(tmp_path, record_property):
    began = time.monotonic()
    chance = random.Random(33)
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(20)]
    for number in range(MAILS):
        put("note", to=people[number % 20], occurrence=f"{number}")
    killed = 0
    connection.close()
    with smtp_sink(delay=0.2) as sink:
        workers = [Worker(number, tmp_path / "var", sink.port) for number in range(2)]
        try:
            for number in range(1, KILLS + 1):
                wait_for(number * MAILS // (KILLS + 2), 60)
                time.sleep(chance.uniform(0, 0.4))
                victim = chance.choice(workers)
                victim.kill()
                killed += 1
                if number == KILLS // 2:
                    for message in (tmp_path / "var/broker/queue").glob("*"):
                        message.unlink(missing_ok=True)
                victim.start()
            wait_for(MAILS, 90)
        finally:
            for worker in workers:
                worker.kill()
    counts = report(record_property, sink, killed, began)

    copies = sink.copies()
    assert killed == KILLS
    assert set(copies.values()) == {1}
    assert set(counts) <= {MailStatus.SENT, MailStatus.UNKNOWN}
    for mail in OutgoingMail.objects.all():
        assert mail.message_id in copies or mail.status == MailStatus.UNKNOWN
    assert not outbox.schedule_is_late()
