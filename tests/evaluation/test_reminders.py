"""The ladder: 14 days before, 3 days before, 1 day after, then a person rings. Nobody gets a fourth mail."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.core import mail as outbox_of_tests

from accounts.models import MailStatus, OutgoingMail
from accounts.outbox import queue_due, sweep, windows
from accounts.tasks import plan_reminders
from evaluation import todo
from evaluation.answers import Answer, answer, enter
from evaluation.mails import KINDS
from evaluation.models import Evaluation, EvaluationPlan
from evaluation.not_answering import cannot_answer, open_now, skip
from evaluation.planning import ensure_evaluations
from evaluation.reminders import STEPS, due, step_on
from initiatives import workflow
from initiatives.models import BoardSeat, Initiative
from initiatives.residents import Delivery
from tests import factories

from .conftest import running

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 10)
DUE = dt.date(2026, 3, 26)  # a Thursday, so that every step of the ladder falls on a weekday


def member_of(case) -> object:
    return BoardSeat.objects.filter(department__in=case.departments.all()).first().person


def go_on(clock, day, hour=10):
    clock.set(day, hour)
    plan_reminders()
    sweep()


def subjects():
    return [
        message.subject
        for message in outbox_of_tests.outbox
        if "svar" in message.subject.lower() or "går" in message.subject
    ]


@pytest.fixture
def case(clock):
    case = running(first_in=16)
    ensure_evaluations()
    OutgoingMail.objects.all().delete()
    outbox_of_tests.outbox.clear()
    return case


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None),
        (-14, "evaluation_asked"),
        (-4, "evaluation_asked"),
        (-3, "evaluation_soon"),
        (0, "evaluation_soon"),
        (1, "evaluation_late"),
        (6, "evaluation_late"),
        (7, None),
    ],
)
def test_only_the_newest_step_is_due(case, clock, days, step):
    day = clock.set(DUE + dt.timedelta(days))
    assert [found.kind for found in due(day)] == ([step] if step else [])


def test_the_ladder_of_every_deadline_until_2037_has_each_step_once_and_in_order(settings):
    """Every day of 2026 to 2037 as a deadline, the 24 days on which the clocks change among them.

    The steps are asked for by the date in Denmark at eight, at noon and at a quarter to midnight, as a schedule does.
    """
    days = [*settings.AAB_REMINDER_DAYS["evaluation"], settings.AAB_PHONE_TASK_DAY]
    due_on, clock_changes = dt.date(2026, 1, 1), 0
    while due_on <= dt.date(2037, 12, 31):
        row = Evaluation(due_on=due_on, opens_on=due_on + dt.timedelta(days[0]))
        reached: list[tuple[str | None, dt.date]] = []
        for number in range(days[0] - 2, days[-1] + 3):
            today = due_on + dt.timedelta(number)
            said = set()
            for hour, minute in ((8, 0), (12, 0), (23, 45)):
                moment = dt.datetime.combine(today, dt.time(hour, minute), windows.DENMARK)
                assert windows.local_day(moment.astimezone(dt.UTC)) == today
                said.add(step_on(row, windows.local_day(moment.astimezone(dt.UTC))))
            (step,) = said
            if not reached or reached[-1][0] != step:
                reached.append((step, today))
        nobody_yet = (None, due_on + dt.timedelta(days[0] - 2))
        on = [due_on + dt.timedelta(number) for number in days]
        assert reached == [nobody_yet, *zip((*STEPS, None), on, strict=True)], due_on
        midnight, next_one = (windows.end_of(due_on - dt.timedelta(n)).timestamp() for n in (1, 0))
        clock_changes += next_one - midnight != 24 * 3600
        due_on += dt.timedelta(1)
    assert clock_changes == 24


def test_each_step_is_queued_once_however_often_it_is_asked(case, clock):
    day = clock.set(DUE - dt.timedelta(14))
    assert [queue_due(due(on)) for on in (day, day, day + dt.timedelta(1))] == [1, 0, 0]


def test_an_unanswered_evaluation_gives_three_mails_and_then_a_task(case, clock):
    day = START
    while day < DUE + dt.timedelta(20):
        go_on(clock, day)
        day += dt.timedelta(1)
    mine = OutgoingMail.objects.filter(recipient=member_of(case), about_id=case.evaluations.first().pk)
    assert [mail.kind for mail in mine.order_by("sent_at")] == list(STEPS)
    assert {mail.status for mail in mine} == {MailStatus.SENT}
    titles = [task.title for task in todo.waiting_for(case.responsible, day)]
    assert titles == ["Ring til bestyrelsen i Afdeling 58"]


# --- Words ----------------------------------------------------------------------------------------
def letter(case, clock, days):
    go_on(clock, DUE + dt.timedelta(days))
    message = outbox_of_tests.outbox[-1]
    return message.subject, message.body


def test_the_first_mail_asks(case, clock):
    from decimal import Decimal

    from evaluation.measuring import measure

    measure(case.criteria.get(), value=Decimal(24), measured_on=START, by=case.responsible)
    subject, body = letter(case, clock, -14)
    assert subject == "Hvordan går det med Lektiecafé? 6 spørgsmål"
    assert "Det er tid til at se på, hvordan det går med Lektiecafé." in body
    assert "Det tager ca. 8 minutter. Vi gemmer, mens du skriver." in body
    assert "Svar senest 26. marts. Sidste tal var 24. Mon tallet er højere nu?" in body
    assert "Det er nok, at én af jer svarer." in body
    assert "/o/" in body
    assert "Ring til Mette Holm på 00 00 00 00" in body
    assert "fordi du sidder i bestyrelsen i Afdeling 58" in body


def test_the_second_names_the_weekday(case, clock):
    subject, body = letter(case, clock, -3)
    assert subject == "Vi mangler jeres svar senest torsdag"
    assert "Fristen er på torsdag den 26. marts." in body


def test_the_last_says_so_and_that_one_answer_is_enough(case, clock):
    subject, body = letter(case, clock, 1)
    assert subject == "Bare ét svar er nok"
    assert "Fristen for at svare om Lektiecafé var 26. marts." in body
    assert "Du får ikke flere mails om det. Mette Holm ringer til dig i næste uge." in body


def test_staff_are_reminded_of_their_own_and_log_in(clock):
    case = running(role="staff", first_in=10)
    ensure_evaluations()
    outbox_of_tests.outbox.clear()
    go_on(clock, START)
    message = next(m for m in outbox_of_tests.outbox if "Hvordan går det" in m.subject)
    assert message.to == [case.responsible.email]
    assert "/o/" not in message.body
    assert f"/evalueringer/{case.evaluations.first().pk}/" in message.body


# --- Silence --------------------------------------------------------------------------------------
def row_of(case):
    return case.evaluations.order_by("due_on").first()


SILENCED = {
    "answered": lambda case: answer(row_of(case), answer=Answer("well"), by=member_of(case)),
    "skipped": lambda case: skip(row_of(case), reason="Sygdom.", by=case.responsible),
    "excused": lambda case: cannot_answer(row_of(case), reason="Vi er nye.", by=member_of(case)),
    "paused": lambda case: workflow.move(case, "pause", by=case.responsible, words="Ombygning."),
    "ended": lambda case: factories.close_case(case),
    "out of office": lambda case: BoardSeat.objects.filter(person=member_of(case)).update(
        until_on=DUE - dt.timedelta(5)
    ),
    "on paper": lambda case: BoardSeat.objects.filter(person=member_of(case)).update(wants_paper=True),
}


@pytest.mark.parametrize("why", SILENCED)
def test_a_mail_in_the_queue_is_not_sent_when_it_is_no_longer_needed(case, clock, why):
    clock.set(DUE - dt.timedelta(3))
    plan_reminders()
    SILENCED[why](case)
    outbox_of_tests.outbox.clear()
    sweep()
    mine = OutgoingMail.objects.filter(kind="evaluation_soon").get()
    assert mine.status == MailStatus.CANCELLED
    assert mine.cancelled_reason
    plan_reminders()
    sweep()
    assert subjects() == []


def test_a_mail_that_waited_too_long_gives_way_to_the_newer_one(case, clock):
    clock.set(DUE - dt.timedelta(14))
    plan_reminders()
    clock.set(DUE - dt.timedelta(3))
    plan_reminders()
    sweep()
    status = dict(OutgoingMail.objects.values_list("kind", "status"))
    assert status["evaluation_asked"] == MailStatus.CANCELLED
    assert status["evaluation_soon"] == MailStatus.SENT


def test_a_stop_of_three_weeks_is_no_flood(case, clock):
    clock.set(DUE + dt.timedelta(3))
    plan_reminders()
    assert list(OutgoingMail.objects.values_list("kind", flat=True)) == ["evaluation_late"]


def test_an_evaluation_opened_early_is_asked_about_at_once(clock):
    case = running(first_in=60)
    ensure_evaluations()
    open_now(case.evaluations.get(), by=case.responsible)
    assert [found.kind for found in due(START)] == ["evaluation_asked"]


# --- Tasks ----------------------------------------------------------------------------------------
def test_what_waits_for_a_board_and_for_staff(case, clock):
    day = clock.set(DUE - dt.timedelta(10))
    member, staff = member_of(case), case.responsible
    assert [task.role for task in todo.waiting_for(member, day)] == ["Som bestyrelse i Afdeling 58"]
    assert todo.waiting_for(staff, day) == []
    assert [task.waits_on for task in todo.waiting_on_others(staff, day)] == ["Bestyrelsen i Afdeling 58"]
    assert todo.coming_soon(member, START)[0].due_on == DUE
    answer(row_of(case), answer=Answer("well"), by=member)
    assert todo.waiting_for(member, day) == []
    assert todo.waiting_on_others(staff, day) == []


def test_a_board_that_cannot_answer_is_rung_with_its_own_words(case, clock):
    day = clock.set(DUE - dt.timedelta(10))
    cannot_answer(row_of(case), reason="Vi er lige blevet valgt.", by=member_of(case))
    (task,) = todo.waiting_for(case.responsible, day)
    assert "“Vi er lige blevet valgt.”" in task.why
    assert todo.waiting_for(member_of(case), day) == []


@pytest.mark.parametrize("silent", ["nobody", "paper"])
def test_a_board_that_no_mail_reaches_is_rung_when_it_opens(clock, silent):
    case = running(boards=0 if silent == "nobody" else 1, first_in=10)
    BoardSeat.objects.update(until_on=START - dt.timedelta(1)) if silent == "nobody" else (
        BoardSeat.objects.update(wants_paper=True)
    )
    ensure_evaluations()
    (task,) = todo.waiting_for(case.responsible, START)
    assert task.title == "Ring til bestyrelsen i Afdeling 58"
    assert due(START) == []


def test_tasks_cost_the_same_for_one_and_for_three(clock, django_assert_num_queries):
    case = running(first_in=10)
    ensure_evaluations()
    later = clock.set(START + dt.timedelta(20))
    mette = case.responsible
    with django_assert_num_queries(5):
        assert len(todo.waiting_for(mette, later)) == 1
    clock.set(START)
    for number in ("61", "62"):
        Initiative.objects.filter(pk=running(departments=(number,), first_in=10).pk).update(responsible=mette)
    ensure_evaluations()
    clock.set(START + dt.timedelta(20))
    with django_assert_num_queries(5):
        assert len(todo.waiting_for(mette, later)) == 3


# --- A year ---------------------------------------------------------------------------------------
def act_at_random(case, rng):
    """What boards and staff do on a day: mostly nothing."""
    for row in Evaluation.objects.opened(dt.date.max).filter(initiative=case):
        seats = BoardSeat.objects.filter(department=row.department)
        doing = rng.random()
        if row.opens_on > factories.today() or case.status != "running":
            continue
        if doing < 0.02:
            answer(row, answer=Answer(rng.choice(["well", "badly"])), by=seats[0].person)
        elif doing < 0.03:
            delivery = Delivery("phone", factories.today(), answered_by=seats[0].person)
            enter(row, answer=Answer("so_so"), delivery=delivery, by=case.responsible)
        elif doing < 0.035:
            cannot_answer(row, reason="Ferie.", by=seats[0].person)
        elif doing < 0.04:
            skip(row, reason="Sygdom.", by=case.responsible)


def test_a_year_with_three_boards(clock):
    """No volunteer gets more than three mails for one evaluation or one reminder a day, nobody one about
    what is over, and everything due ends answered, skipped, or as a task for staff."""
    rng = random.Random(7)
    cases = [
        running(departments=(n,), boards=2, first_in=20 + 9 * i) for i, n in enumerate(("52", "58", "33"))
    ]
    EvaluationPlan.objects.update(rhythm=EvaluationPlan.Rhythm.MONTHLY)
    OutgoingMail.objects.all().delete()
    day = START
    for _ in range(365):
        clock.set(day, hour=rng.choice([7, 9, 15, 21]))
        for case in cases:
            case.refresh_from_db()
            if rng.random() < 0.008 and case.status in ("running", "paused"):
                name = "pause" if case.status == "running" else "resume"
                workflow.move(case, name, by=case.responsible, words="Derfor.")
            case.refresh_from_db()
            act_at_random(case, rng)
        if rng.random() > 0.05:  # the portal is off now and then
            for _again in range(rng.choice([1, 1, 2])):
                plan_reminders()
            before = {row.pk: row.is_open for row in Evaluation.objects.all()}
            sent_before = set(OutgoingMail.objects.filter(status="sent").values_list("pk", flat=True))
            sweep()
            for mail in OutgoingMail.objects.filter(status="sent", kind__in=STEPS).exclude(
                pk__in=sent_before
            ):
                assert before[mail.about_id], "a mail about something that is over"
        day += dt.timedelta(1)
    sent = OutgoingMail.objects.filter(status=MailStatus.SENT, kind__in=STEPS)
    per_task = Counter(sent.values_list("recipient", "about_id"))
    assert max(per_task.values()) <= 3
    assert sent.count() > 40
    days = Counter((m.recipient_id, m.sent_at.date()) for m in sent.filter(bundled_into=None))
    assert max(days.values()) == 1
    for row in Evaluation.objects.filter(due_on__lt=day - dt.timedelta(7)):
        if row.is_open and row.initiative.status == "running":
            keys = {task.key for task in todo.waiting_for(row.initiative.responsible, day)}
            assert f"evaluation-ring-{row.pk}" in keys


def test_every_kind_has_a_name_for_the_list_of_mails():
    assert set(STEPS) < set(KINDS)
    assert all(str(kind.label) for kind in KINDS.values())
