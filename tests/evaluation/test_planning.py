"""From plan to rows: made once, moved only while nobody has seen them, never in a pause."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import OutgoingMail
from accounts.tasks import plan_reminders
from evaluation.answers import Answer, answer
from evaluation.models import Evaluation, EvaluationPlan
from evaluation.not_answering import open_now
from evaluation.planning import ensure_evaluations, ensure_for, next_occasion
from evaluation.plans import set_plan
from initiatives import workflow
from initiatives.models import BoardSeat, Department, HistoryEntry, Initiative
from initiatives.workflow import Refused
from tests import factories

from .conftest import running

pytestmark = pytest.mark.django_db
Role, Rhythm = EvaluationPlan.Role, EvaluationPlan.Rhythm
START = dt.date(2026, 3, 10)


def rows(initiative):
    return [(e.department.number if e.department else None, e.due_on) for e in initiative.evaluations.all()]


def test_each_board_gets_its_row_and_a_second_run_changes_nothing(clock):
    case = running(departments=("52", "58"))
    assert ensure_evaluations() == 1
    assert rows(case) == [("52", dt.date(2026, 3, 31)), ("58", dt.date(2026, 3, 31))]
    assert ensure_evaluations() == 0
    assert case.evaluations.count() == 2


def test_the_job_run_twice_makes_one_row_and_one_mail_each(clock):
    case = running(boards=2, first_in=10)
    for _ in range(2):
        plan_reminders()
    assert [day for _number, day in rows(case)] == [dt.date(2026, 3, 20), dt.date(2026, 6, 20)]
    mails = OutgoingMail.objects.filter(kind="evaluation_asked")
    assert mails.count() == BoardSeat.objects.count()


def test_the_next_one_is_made_when_the_first_opens(clock):
    case = running(first_in=20)
    ensure_evaluations()
    assert case.evaluations.count() == 1
    clock.set(START + dt.timedelta(6))
    ensure_evaluations()
    assert rows(case) == [("58", dt.date(2026, 3, 30)), ("58", dt.date(2026, 6, 30))]


def test_staff_answer_where_the_plan_says_so_and_where_there_is_no_board(clock):
    by_plan = running(role=Role.STAFF)
    Department.objects.create(organisation=factories.own_organisation(), number="7", has_board=False)
    no_board = running(departments=("7",), boards=0)
    unknown = running(departments=("8",), boards=0)
    ensure_evaluations()
    assert [rows(case)[0][0] for case in (by_plan, no_board, unknown)] == [None, None, "8"]


def test_other_organisations_boards_are_not_asked(clock):
    other = factories.make_department("Voldparken", organisation=factories.make_organisation())
    case = factories.running_case(
        departments=[factories.make_department("58"), other],
        starts_on=factories.today(),
        ends_on=factories.in_days(360),
        expects_outside_money=False,
    )
    ensure_evaluations()
    assert {number for number, _day in rows(case)} == {"58"}


def test_nothing_is_made_before_the_start_in_a_pause_or_after_the_end(clock):
    approved = factories.approved_case(starts_on=factories.in_days(-30), ends_on=factories.in_days(300))
    case = running(departments=("61",), first_in=20)
    workflow.move(case, "pause", by=case.responsible, words="Sommer.")
    ensure_evaluations()
    assert Evaluation.objects.count() == 0
    assert ensure_for(approved) == []
    factories.close_case(Initiative.objects.get(pk=case.pk))
    ensure_evaluations()
    assert Evaluation.objects.count() == 0


def test_a_plan_written_late_does_not_ask_about_the_past(clock):
    case = running(first_in=-100)
    ensure_evaluations()
    assert [day for _number, day in rows(case)] == [dt.date(2026, 5, 30)]


def test_an_occasion_missed_because_the_schedule_stood_still_is_made_late(clock):
    case = running(first_in=20)
    clock.set(START + dt.timedelta(70))
    ensure_evaluations()
    assert rows(case) == [("58", dt.date(2026, 3, 30)), ("58", dt.date(2026, 6, 30))]


# --- Changing the plan ----------------------------------------------------------------------------
def change(case, **plan):
    standing = EvaluationPlan.objects.get(initiative=case)
    plain = {
        "rhythm": standing.rhythm,
        "first_on": standing.first_on,
        "answered_by_role": standing.answered_by_role,
    }
    return set_plan(case, by=case.responsible, **(plain | plan))


def test_a_row_nobody_has_seen_moves_and_the_history_says_so(clock):
    case = running(first_in=60)
    ensure_evaluations()
    row = case.evaluations.get()
    change(case, first_on=dt.date(2026, 4, 20))
    row.refresh_from_db()
    assert (row.due_on, row.opens_on) == (dt.date(2026, 4, 20), dt.date(2026, 4, 6))
    texts = [entry.text for entry in HistoryEntry.objects.filter(initiative=case)[:2]]
    assert "Evalueringen 9. maj 2026 er flyttet til 20. april 2026" in texts
    assert "Ændrede planen for evaluering: Hvert kvartal fra 20. april 2026" in texts


def test_an_open_row_stays_and_no_other_is_put_beside_it(clock):
    case = running(first_in=10)
    ensure_evaluations()
    change(case, first_on=dt.date(2026, 3, 24))
    assert rows(case) == [("58", dt.date(2026, 3, 20)), ("58", dt.date(2026, 6, 24))]


def test_an_answered_row_stays(clock):
    case = running(first_in=10)
    ensure_evaluations()
    row = case.evaluations.order_by("due_on").first()
    member = BoardSeat.objects.filter(department=row.department).first().person
    answer(row, answer=Answer("well"), by=member)
    change(case, rhythm=Rhythm.MONTHLY)
    assert rows(case) == [("58", dt.date(2026, 3, 20)), ("58", dt.date(2026, 4, 20))]


def test_when_staff_take_over_the_boards_unopened_rows_go(clock):
    case = running(departments=("52", "58"), first_in=60)
    ensure_evaluations()
    change(case, answered_by_role=Role.STAFF)
    assert rows(case) == [(None, dt.date(2026, 5, 9))]


def test_a_department_that_leaves_takes_its_unopened_row_along(clock):
    case = running(departments=("52", "58"), first_in=60)
    ensure_evaluations()
    case.participations.filter(department__number="52").delete()
    ensure_evaluations()
    assert [number for number, _day in rows(case)] == ["58"]


def test_the_end_moves_the_final_evaluation(clock):
    case = running(first_in=60, ends_on=factories.in_days(80))
    EvaluationPlan.objects.filter(initiative=case).update(first_on=factories.in_days(80))
    ensure_evaluations()
    assert case.evaluations.get().is_final
    Initiative.objects.filter(pk=case.pk).update(ends_on=dt.date(2026, 6, 19))
    ensure_evaluations()
    assert [day for _number, day in rows(case)] == [dt.date(2026, 5, 29)]
    assert not case.evaluations.get().is_final


def test_a_plan_saved_unchanged_leaves_no_trace(clock):
    case = running()
    before = HistoryEntry.objects.count()
    change(case)
    assert HistoryEntry.objects.count() == before


def test_the_plan_of_a_case_that_is_being_decided_stands(clock):
    case = factories.submitted_case().initiative
    with pytest.raises(Refused):
        change(case, rhythm=Rhythm.MONTHLY)


# --- The pause ------------------------------------------------------------------------------------
def paused_and_resumed(clock, case, days):
    workflow.move(case, "pause", by=case.responsible, words="Ombygning.")
    clock.set(START + dt.timedelta(days))
    plan_reminders()
    workflow.move(Initiative.objects.get(pk=case.pk), "resume", by=case.responsible)
    return Initiative.objects.get(pk=case.pk)


def test_what_fell_due_in_the_pause_is_skipped_by_itself_and_says_why(clock):
    case = running(first_in=10)
    ensure_evaluations()
    case = paused_and_resumed(clock, case, 60)
    ensure_evaluations()
    first, second = case.evaluations.order_by("due_on")
    assert (first.skip_reason, first.skipped_by) == ("Indsatsen var på pause den dag.", None)
    assert second.is_open
    entry = HistoryEntry.objects.filter(initiative=case, kind="evaluation_skipped").get()
    assert entry.by is None
    assert ensure_evaluations() == 0


def test_a_short_pause_leaves_an_open_evaluation_open(clock):
    case = running(first_in=10)
    ensure_evaluations()
    case = paused_and_resumed(clock, case, 5)
    ensure_evaluations()
    assert case.evaluations.order_by("due_on").first().is_open


def test_days_in_the_pause_are_not_made_up_for(clock):
    case = running(first_in=60)
    case = paused_and_resumed(clock, case, 100)
    ensure_evaluations()
    assert [day for _number, day in rows(case)] == [dt.date(2026, 8, 15)]  # 9 August would open in July


# --- Reading --------------------------------------------------------------------------------------
def test_the_next_occasion_can_be_shown_before_any_row_is_made(clock):
    case = running(first_in=60)
    plan = case.evaluation_plan
    assert next_occasion(case, plan, START).due_on == dt.date(2026, 5, 9)
    assert next_occasion(case, plan, dt.date(2026, 5, 10)).due_on == dt.date(2026, 8, 15)
    assert next_occasion(case, plan, dt.date(2028, 1, 1)) is None
    assert next_occasion(case, None, START) is None


def test_an_evaluation_opened_early_is_not_moved(clock):
    case = running(first_in=60)
    ensure_evaluations()
    row = open_now(case.evaluations.get(), by=case.responsible)
    ensure_evaluations()
    row.refresh_from_db()
    assert (row.opens_on, row.due_on) == (START, dt.date(2026, 5, 9))


def test_looking_costs_the_same_for_one_case_and_for_three(clock, django_assert_num_queries):
    running(departments=("52", "58"))
    ensure_evaluations()
    with django_assert_num_queries(6):
        assert ensure_evaluations() == 0
    running(departments=("61",))
    running(departments=("62", "63"))
    ensure_evaluations()
    with django_assert_num_queries(6):
        assert ensure_evaluations() == 0


# --- Two at once ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_schedules_at_the_same_moment_make_each_row_and_each_mail_once(clock):
    running(departments=("52", "58", "61"), first_in=10)
    barrier, faults = threading.Barrier(3), []

    def run():
        try:
            barrier.wait(timeout=20)
            plan_reminders()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert Evaluation.objects.count() == 6  # three boards: the one that is open, and the next
    assert OutgoingMail.objects.filter(kind="evaluation_asked").count() == 3
