"""Reminders under SIGKILL: real worker processes, killed in the middle of sending, on the database in use.

Nothing may be lost in silence and nothing sent twice by itself; what nobody can know is listed for a person.
`make test` runs this on SQLite, `make test-services` on PostgreSQL. For long runs: OUTBOX_KILLS=200.
"""

from __future__ import annotations

import datetime as dt
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import F

from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from accounts.outbox.sweep import TOGETHER_MOST
from tests.outbox.nursery import WORLD
from tests.outbox.smtp_sink import smtp_sink
from tests.outbox.world import person, put

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LEASE = 3  # seconds; three times the timeout of the mail server here
KILLS = int(os.environ.get("OUTBOX_KILLS", "30"))
IS_LONG = KILLS >= 200
PATIENCE = max(120, 2 * KILLS)  # seconds
SENDING = [MailStatus.PLANNED, MailStatus.CLAIMED, MailStatus.TRANSMITTING]


@pytest.fixture(autouse=True)
def _small_world(settings):
    for name, value in WORLD.items():
        setattr(settings, name, value)
    settings.OUTBOX_LEASE_SECONDS = LEASE


def database_url() -> str:
    """The test database, as other processes find it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, password = quote(values["USER"]), quote(values["PASSWORD"])
    return f"postgres://{user}:{password}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


@contextmanager
def workers(count: int, port: int, database: str = ""):
    """Worker processes that sweep without pause; gives a queue of their process numbers."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "aab_social.settings",
        "EMBEDDED": "1",
        "DATABASE_URL": database or database_url(),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }
    connection.close()
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.nursery", str(count), str(port), str(LEASE)],
        cwd=django_settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    pids: queue.Queue[int] = queue.Queue()

    def read():
        for line in nursery.stdout:
            pids.put(int(line))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield pids
    finally:
        nursery.stdin.close()
        assert nursery.wait(20) == 0
        reader.join(5)
        nursery.stdout.close()


def unfinished(statuses=SENDING) -> int:
    return OutgoingMail.objects.filter(status__in=statuses).count()


def kill_workers(pids: queue.Queue[int], kills: int, chance: random.Random) -> int:
    """SIGKILL one worker after another while there is something to send. Returns how many died."""
    alive: list[int] = []
    killed = 0
    while killed < kills and unfinished():
        time.sleep(chance.uniform(0.1, 0.5))
        while not pids.empty():
            alive.append(pids.get())
        if not alive:
            continue
        os.kill(alive.pop(chance.randrange(len(alive))), signal.SIGKILL)
        killed += 1
    return killed


def wait_until_settled(seconds: float, statuses=SENDING) -> None:
    deadline = time.monotonic() + seconds
    while unfinished(statuses):
        assert time.monotonic() < deadline, Counter(OutgoingMail.objects.values_list("status", flat=True))
        # A row that ended its worker four times is pushed an hour ahead; here the hour is over.
        pushed = OutgoingMail.objects.filter(status=MailStatus.CLAIMED, attempts__gt=3)
        hour = dt.timedelta(hours=1)
        pushed.filter(next_attempt_at__gt=F("lease_until") + hour / 2).update(
            next_attempt_at=F("next_attempt_at") - hour
        )
        time.sleep(0.2)


def report(record, sink, killed: int, began: float) -> Counter:
    """What happened, in figures: kept with the test's result and printed."""
    counts = Counter(OutgoingMail.objects.values_list("status", flat=True))
    copies = sink.copies()
    figures = {
        "database": connection.vendor,
        "kills": killed,
        "mails taken": len(sink.taken),
        "extra": sum(copies.values()) - len(copies),
        **{f"rows {status}": count for status, count in sorted(counts.items())},
        "seconds": round(time.monotonic() - began),
    }
    for name, value in figures.items():
        record(name, value)
    sys.stdout.write(f"\n{figures}\n")
    return counts


