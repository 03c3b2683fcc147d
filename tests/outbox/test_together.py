"""Many mails taken, marked and settled together: as safe as one by one, whatever the mail server does meanwhile."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from importlib import import_module

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from accounts.outbox import claims

from .smtp_sink import DROP, TAKE_THEN_DROP, smtp_sink
from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def by_smtp(settings):
    @contextmanager
    def use(answer=None):
        with smtp_sink(answer) as sink:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            settings.EMAIL_TIMEOUT = 1
            yield sink

    return use


def clock_now():
    return dt.datetime.now(dt.UTC)


def lots_of_mails(count: int) -> None:
    for number in range(count):
        put(to=person(f"P{number} Q", email=f"p{number}@example.dk"))


def test_a_quick_server_gets_many_mails_under_marks_made_together(by_smtp):
    """Ever more at once, each once, every row settled; far fewer than three commits a mail."""
    lots_of_mails(60)
    with by_smtp() as sink, CaptureQueriesContext(connection) as queries:
        assert outbox.sweep().sent == 60
    assert (len(sink.taken), max(sink.copies().values()), sink.connections) == (60, 1, 1)
    mails = OutgoingMail.objects.all()
    assert {(mail.status, mail.attempts, mail.token) for mail in mails} == {(MailStatus.SENT, 1, "")}
    assert {mail.subject for mail in mails} == {"Opgave 1"}
    assert all(f"/svar/{mail.pk}/" in mail.text for mail in mails)
    assert len(queries) < 2 * 60


def test_one_refused_mail_among_many_marked_together_is_refused_alone(by_smtp):
    lots_of_mails(40)
    with by_smtp(lambda stage, argument: "550 5.1.1 who?" if "p33@" in argument else None) as sink:
        report = outbox.sweep()
    assert (report.sent, report.failed, len(sink.taken)) == (39, 1, 39)
    assert OutgoingMail.objects.get(status=MailStatus.FAILED).recipient.email == "p33@example.dk"


@pytest.mark.parametrize("nth", [5, 20, 39])
def test_a_line_that_breaks_among_many_marked_together_leaves_one_in_doubt(by_smtp, nth):
    """The answer to one mail is lost: that one is unknown, all others go, none goes twice."""
    lots_of_mails(40)
    texts = iter(range(1, 100))
    answers = lambda stage, argument: TAKE_THEN_DROP if stage == "text" and next(texts) == nth else None  # noqa: E731
    with by_smtp(answers) as sink:
        report = outbox.sweep()
    assert (report.sent, report.unknown, len(sink.taken)) == (39, 1, 40)
    assert max(sink.copies().values()) == 1


def test_a_server_that_goes_away_among_many_marked_together_loses_no_place_in_the_queue(by_smtp):
    """What had not begun waits as if nothing had happened: no attempt is counted, nothing is in doubt."""
    lots_of_mails(40)
    mails = iter(range(1, 100))
    gone = [False]

    def answer(stage, argument):
        if stage == "mail" and next(mails) > 20:
            gone[0] = True
        return DROP if gone[0] else None

    with by_smtp(answer) as sink:
        report = outbox.sweep()
    assert (report.sent, report.no_server, len(sink.taken)) == (20, True, 20)
    left = OutgoingMail.objects.exclude(status=MailStatus.SENT)
    assert {(mail.status, mail.attempts, mail.token) for mail in left} == {(MailStatus.PLANNED, 0, "")}
    with by_smtp():
        assert outbox.sweep().sent == 20


def test_mails_marked_together_for_a_server_that_became_slow_go_back_in_the_queue(by_smtp, monkeypatch):
    monkeypatch.setattr(import_module("accounts.outbox.sweep"), "TOGETHER_AT_LONGEST", -1)
    lots_of_mails(40)
    with by_smtp() as sink:
        report = outbox.sweep(seconds=2)
    assert (report.unknown, report.failed) == (0, 0)
    assert set(OutgoingMail.objects.values_list("status", flat=True)) <= {"sent", "planned"}
    assert max(sink.copies().values()) == 1


def test_two_workers_that_take_many_at_once_share_them_out(by_smtp):
    """What one has taken the other does not get, and the day's reminder is counted for each person once."""
    lots_of_mails(10)
    rows = list(OutgoingMail.objects.defer("text"))
    first = claims.take_together(rows, clock_now())
    assert [len(mail) for mail in first] == [1] * 10
    assert claims.take_together(rows, clock_now()) == []
    for mail in first[:3]:
        OutgoingMail.objects.filter(pk=mail[0].pk).update(token="somebody else")
    assert not claims.mark_together([(mail, "Emne", "Tekst") for mail in first], clock_now())
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"claimed"}
