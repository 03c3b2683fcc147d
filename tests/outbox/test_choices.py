"""What a person chose about mails: at once, together on Monday, not at all, and a holiday from all of it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.exceptions import ValidationError

from accounts import outbox
from accounts.models import MailChoice, MailStatus, OutgoingMail, When
from accounts.outbox import topics, windows
from accounts.outbox.windows import DENMARK

from .world import TUESDAY, person, put

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 30, 8, tzinfo=DENMARK)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def karen():
    return person()


def choose(who, paused_until=None, **choices):
    choices = {key: When(value) for key, value in choices.items()}
    topics.choose_mails(person=who, choices=choices, paused_until=paused_until, by=who)


def subjects() -> list[str]:
    return [message.subject for message in django_mail.outbox]


def test_without_a_choice_everything_goes_at_once(karen):
    put("task", to=karen)
    put("receipt", to=karen)
    assert outbox.sweep().sent == 2


def test_monday_gathers_everything_in_one_mail(karen, clock):
    choose(karen, tasks="monday", receipts="monday")
    put("task", to=karen, data={"title": "Bekræft, hvad beboerne besluttede"})
    put("receipt", to=karen, data={"title": "Tak, vi har fået jeres svar"})
    clock.shift(DAY)
    put("task", to=karen, occurrence="2", data={"title": "Fortæl, hvordan det går"})
    for _twice in range(2):
        report = outbox.sweep()
    assert (report.sent, subjects()) == (0, [])
    assert set(OutgoingMail.objects.values_list("due_at", flat=True)) == {MONDAY}
    clock.move_to(MONDAY)
    assert outbox.sweep().sent == 1
    (message,) = django_mail.outbox
    assert message.subject == "3 ting i denne uge"
    assert "Du har 3 opgaver i denne uge." in message.body
    for title in (
        "Bekræft, hvad beboerne besluttede",
        "Tak, vi har fået jeres svar",
        "Fortæl, hvordan det går",
    ):
        assert title in message.body
    assert message.body.count("Se alle opgaver:") == 1
    assert outbox.sweep().sent == 0


def test_a_monday_that_is_a_holiday_moves_to_tuesday(karen, clock):
    clock.move_to(dt.datetime(2027, 3, 24, 9, tzinfo=DENMARK))  # Wednesday before Easter
    choose(karen, tasks="monday")
    put("task", to=karen)
    outbox.sweep()
    assert OutgoingMail.objects.get().weekly_on == dt.date(2027, 3, 30)


def test_what_is_queued_on_a_monday_goes_that_day(karen, clock):
    clock.move_to(MONDAY + dt.timedelta(hours=3))
    choose(karen, tasks="monday")
    put("task", to=karen)
    assert outbox.sweep().sent == 1
    assert subjects() == ["1 ting i denne uge"]


def test_a_monday_on_which_no_mail_went_is_made_up_for_the_day_after(karen, clock):
    choose(karen, tasks="monday")
    put("task", to=karen)
    outbox.sweep()
    clock.move_to(MONDAY + DAY)
    assert outbox.sweep().sent == 1
    assert subjects() == ["1 ting i denne uge"]


def test_a_deadline_before_monday_does_not_wait(karen):
    choose(karen, tasks="monday")
    put("question", to=karen, data={"deadline": "2026-11-27"})
    put("question", to=karen, occurrence="2", data={"deadline": "2026-11-30"})
    assert outbox.sweep().sent == 1
    assert OutgoingMail.objects.get(status=MailStatus.PLANNED).occurrence == "2"


def test_what_is_over_by_monday_is_left_out(karen, clock):
    choose(karen, tasks="monday")
    mail = put("task", to=karen)
    outbox.sweep()
    OutgoingMail.objects.filter(pk=mail.pk).update(data={"cancel": "Der er svaret."})
    clock.move_to(MONDAY)
    assert (outbox.sweep().cancelled, subjects()) == (1, [])


def test_a_task_for_now_does_not_take_along_what_waits_for_monday(karen):
    choose(karen, tasks="monday")
    put("task", to=karen, occurrence="later")
    put("reminder", to=karen, occurrence="now")
    outbox.sweep()
    assert dict(OutgoingMail.objects.values_list("occurrence", "status")) == {
        "later": "planned",
        "now": "sent",
    }


def test_a_no_is_a_no_and_says_so_in_the_list(karen):
    choose(karen, receipts="no")
    put("receipt", to=karen)
    assert outbox.sweep().cancelled == 1
    assert OutgoingMail.objects.get().cancelled_reason == "Modtageren har valgt den slags mails fra."


def test_a_task_only_i_can_do_cannot_be_refused(karen):
    with pytest.raises(ValueError, match="cannot be refused"):
        choose(karen, tasks="no")
    MailChoice.objects.create(person=karen, topic="tasks", when="no")  # from a time when it could
    put("task", to=karen)
    assert outbox.sweep().sent == 1


def test_a_holiday_holds_everything_but_what_concerns_the_access(karen, clock):
    choose(karen, paused_until=TUESDAY.date() + 9 * DAY)  # a Thursday
    put("task", to=karen, occurrence="task")
    put("receipt", to=karen, occurrence="receipt")
    put("note", to=karen, occurrence="code")
    for day in range(10):
        clock.move_to(TUESDAY + day * DAY)
        outbox.sweep()
        assert len(subjects()) == 1
    clock.move_to(TUESDAY + 10 * DAY)
    assert outbox.sweep().sent == 1
    assert subjects()[1] == "2 ting venter på dig"


def test_a_holiday_of_months_makes_no_mail_too_old(karen, clock):
    choose(karen, paused_until=TUESDAY.date() + 80 * DAY)
    put("task", to=karen)
    outbox.sweep()
    clock.move_to(TUESDAY + 83 * DAY)
    assert outbox.sweep().sent == 1


def test_another_choice_sets_free_what_was_held_back(karen):
    choose(karen, tasks="monday")
    put("task", to=karen)
    outbox.sweep()
    choose(karen, tasks="now")
    assert outbox.sweep().sent == 1
    assert subjects() == ["Opgave 1"]


@pytest.mark.parametrize("days", [-1, 93])
def test_a_holiday_lies_ahead_and_ends(karen, days):
    with pytest.raises(ValueError, match="pause"):
        choose(karen, paused_until=TUESDAY.date() + days * DAY)


def test_nobody_chooses_for_somebody_else(karen):
    with pytest.raises(PermissionError):
        topics.choose_mails(person=karen, choices={}, paused_until=None, by=person("Bo Lind"))


def test_a_question_asked_in_july_is_not_held_back_and_keeps_to_weekdays(karen, clock):
    clock.move_to(dt.datetime(2027, 7, 16, 21, tzinfo=DENMARK))  # a Friday evening
    put("question", to=karen, occurrence="asked")
    put("task", to=karen, occurrence="reminded")
    assert outbox.sweep().sent == 0
    clock.move_to(dt.datetime(2027, 7, 19, 8, tzinfo=DENMARK))
    assert outbox.sweep().sent == 1
    assert dict(OutgoingMail.objects.values_list("occurrence", "status")) == {
        "asked": "sent",
        "reminded": "planned",
    }


def test_the_foot_leads_to_the_choice(karen):
    put("task", to=karen)
    outbox.sweep()
    for part in (django_mail.outbox[0].body, django_mail.outbox[0].alternatives[0][0]):
        assert "Vælg, hvilke mails du vil have." in part
        assert "https://portal.example.dk/min-side/beskeder/" in part


def test_the_weekly_day_of_every_day_until_2037_is_the_first_mail_day_of_its_week():
    day = dt.date(2026, 1, 1)
    while day < dt.date(2038, 1, 1):
        found = windows.weekly_day(day)
        assert found >= day
        assert windows.is_mail_day(found)
        monday = found - found.weekday() * DAY
        assert not any(windows.is_mail_day(monday + n * DAY) for n in range((found - monday).days))
        day += DAY


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"topic": "tasks", "when": "now"}, "Personen har allerede valgt for det emne."),
        ({"topic": "other", "when": "later"}, "Vælg straks, mandag samlet eller nej."),
        ({"topic": "", "when": "now"}, "Vælg straks, mandag samlet eller nej."),
    ],
)
def test_a_choice_is_one_of_three_and_once_per_topic(karen, wrong, sentence):
    MailChoice.objects.create(person=karen, topic="tasks", when="monday")
    with pytest.raises(ValidationError, match=sentence):
        MailChoice(person=karen, **wrong).validate_constraints()