def nothing_lost_in_silence_and_nothing_twice(record_property, mails: int, delay: float) -> Counter:
    """Kill workers that send `mails` notes and some reminders; the rows by state."""
    began = time.monotonic()
    chance = random.Random(58)
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(60)]
    for number in range(mails):
        put("note", to=people[number % 60], occurrence=f"note {number}")
    for who in people[: KILLS * 2]:
        put("reminder", to=who, occurrence="a")
        put("reminder", to=who, occurrence="b")
    with smtp_sink(delay=delay) as sink, workers(3, sink.port) as pids:
        killed = kill_workers(pids, KILLS, chance)
        wait_until_settled(PATIENCE)
    counts = report(record_property, sink, killed, began)

    copies = sink.copies()
    assert killed == KILLS
    assert max(copies.values()) == 1  # nothing twice
    assert set(counts) <= {MailStatus.SENT, MailStatus.UNKNOWN}  # nothing lost, nothing stuck
    for mail in OutgoingMail.objects.select_related("bundled_into"):
        arrived = (mail.bundled_into or mail).message_id in copies
        assert arrived or mail.status == MailStatus.UNKNOWN, mail  # lost, but not in silence
    assert outbox.health().unknown == counts[MailStatus.UNKNOWN]
    reminders = Counter(mail["To"] for mail in sink.taken if "ting venter" in str(mail["Subject"]))
    assert not reminders or max(reminders.values()) == 1
    return counts


def test_workers_killed_in_mid_send_lose_nothing_in_silence_and_send_nothing_twice(record_property):
    """A slow mail server: each mail is marked alone, so a kill leaves one in doubt (two reminders make one mail)."""
    counts = nothing_lost_in_silence_and_nothing_twice(record_property, 10 * KILLS, delay=0.15)
    assert counts[MailStatus.UNKNOWN] <= 2 * KILLS


def test_workers_killed_while_they_send_many_together_send_nothing_twice(record_property):
    """A quick mail server: a kill leaves at most what one worker had marked together in doubt."""
    counts = nothing_lost_in_silence_and_nothing_twice(record_property, 60 * KILLS, delay=0.002)
    assert counts[MailStatus.UNKNOWN] <= TOGETHER_MOST * KILLS


def test_with_the_policy_resend_there_are_at_most_as_many_extra_mails_as_kills(record_property):
    began = time.monotonic()
    chance = random.Random(52)
    karen = person()
    mails = 10 * KILLS // 2
    kills = KILLS if IS_LONG else KILLS // 2
    for number in range(2 * mails if IS_LONG else mails):
        put("note_resend", to=karen, occurrence=f"{number}")
    with smtp_sink(delay=0.15) as sink, workers(3, sink.port) as pids:
        killed = kill_workers(pids, kills, chance)
        wait_until_settled(PATIENCE)
        # The hour of patience is over for all of them.
        hour = dt.timedelta(hours=1)
        OutgoingMail.objects.filter(status=MailStatus.UNKNOWN).update(
            next_attempt_at=F("next_attempt_at") - hour
        )
        wait_until_settled(PATIENCE, [*SENDING, MailStatus.UNKNOWN])
    counts = report(record_property, sink, killed, began)

    copies = sink.copies()
    rows = OutgoingMail.objects.count()
    assert killed == kills
    assert counts == {MailStatus.SENT: rows}
    assert len(copies) == rows  # at least once, each of them
    assert max(copies.values()) <= 2
    assert sum(copies.values()) - len(copies) <= killed


def test_many_workers_and_no_fault_send_each_mail_once(record_property):
    began = time.monotonic()
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(40)]
    for who in people:
        for number in range(3):
            put("note", to=who, occurrence=f"{number}")
            put("reminder", to=who, occurrence=f"{number}")
    with smtp_sink(delay=0.01) as sink, workers(4, sink.port):
        wait_until_settled(60)
    counts = report(record_property, sink, 0, began)
    assert counts == {MailStatus.SENT: 240}
    assert max(sink.copies().values()) == 1
    assert len(sink.taken) == 160  # 120 notes, and one mail with three reminders for each of 40 people


def test_a_database_that_restarts_while_a_mail_is_on_its_way_does_not_lose_the_answer(record_property):
    """PostgreSQL only: every connection of the workers is cut five times while they send."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could restart.")
    began = time.monotonic()
    karen = person()
    for number in range(150):
        put("note", to=karen, occurrence=f"{number}")
    with smtp_sink(delay=0.05) as sink, workers(3, sink.port):
        for _cut in range(5):
            time.sleep(0.7)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        wait_until_settled(60)
    counts = report(record_property, sink, 0, began)
    assert counts == {MailStatus.SENT: 150}
    assert max(sink.copies().values()) == 1
