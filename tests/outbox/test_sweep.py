"""The sweep: what is due is checked once more and sent, one row's fault is never another's."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import outbox, tasks
from accounts.models import Heartbeat, MailStatus, OutgoingMail, User
from accounts.outbox import claims

from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karen():
    return person()


def outgoing() -> list[tuple[str, list[str]]]:
    return [(message.subject, message.to) for message in django_mail.outbox]


def test_what_is_due_is_sent_once_however_often_it_is_swept(karen):
    put(to=karen)
    assert outbox.sweep().sent == 1
    assert outbox.sweep().changed == 0
    assert outgoing() == [("Opgave 1", ["karen@example.dk"])]
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.sent_at, mail.attempts, mail.token) == (MailStatus.SENT, TUESDAY, 1, "")
    assert mail.subject == "Opgave 1"
    assert "Vil du svare?" in mail.text


def test_what_is_not_due_waits(karen, clock):
    put(to=karen, due_at=TUESDAY + HOUR)
    assert outbox.sweep().changed == 0
    clock.shift(HOUR)
    assert outbox.sweep().sent == 1


def test_the_message_is_stable_marked_as_automatic_and_in_two_forms(karen):
    mail = put(to=karen)
    outbox.sweep()
    (message,) = django_mail.outbox
    assert message.extra_headers == {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    assert message.message()["Message-ID"] == mail.message_id
    assert [kind for _content, kind in message.alternatives] == ["text/html"]


def test_what_is_over_is_cancelled_with_a_reason(karen):
    put(to=karen, data={"cancel": "Bestyrelsen har svaret."})
    assert outbox.sweep().cancelled == 1
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.cancelled_reason) == (MailStatus.CANCELLED, "Bestyrelsen har svaret.")
    assert outgoing() == []


def test_nobody_who_was_closed_gets_a_mail(karen):
    put(to=karen)
    User.objects.update(is_active=False)
    assert outbox.sweep().cancelled == 1
    assert OutgoingMail.objects.get().cancelled_reason == "Modtageren kan ikke længere logge ind."


@pytest.mark.parametrize(
    "data", [{"raise": "Karen, 0101901234"}, {"return": "not a letter"}, {"return": None}]
)
def test_a_mail_with_a_mistake_in_it_waits_an_hour_and_stops_nobody(karen, clock, data, caplog):
    put(to=karen, occurrence="0", data=data)
    for number in range(1, 4):
        put(to=karen, occurrence=str(number))
    report = outbox.sweep()
    assert (report.sent, report.pushed) == (3, 1)
    mail = OutgoingMail.objects.get(occurrence="0")
    assert (mail.status, mail.next_attempt_at) == (MailStatus.PLANNED, TUESDAY + HOUR)
    assert mail.last_error.startswith("prepare ")
    assert "0101901234" not in mail.last_error
    clock.shift(59 * MINUTE)
    assert outbox.sweep().changed == 0
    clock.shift(MINUTE)
    assert outbox.sweep().pushed == 1


def test_a_mistake_that_is_mended_is_forgotten(karen, clock):
    mail = put(to=karen, data={"raise": "x"})
    outbox.sweep()
    OutgoingMail.objects.filter(pk=mail.pk).update(data={})
    clock.shift(HOUR)
    assert outbox.sweep().sent == 1
    assert OutgoingMail.objects.get().last_error == ""


def test_a_mistake_nobody_mends_ends_as_failed_after_three_days(karen, clock):
    put(to=karen, data={"raise": "x"})
    sweeps = 0
    while OutgoingMail.objects.get().status == MailStatus.PLANNED:
        outbox.sweep()
        clock.shift(HOUR)
        sweeps += 1
    assert sweeps == 73
    assert OutgoingMail.objects.get().last_error == "prepare Broken"


def test_fifty_mistakes_among_a_thousand_mails_keep_nobody_waiting():
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(1000)]
    for number, who in enumerate(people):
        put(to=who, data={"raise": "x"} if number % 20 == 0 else {})
    report = outbox.sweep(seconds=600)
    assert (report.sent, report.pushed) == (950, 50)
    assert len(django_mail.outbox) == 950


def test_a_mail_with_a_cpr_number_is_never_sent(karen):
    put(to=karen, data={"line": "Ring til barnet 010190-1234."})
    assert outbox.sweep().failed == 1
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error) == (MailStatus.FAILED, "personal number")
    assert mail.text == ""
    assert outgoing() == []


def test_a_kind_that_was_taken_out_of_the_composition_is_an_error_on_its_row(karen):
    put(to=karen)
    OutgoingMail.objects.update(kind="gone")
    put(to=karen, occurrence="2")
    report = outbox.sweep()
    assert (report.sent, report.pushed) == (1, 1)


def test_codes_leave_no_trace(karen):
    put("code", to=karen, data={"subject": "418 207 er din kode"})
    outbox.sweep()
    assert outgoing() == [("418 207 er din kode", ["karen@example.dk"])]
    mail = OutgoingMail.objects.get()
    assert (mail.subject, mail.text) == ("", "")


def test_what_cannot_wait_goes_before_reminders_and_otherwise_in_due_order(karen, clock):
    for number in range(3):
        put("reminder", to=person(f"R{number} Q"), occurrence=f"r{number}")
    put(to=karen, occurrence="late")
    put(to=karen, occurrence="early", due_at=TUESDAY - HOUR)
    outbox.sweep()
    assert [subject for subject, _to in outgoing()] == [
        f"Opgave {x}" for x in ("early", "late", "r0", "r1", "r2")
    ]


def test_nothing_older_than_fourteen_days_is_sent_without_a_click(karen, clock):
    put(to=karen)
    clock.shift(14 * DAY + MINUTE)
    assert outbox.sweep().failed == 1
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error) == (MailStatus.FAILED, "too old")
    assert outbox.try_again(mail, by=person("Admin A", is_staff=True)) == 1
    assert outbox.sweep().sent == 1


def test_july_makes_no_reminder_old(karen, clock):
    clock.move_to(dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC))
    put("reminder", to=karen)
    put(to=karen)
    assert outbox.sweep().sent == 1  # the receipt; the reminder waits
    clock.move_to(dt.datetime(2026, 8, 3, 5, 59, tzinfo=dt.UTC))
    assert outbox.sweep().changed == 0
    clock.move_to(dt.datetime(2026, 8, 3, 6, 0, tzinfo=dt.UTC))
    assert outbox.sweep().sent == 1


def test_the_recipients_language_is_used(karen):
    karen.language = "en"
    karen.save(update_fields=["language"])
    put(to=karen)
    outbox.sweep()
    html = django_mail.outbox[0].alternatives[0][0]
    assert '<html lang="en">' in html


def test_a_row_that_keeps_ending_its_worker_is_pushed_ahead(karen, clock):
    """A worker that dies in the middle leaves a claimed row; the fourth time it has to wait an hour."""
    mail = put(to=karen)
    for attempt in range(1, 6):
        (taken,) = claims.take(OutgoingMail.objects.get(), clock_now())
        assert taken.attempts == attempt
        waits = OutgoingMail.objects.get().next_attempt_at - clock_now()
        assert waits == (MINUTE if attempt <= 3 else HOUR)
        clock.shift(waits)
    assert OutgoingMail.objects.get(pk=mail.pk).status == MailStatus.CLAIMED
    assert outbox.sweep().sent == 1


def clock_now():
    return dt.datetime.now(dt.UTC)


def test_a_worker_that_died_before_the_text_costs_one_lease(karen, clock):
    mail = put(to=karen)
    claims.take(mail, TUESDAY)
    assert outbox.sweep().changed == 0
    clock.shift(MINUTE)
    assert outbox.sweep().sent == 1


def dead_while_transmitting(kind: str, to) -> OutgoingMail:
    rows = claims.take(put(kind, to=to), clock_now())
    assert claims.mark_transmitting(rows, subject="S", text="T", now=clock_now())
    return rows[0]


def test_a_worker_that_died_in_the_middle_of_the_text_leaves_an_unknown_mail(karen, clock):
    dead_while_transmitting("note", karen)
    clock.shift(MINUTE)
    assert outbox.sweep().unknown == 1
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.last_error, mail.subject) == (MailStatus.UNKNOWN, "worker gone", "S")
    clock.shift(5 * DAY)
    assert outbox.sweep().changed == 0
    assert outgoing() == []


def test_the_policy_resend_sends_it_once_more_after_an_hour_under_the_same_name(karen, clock):
    mail = dead_while_transmitting("note_resend", karen)
    clock.shift(MINUTE)
    assert outbox.sweep().unknown == 1
    clock.shift(59 * MINUTE)
    assert outbox.sweep().changed == 0
    clock.shift(MINUTE)
    assert outbox.sweep().sent == 1
    assert django_mail.outbox[0].extra_headers["Message-ID"] == mail.message_id


def test_the_policy_resend_is_used_once_only(karen, clock):
    dead_while_transmitting("note_resend", karen)
    clock.shift(MINUTE)
    outbox.sweep()
    clock.shift(HOUR)
    claims.resend_unknown(OutgoingMail.objects.get(), clock_now())
    rows = claims.take(OutgoingMail.objects.get(), clock_now())
    assert claims.mark_transmitting(rows, subject="S", text="T", now=clock_now())
    clock.shift(MINUTE)
    assert outbox.sweep().unknown == 1
    clock.shift(5 * DAY)
    assert outbox.sweep().changed == 0


def test_a_worker_that_was_frozen_corrects_unknown_to_sent(karen, clock):
    row = dead_while_transmitting("note", karen)
    clock.shift(HOUR)
    outbox.sweep()
    assert OutgoingMail.objects.get().status == MailStatus.UNKNOWN
    assert claims.settle_sent([row], clock_now()) == 1
    assert OutgoingMail.objects.get().status == MailStatus.SENT


def test_a_worker_that_was_frozen_does_not_overrule_a_person(karen, clock):
    row = dead_while_transmitting("note", karen)
    clock.shift(HOUR)
    outbox.sweep()
    outbox.send_again(OutgoingMail.objects.get(), by=person("Admin A", is_staff=True))
    assert claims.settle_sent([row], clock_now()) == 0
    assert OutgoingMail.objects.get().status == MailStatus.PLANNED


def test_two_workers_cannot_take_the_same_row(karen):
    mail = put(to=karen)
    assert len(claims.take(mail, TUESDAY)) == 1
    assert claims.take(mail, TUESDAY) == []


def test_a_worker_whose_lease_ran_out_sends_nothing(karen, clock):
    slow = claims.take(put(to=karen), TUESDAY)
    clock.shift(MINUTE)
    assert claims.take(OutgoingMail.objects.get(), clock_now())
    assert not claims.mark_transmitting(slow, subject="S", text="T", now=clock_now())


def test_a_sweep_with_nothing_due_costs_two_queries(karen):
    put(to=karen, due_at=TUESDAY + DAY)
    tasks.sweep_outbox()
    with CaptureQueriesContext(connection) as queries:
        tasks.sweep_outbox()
    assert len(queries) == 2


def test_the_heart_beats_with_the_schedule_and_not_with_the_bell():
    tasks.answer_bell()
    assert outbox.schedule_is_late()
    tasks.sweep_outbox()
    assert not outbox.schedule_is_late()
    assert Heartbeat.objects.get(name="schedule").beat_at == TUESDAY


def test_a_schedule_that_has_stopped_shows_after_fifteen_minutes(clock):
    tasks.sweep_outbox()
    clock.shift(15 * MINUTE - dt.timedelta(seconds=1))
    assert not outbox.schedule_is_late()
    clock.shift(dt.timedelta(seconds=1))
    assert outbox.schedule_is_late()
    assert outbox.health().is_late


def test_mails_that_lie_still_show_after_thirty_minutes(karen, clock):
    put(to=karen)
    clock.shift(29 * MINUTE)
    tasks.beat()
    assert not outbox.health().is_late
    clock.shift(MINUTE)
    assert outbox.health().mails_are_overdue
    assert outbox.health().oldest_due_at == TUESDAY


def test_a_reminder_that_waits_for_the_morning_is_not_overdue(karen, clock):
    clock.move_to(dt.datetime(2026, 11, 24, 21, tzinfo=dt.UTC))
    put("reminder", to=karen)
    clock.move_to(dt.datetime(2026, 11, 25, 7, 10, tzinfo=dt.UTC))
    assert not outbox.health().mails_are_overdue
    clock.move_to(dt.datetime(2026, 11, 25, 7, 40, tzinfo=dt.UTC))
    assert outbox.health().mails_are_overdue


def test_texts_are_kept_for_ninety_days_and_the_rest_for_longer(karen, clock):
    put(to=karen, data={"line": "x"})
    outbox.sweep()
    put(to=karen, occurrence="2", due_at=TUESDAY + 400 * DAY)
    clock.shift(90 * DAY)
    assert outbox.forget_old_texts() == 0
    clock.shift(HOUR)
    assert outbox.forget_old_texts() == 1
    assert outbox.forget_old_texts() == 0
    mail = OutgoingMail.objects.get(status=MailStatus.SENT)
    assert (mail.subject, mail.text, mail.data, mail.kind) == ("", "", {}, "note")
