"""One job plans every reminder: what is due is queued once, and one app's fault keeps nobody else waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
import time_machine

from accounts import outbox, tasks
from accounts.models import OutgoingMail, User
from accounts.outbox import Due, ReminderPart, newest_step, windows
from accounts.outbox.planning import every_part_is_there

from .world import TUESDAY, person

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
STEPS = {"reminder": -90, "reminder_resend": -30}


def everybody(today: dt.date) -> list[Due]:
    return [Due("reminder", who, (who,), occurrence=today) for who in User.objects.all()]


def broken(today: dt.date) -> Iterator[Due]:
    raise LookupError("Nobody said this would be easy.")


PARTS = {"all": ReminderPart(everybody)}
PARTS_WITH_A_FAULT = {"broken": ReminderPart(broken), "all": ReminderPart(everybody)}
WRONG_PARTS = {"all": everybody}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.REMINDERS = f"{__name__}.PARTS"
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("days", "step"),
    [(-91, None), (-90, "reminder"), (-31, "reminder"), (-30, "reminder_resend"), (500, "reminder_resend")],
)
def test_only_the_newest_step_of_a_series_counts(days, step):
    assert newest_step(TUESDAY.date(), TUESDAY.date() + days * DAY, STEPS) == step


def test_the_job_run_twice_plans_each_mail_once():
    person()
    person("Bo Lind")
    tasks.plan_reminders()
    tasks.plan_reminders()
    assert OutgoingMail.objects.count() == 2


def test_what_is_planned_already_costs_one_question(django_assert_num_queries):
    person()
    assert outbox.queue_due(everybody(TUESDAY.date())) == 1
    found = everybody(TUESDAY.date())
    with django_assert_num_queries(1):
        assert outbox.queue_due(found) == 0


def test_a_fault_in_one_app_keeps_no_other_waiting_and_shows_after_three_hours(settings, clock, caplog):
    settings.REMINDERS = f"{__name__}.PARTS_WITH_A_FAULT"
    person()
    assert outbox.plan(TUESDAY.date()) == 1
    assert "The reminders of 'broken' could not be planned." in caplog.text
    for _hour in range(3):
        assert outbox.health().not_planned_since is None
        clock.shift(HOUR)
        tasks.plan_reminders()
        tasks.sweep_outbox()
    assert outbox.health().not_planned_since == TUESDAY
    assert outbox.health().is_late
    settings.REMINDERS = f"{__name__}.PARTS"  # mended, or taken out
    PARTS["broken"] = ReminderPart(lambda today: [])
    try:
        tasks.plan_reminders()
    finally:
        del PARTS["broken"]
    assert outbox.health().not_planned_since is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [("PARTS", []), ("WRONG_PARTS", ["outbox.E006"]), ("NOTHING", ["outbox.E005"])],
)
def test_a_composition_that_cannot_work_stops_the_start(settings, name, fault):
    settings.REMINDERS = f"{__name__}.{name}"
    assert [found.id for found in every_part_is_there()] == fault


def test_the_watch_from_outside_hears_of_a_stopped_schedule(client, clock):
    assert client.get("/healthz/mails").status_code == 503  # it has never run
    tasks.sweep_outbox()
    answer = client.get("/healthz/mails")
    assert (answer.status_code, answer.content) == (200, b"ok")
    clock.shift(dt.timedelta(minutes=15))
    answer = client.get("/healthz/mails")
    assert (answer.status_code, answer.content) == (503, b"late")


# --- Every day until 2037, and clocks that jump (E10) ---------------------------------------------
LADDER = {"asked": -14, "soon": -3, "late": 1}
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2037, 12, 31)


def test_each_step_of_a_deadline_on_each_day_until_2037_comes_once_and_on_its_day():
    deadline = FIRST
    while deadline <= LAST:
        came: dict[str | None, dt.date] = {}
        for days in range(-20, 12):
            today = deadline + days * DAY
            came.setdefault(newest_step(deadline, today, LADDER), today)
        assert came == {None: deadline - 20 * DAY} | {kind: deadline + n * DAY for kind, n in LADDER.items()}
        deadline += DAY


def test_a_job_that_runs_every_hour_meets_every_date_until_2037_also_when_the_clocks_change():
    moment = windows.morning_of(FIRST).astimezone(dt.UTC)
    met: dict[dt.date, list[dt.datetime]] = {}
    while (day := windows.local_day(moment)) <= LAST:
        met.setdefault(day, []).append(moment)
        moment += HOUR
    assert list(met) == [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
    hours = {day: len(moments) for day, moments in met.items() if day > FIRST}
    assert sorted(day for day, count in hours.items() if count == 23) == CLOCKS_GO_FORWARD
    assert sorted(day for day, count in hours.items() if count == 25) == CLOCKS_GO_BACK
    for day, moments in met.items():
        if windows.is_mail_day(day) and day > FIRST:
            assert sum(windows.is_open(moment) for moment in moments) == 12  # 8 to 20, in summer and winter


def _last_sunday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - ((last.weekday() + 1) % 7) * DAY


CLOCKS_GO_FORWARD = [_last_sunday(year, 3) for year in range(2026, 2038)]
CLOCKS_GO_BACK = [_last_sunday(year, 10) for year in range(2026, 2038)]


def test_a_clock_that_jumps_sends_nothing_twice(clock, settings):
    karen = person()
    due = Due("reminder", karen, (karen,), occurrence=TUESDAY.date())
    for jump in (HOUR, -2 * HOUR, DAY, -DAY, 2 * HOUR, DAY, -DAY, HOUR):
        outbox.queue_due([due])
        outbox.sweep()
        clock.shift(jump)
    assert [mail.status for mail in OutgoingMail.objects.all()] == ["sent"]


def test_five_schedules_that_all_believe_nothing_is_planned_plan_each_mail_once():
    """E1. Each of five schedules believes that nothing is planned yet, as when all begin at once."""
    people = [person(f"P{n} Q", email=f"p{n}@example.dk") for n in range(20)]
    found = [Due("reminder", who, (who,), occurrence=f"{n}") for who in people for n in range(25)]
    for _schedule in range(5):
        for due in found:
            outbox.queue(due.kind, to=due.about, about=due.about, occurrence=due.occurrence)
    assert OutgoingMail.objects.count() == 500


def test_a_step_that_falls_on_any_day_until_2037_leaves_in_exactly_one_hour_of_a_sweep_that_runs_every_hour():
    """The ladder and the window together, hour by hour in UTC: no step is skipped or repeated when clocks change."""
    begun = windows.morning_of(FIRST).astimezone(dt.UTC)
    hours = [begun + n * HOUR for n in range((LAST - FIRST).days * 24)]
    open_at = [moment for moment in hours if windows.is_open(moment)]
    first_open: dict[dt.date, dt.datetime] = {}
    for moment in open_at:
        first_open.setdefault(windows.local_day(moment), moment)
    days = sorted(first_open)
    for day, after in pairwise(days):
        local = first_open[day].astimezone(windows.DENMARK)
        assert (local.hour, local.minute) == (8, 0)
        # Whatever came due since the last day that takes mails leaves now, and nothing of it on the next.
        assert windows.next_open(windows.morning_of(day)) == first_open[day]
        for waited in range((after - day).days):
            due = windows.morning_of(day + (waited + 1) * DAY)
            assert windows.next_open(due) == first_open[after], due


@pytest.mark.parametrize("change", CLOCKS_GO_FORWARD + CLOCKS_GO_BACK)
@pytest.mark.parametrize("step", LADDER)
def test_each_step_that_falls_on_the_day_the_clocks_change_goes_on_monday_or_after_easter(change, step):
    """Both change days are Sundays: the step waits for eight o'clock on the next day that takes mails."""
    deadline = change - LADDER[step] * DAY
    assert newest_step(deadline, change, LADDER) == step
    assert newest_step(deadline, change - DAY, LADDER) != step
    leaves = windows.next_open(windows.morning_of(change))
    monday = change + DAY
    while monday in windows.public_holidays(monday.year):
        monday += DAY
    assert leaves == dt.datetime.combine(monday, dt.time(8), windows.DENMARK)
    # In UTC it is seven before the change in autumn is made and six after the one in spring.
    assert leaves.astimezone(dt.UTC).hour == (6 if change.month == 3 else 7)
