"""Never more than one reminder mail per person and day: what is due goes together in one mail."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail as django_mail

from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from accounts.outbox import claims
from accounts.outbox.windows import DENMARK

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


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def statuses() -> dict[str, str]:
    return dict(OutgoingMail.objects.order_by("occurrence").values_list("occurrence", "status"))


def test_reminders_due_on_one_day_are_one_mail_with_a_link_each(karen):
    first = put("reminder", to=karen, data={"title": "Bekræft, hvad beboerne besluttede"})
    second = put("reminder", to=karen, occurrence="2", data={"title": "Se, om jeres aktiviteter passer"})
    assert outbox.sweep().sent == 1
    (message,) = django_mail.outbox
    assert message.subject == "2 ting venter på dig"
    for part in (message.body, message.alternatives[0][0]):
        assert "Du har 2 opgaver." in part
        assert "Bekræft, hvad beboerne besluttede" in part
        assert "Frist på torsdag. 3 minutter." in part
        assert f"https://portal.example.dk/svar/{first.pk}/" in part
        assert f"https://portal.example.dk/svar/{second.pk}/" in part
        assert "https://portal.example.dk/opgaver/" in part
        assert part.count("Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58.") == 1
    assert message.extra_headers["Message-ID"] == first.message_id
    first, second = OutgoingMail.objects.order_by("pk")
    assert statuses() == {"1": "sent", "2": "sent"}
    assert (first.counted_on, second.counted_on, second.bundled_into) == (TUESDAY.date(), None, first)


def test_two_people_are_never_put_in_one_mail(karen):
    put("reminder", to=karen)
    put("reminder", to=person("Bo Lind"))
    assert outbox.sweep().sent == 2


def test_what_is_due_later_the_same_day_comes_along(karen):
    put("reminder", to=karen)
    put("reminder", to=karen, occurrence="2", due_at=TUESDAY + 5 * HOUR)
    put("reminder", to=karen, occurrence="3", due_at=TUESDAY + DAY)
    assert outbox.sweep().sent == 1
    assert statuses() == {"1": "sent", "2": "sent", "3": "planned"}


def test_a_second_reminder_waits_for_the_next_weekday(karen, clock):
    clock.move_to(dt.datetime(2026, 11, 27, 10, tzinfo=DENMARK))  # a Friday
    put("reminder", to=karen)
    outbox.sweep()
    put("reminder", to=karen, occurrence="2")
    put(to=karen, occurrence="receipt")
    report = outbox.sweep()
    assert (report.sent, report.postponed) == (1, 1)  # a receipt is no reminder
    waiting = OutgoingMail.objects.get(occurrence="2")
    assert waiting.next_attempt_at == dt.datetime(2026, 11, 30, 8, tzinfo=DENMARK)
    assert waiting.attempts == 0
    clock.move_to(waiting.next_attempt_at)
    assert outbox.sweep().sent == 1


def test_what_is_over_is_left_out_of_the_mail(karen):
    put("reminder", to=karen, data={"cancel": "Svaret."})
    put("reminder", to=karen, occurrence="2", data={"subject": "Hvordan går det?"})
    put("reminder", to=karen, occurrence="3", data={"raise": "x"})
    report = outbox.sweep()
    assert (report.sent, report.cancelled, report.pushed) == (1, 1, 1)
    assert django_mail.outbox[0].subject == "Hvordan går det?"
    assert statuses() == {"1": "cancelled", "2": "sent", "3": "planned"}


def test_two_weeks_of_silence_become_one_mail_a_person():
    """Fourteen days of downtime, three stages of 40 evaluations: one mail each, the rest is over."""
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(40)]
    for who in people:
        for stage in range(3):
            late = put("reminder", to=who, occurrence=f"{stage}", due_at=TUESDAY - (13 - 3 * stage) * DAY)
            if stage < 2:
                OutgoingMail.objects.filter(pk=late.pk).update(
                    data={"cancel": "En nyere påmindelse er på vej."}
                )
    report = outbox.sweep()
    assert (report.sent, report.cancelled) == (40, 80)


def test_after_a_stop_at_most_sixty_reminders_go_in_a_minute_and_receipts_do_not_wait(clock):
    """Fourteen days of downtime, 150 people: the backlog goes in three minutes, in due order, nothing is lost."""
    for number in range(150):
        who = person(f"P{number} Q", email=f"p{number}@example.dk")
        put("reminder", to=who, due_at=TUESDAY - (13 - number / 30) * DAY)
    put(to=who, occurrence="receipt", due_at=TUESDAY + MINUTE)
    rates = []
    for _minute in range(4):
        rates.append(outbox.sweep().sent + outbox.sweep().sent)  # two workers share the limit
        clock.shift(MINUTE)
    assert rates == [60, 61, 30, 0]
    sent = list(
        OutgoingMail.objects.filter(kind="reminder").order_by("sent_at").values_list("due_at", "sent_at")
    )
    assert sorted(sent) == sorted(sent, key=lambda row: row[1])


def unknown_bundle(karen, kind="reminder") -> list[OutgoingMail]:
    put(kind, to=karen)
    put(kind, to=karen, occurrence="2")
    rows = claims.take(OutgoingMail.objects.get(occurrence="1"), now())
    assert len(rows) == 2
    assert claims.mark_transmitting(rows, subject="S", text="T", now=now())
    return rows


def test_a_mail_of_several_that_nobody_knows_about_is_unknown_as_a_whole(karen, clock):
    unknown_bundle(karen)
    clock.shift(MINUTE)
    assert outbox.sweep().unknown == 2
    put("reminder", to=karen, occurrence="3")
    assert outbox.sweep().postponed == 1  # the unknown one may have arrived today
    assert outbox.arrived(OutgoingMail.objects.get(occurrence="2"), by=person("Admin A", is_staff=True)) == 2
    assert statuses() == {"1": "sent", "2": "sent", "3": "planned"}


def test_sent_again_it_holds_the_same_under_the_same_name(karen, clock):
    rows = unknown_bundle(karen)
    clock.shift(MINUTE)
    outbox.sweep()
    put("reminder", to=karen, occurrence="3")
    assert outbox.send_again(rows[1], by=person("Admin A", is_staff=True)) == 2
    assert outbox.sweep().sent == 1
    (message,) = django_mail.outbox
    assert message.subject == "2 ting venter på dig"
    assert message.extra_headers["Message-ID"] == rows[0].message_id
    assert statuses() == {"1": "sent", "2": "sent", "3": "planned"}
    clock.shift(DAY)
    assert outbox.sweep().sent == 1


def test_sent_again_after_its_first_task_was_solved_it_keeps_its_name(karen, clock):
    rows = unknown_bundle(karen, "reminder_resend")
    clock.shift(MINUTE)
    outbox.sweep()
    OutgoingMail.objects.filter(pk=rows[0].pk).update(data={"cancel": "Svaret."})
    clock.shift(HOUR)
    report = outbox.sweep()
    assert (report.sent, report.cancelled) == (1, 1)
    (message,) = django_mail.outbox
    assert message.subject == "Opgave 2"
    assert message.extra_headers["Message-ID"] == rows[0].message_id


def test_the_day_is_used_up_in_the_database_also_when_two_got_here_at_once(karen, clock):
    """The second worker took its row before the first had sent; the unique constraint stops it."""
    first = claims.take(put("reminder", to=karen), now())
    second = claims.take(put("reminder", to=karen, occurrence="2"), now())
    assert claims.mark_transmitting(first, subject="S", text="T", now=now())
    assert not claims.mark_transmitting(second, subject="S", text="T", now=now())
    assert statuses() == {"1": "transmitting", "2": "claimed"}


def test_a_year_of_random_reminders_never_gives_two_mails_on_a_day_nor_one_outside_the_window(clock):
    """A property over a whole year, sweeping three times a day: morning, afternoon and night."""
    import random

    chance = random.Random(58)
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(4)]
    start = dt.datetime(2026, 1, 1, tzinfo=DENMARK)
    per_person_and_day: dict[tuple, int] = {}
    for number in range(365):
        day = (start + dt.timedelta(days=number)).date()
        for hour in (8, 15, 23):
            clock.move_to(dt.datetime.combine(day, dt.time(hour), DENMARK))
            for who in people:
                if chance.random() < 0.1:
                    put("reminder", to=who, occurrence=f"{day} {hour}", due_at=day)
            django_mail.outbox.clear()
            outbox.sweep()
            for message in django_mail.outbox:
                key = (message.to[0], day)
                per_person_and_day[key] = per_person_and_day.get(key, 0) + 1
                assert day.weekday() < 5
                assert hour != 23
                assert day.month != 7
    assert len(per_person_and_day) > 200
    assert set(per_person_and_day.values()) == {1}
    clock.move_to(dt.datetime(2027, 1, 4, 12, tzinfo=DENMARK))
    outbox.sweep()
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {MailStatus.SENT}
