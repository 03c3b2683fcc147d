"""Putting mails in the outbox: once each, in the caller's transaction, and a bell that may fail."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import transaction

from accounts import outbox, tasks
from accounts.models import MailStatus, OutgoingMail, TaskLink, User
from accounts.outbox.windows import DENMARK

from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db


def test_the_same_mail_asked_for_twice_is_one_row():
    karen = person()
    first, second = put(to=karen), put(to=karen)
    assert first.pk == second.pk
    assert first.message_id == second.message_id
    assert OutgoingMail.objects.count() == 1


def test_another_occasion_thing_kind_or_person_is_another_mail():
    karen, bo = person(), person("Bo Lind")
    put(to=karen)
    put(to=karen, occurrence="2")
    put(to=karen, about=bo)
    put("code", to=karen)
    put(to=bo, about=karen)
    assert OutgoingMail.objects.values("message_id").distinct().count() == 5


def test_a_mail_that_is_over_is_not_planned_again_under_the_same_occasion():
    karen = person()
    mail = put(to=karen)
    OutgoingMail.objects.update(status=MailStatus.CANCELLED, cancelled_reason="Svaret.")
    assert put(to=karen).pk == mail.pk
    assert OutgoingMail.objects.get().status == MailStatus.CANCELLED


def test_the_row_says_who_what_and_when():
    karen, mette = person(), person("Mette Holm")
    with time_machine.travel(TUESDAY, tick=False):
        mail = outbox.queue(
            "reminder", to=karen, about=mette, occurrence=dt.date(2026, 12, 1), by=mette,
            due_at=dt.date(2026, 11, 27), data={"stage": 2},
        )  # fmt: skip
    assert (mail.about_type, mail.about_id, mail.occurrence) == ("accounts.user", mette.pk, "2026-12-01")
    assert mail.due_at == dt.datetime(2026, 11, 27, 8, tzinfo=DENMARK)
    assert (mail.queued_by, mail.queued_at, mail.data) == (mette, TUESDAY, {"stage": 2})
    assert mail.message_id.startswith("<")
    assert mail.message_id.endswith("@portal.example.dk>")
    assert mail.about() == mette


def test_what_it_is_about_may_be_gone():
    karen = person()
    mail = put(to=karen, about=person("Bo Lind"))
    User.objects.filter(name="Bo Lind").delete()
    assert mail.about() is None


def test_a_kind_nobody_described_is_refused():
    with pytest.raises(LookupError, match="rumour"):
        put("rumour", to=person())


def test_something_that_is_not_saved_is_refused():
    with pytest.raises(ValueError, match="saved"):
        put(to=person(), about=TaskLink())


def test_a_whole_story_is_refused():
    with pytest.raises(ValueError, match="few small values"):
        put(to=person(), data={"story": "x" * 2001})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_when_the_callers_transaction_fails():
    karen = person()

    @transaction.atomic
    def queue_then_fail():
        put(to=karen)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        queue_then_fail()
    assert not OutgoingMail.objects.exists()


@pytest.fixture
def bells(monkeypatch):
    heard = []
    monkeypatch.setattr(tasks.answer_bell, "apply_async", lambda **options: heard.append(options))
    return heard


def test_the_bell_rings_once_per_transaction_after_it(bells, django_capture_on_commit_callbacks):
    karen = person()
    with django_capture_on_commit_callbacks(execute=True):
        put(to=karen)
        put(to=karen, occurrence="2")
        assert bells == []
    assert bells == [{"expires": 50, "retry": False}]


@pytest.mark.parametrize("wait", [{"kind": "reminder"}, {"due_at": TUESDAY + dt.timedelta(days=3650)}])
def test_what_can_wait_rings_no_bell(bells, django_capture_on_commit_callbacks, wait):
    with django_capture_on_commit_callbacks(execute=True):
        put(wait.pop("kind", "note"), to=person(), **wait)
    assert bells == []


def test_a_broken_bell_is_only_logged(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def broken(**options):
        raise ConnectionError("redis://:password@broker")

    monkeypatch.setattr(tasks.answer_bell, "apply_async", broken)
    with django_capture_on_commit_callbacks(execute=True):
        put(to=person())
    assert "was not heard" in caplog.text
    assert "password" not in caplog.text
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"EMAIL_TIMEOUT": None}, "outbox.E001"),
        ({"OUTBOX_LEASE_SECONDS": 59}, "outbox.E002"),
        ({"MAIL_KINDS": "tests.outbox.world.NOTHING"}, "outbox.E003"),
        ({"MAIL_KINDS": "tests.outbox.test_queue.WRONG_KINDS"}, "outbox.E004"),
        ({"TASK_KINDS": "nowhere.KINDS"}, "tasklinks.E001"),
        ({"TASK_KINDS": "tests.outbox.test_queue.WRONG_KINDS"}, "tasklinks.E002"),
    ],
)
def test_a_portal_whose_mails_cannot_work_does_not_start(settings, change, fault):
    for name, value in change.items():
        setattr(settings, name, value)
    assert [check.id for check in run_checks() if check.id.startswith(("outbox", "tasklinks"))] == [fault]
    with pytest.raises(SystemCheckError):
        call_command("check")


WRONG_KINDS = {"note": lambda mail: None}
