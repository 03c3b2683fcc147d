"""Many who promise from one frame at the same moment: never a krone over it. On both databases.

OVER_COMMITMENT_ROUNDS=100 OVER_COMMITMENT_PROCESSES=8 python -m pytest tests/funding/test_over_commitment.py
"""

import multiprocessing
import os
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import F

from funding import money
from funding.models import FundingLine, YearFrame
from initiatives.workflow import Refused

from .world import approved, frame, granted

PROCESSES = int(os.environ.get("OVER_COMMITMENT_PROCESSES", "3"))
REQUESTS = 5
ROUNDS = int(os.environ.get("OVER_COMMITMENT_ROUNDS", "2"))
ASKED, FRAME = Decimal(100), Decimal(1000)
fork = multiprocessing.get_context("fork")


def _blind(year, amount):
    """The control: the guard removed. Only the CHECK of the database is left."""
    return bool(YearFrame.objects.filter(pk=year.pk).update(committed=F("committed") + amount))


def _worker(lines, gate, results, guarded):
    connections.close_all()
    if not guarded:
        money.reserve = _blind
    gate.wait(60)
    told = []
    for pk in lines:
        line = FundingLine.objects.select_related("initiative__created_by", "source").get(pk=pk)
        try:
            money.commit(line, year=2026, amount=ASKED, by=line.initiative.created_by, key=uuid.uuid4())
            told.append("given")
        except Refused:
            told.append("refused")
        except IntegrityError:
            told.append("stopped by the database")
    results.put(told)
    connections.close_all()


def _round(lines, year, guarded=True):
    """Everybody asks at once; gives what each was told, with the frame emptied before."""
    YearFrame.objects.filter(pk=year.pk).update(committed=0)
    gate, results = fork.Barrier(PROCESSES), fork.Queue()
    connections.close_all()
    workers = [
        fork.Process(target=_worker, args=(lines[n::PROCESSES], gate, results, guarded))
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    told = [word for _worker_ in workers for word in results.get(timeout=120)]
    for worker in workers:
        worker.join(60)
    year.refresh_from_db()
    return told


@pytest.fixture
def crowd():
    """As many granted cases as there are requests, all of one frame that holds ten of them."""
    year = frame(FRAME)
    cases = [approved() for _n in range(PROCESSES)]  # each process its own: no row of a case is shared
    lines = [granted(cases[n % PROCESSES], kroner=ASKED * ROUNDS * 9) for n in range(PROCESSES * REQUESTS)]
    return year, [line.pk for line in lines]


@pytest.mark.django_db(transaction=True)
def test_nobody_promises_more_than_the_frame_however_many_ask_at_once(crowd):
    year, lines = crowd
    over = 0
    for _n in range(ROUNDS):
        told = _round(lines, year)
        expected = min(PROCESSES * REQUESTS, int(FRAME / ASKED))
        over += year.committed > year.amount
        assert (told.count("given"), year.committed) == (expected, expected * ASKED)
        assert "stopped by the database" not in told
    print(f"{connection.vendor}: {ROUNDS} rounds, {PROCESSES} x {REQUESTS} requests, {over} over the frame")
    assert over == 0


@pytest.mark.django_db(transaction=True)
def test_the_control_finds_the_missing_guard_and_the_database_is_the_last_line(crowd):
    year, lines = crowd
    told = _round(lines, year, guarded=False)
    asked, room = PROCESSES * REQUESTS, int(FRAME / ASKED)
    assert told.count("stopped by the database") == asked - room > 0
    assert year.committed == FRAME
