"""The goals and evaluations of an invented initiative, and what happened while it ran."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.outbox.windows import in_quiet_period
from evaluation.answers import Answer, answer
from evaluation.criteria import CriterionFacts, add_criterion
from evaluation.measuring import measure
from evaluation.models import Evaluation, EvaluationPlan
from evaluation.planning import ensure_for, next_occasion
from evaluation.plans import set_plan
from evaluation.schedule import MONTHS, add_months, first_on_by_default
from initiatives import workflow
from initiatives.closing import ClosingFacts, close, steps_left
from initiatives.models import Closing, Initiative

from .ahead import plan_ahead
from .bookkeeping import promise_at_the_start, settle
from .clock import at, working_day, working_day_from
from .stories import Story

DAY = dt.timedelta(days=1)
ANSWERED_AFTER = 6 * DAY  # how long a board of the demo takes


def set_goals(initiative: Initiative, story: Story, *, by: User) -> None:
    for goal in story.goals:
        facts = CriterionFacts(
            name=goal.name,
            baseline=Decimal(goal.baseline),
            target=Decimal(goal.target),
            target_on=initiative.ends_on or add_months(initiative.starts_on, 24),
            method=goal.method,
            unit=goal.unit,
            counted=goal.counted,
            direction=goal.direction,
        )
        add_criterion(initiative, facts=facts, by=by)


def plan_evaluations(initiative: Initiative, story: Story, today: dt.date, *, by: User) -> None:
    set_plan(
        initiative,
        rhythm=story.rhythm,
        first_on=_first_evaluation(initiative, story, today),
        answered_by_role=story.answered_by,
        by=by,
    )


def _first_evaluation(initiative: Initiative, story: Story, today: dt.date) -> dt.date:
    """Such that one falls on the day the story asks for, or else three months after the start."""
    if story.evaluation_due is None:
        return first_on_by_default(initiative.starts_on, initiative.ends_on)
    due = _with_mails_before(today + story.evaluation_due * DAY, today)
    step = MONTHS[EvaluationPlan.Rhythm(story.rhythm)]
    earlier = (add_months(due, -step * times) for times in range(1, 40))
    return min((day for day in earlier if day >= initiative.starts_on + 30 * DAY), default=due)


def _with_mails_before(due: dt.date, today: dt.date) -> dt.date:
    """That day or one before it, so that the evaluation opens on a day on which mails go out."""
    open_for = settings.AAB_REMINDER_DAYS["evaluation"][0] * DAY  # -14 days
    found = due
    while in_quiet_period(found + open_for):
        found -= DAY
    return found


def carry_on(
    initiative: Initiative, story: Story, today: dt.date, *, by: User, boards: dict[str, list[User]]
) -> None:
    """Start it, measure it, evaluate it, and end or pause it where the story does."""
    with at(working_day_from(initiative.starts_on), 9, 0):
        workflow.move(initiative, "start", by=by)
    initiative = Initiative.objects.get(pk=initiative.pk)
    with at(working_day_from(initiative.starts_on), 9, 30):
        plan_ahead(initiative, today, by=by)
        if story.status == "closed":
            promise_at_the_start(initiative, by=by)
    end = today + (story.ended or 0) * DAY
    _measure_and_evaluate(initiative, story, today, end, by=by, boards=boards)
    initiative = Initiative.objects.get(pk=initiative.pk)
    with at(working_day(end), 15, 30):
        if story.status == "paused":
            workflow.move(initiative, "pause", by=by, words=story.words)
        elif story.status == "closed":
            close(initiative, by=by, facts=_how_it_ended(initiative, story))
    if story.status == "closed":
        settle(initiative, story, end, by=by)


def _how_it_ended(initiative: Initiative, story: Story) -> ClosingFacts:
    left = {step.reason for step in steps_left(initiative, timezone.localdate())}
    return ClosingFacts(
        outcome=Closing.Outcome.STOPPED_EARLY if story.stopped else Closing.Outcome.CARRIED_THROUGH,
        stop_reason=story.stopped,
        verdict=story.verdict,
        learnt=story.words,
        self_sustaining=Closing.SelfSustaining.YES if story.carried_on_by else Closing.SelfSustaining.NO,
        carried_on_by=story.carried_on_by,
        money_left=Decimal(story.money_left),
        money_left_use="Pengene går tilbage til AAB's dispositionsfond" if story.money_left else "",
        not_measured="Der kom ingen de sidste uger." if "not_measured" in left else "",
        not_evaluated="De unge og de voksne var holdt op." if "not_evaluated" in left else "",
        may_share=True,
    )


def _measure_and_evaluate(initiative, story: Story, today: dt.date, end: dt.date, *, by, boards) -> None:
    """Go through the days in their order: a figure here, an evaluation there."""
    criteria = {criterion.name: criterion for criterion in initiative.criteria.all()}
    readings = [
        (today - days_ago * DAY, criteria[goal.name], value, note)
        for goal in story.goals
        for days_ago, value, note in goal.readings
    ]
    for day, criterion, value, note in sorted(readings, key=lambda reading: reading[0]):
        _evaluate_until(initiative, story, day, today, by=by, boards=boards)
        with at(day, 12, 10):
            measure(criterion, value=Decimal(value), measured_on=day, by=by, note=note)
    _evaluate_until(initiative, story, end, today, by=by, boards=boards)


def _evaluate_until(initiative, story: Story, until: dt.date, today: dt.date, *, by, boards) -> None:
    """Answer the evaluations that have opened by then; the newest is left where the story says so."""
    day = initiative.starts_on
    while True:
        with at(until, 7, 0):
            ensure_for(initiative, until)
        row = initiative.evaluations.open().filter(opens_on__lte=until).select_related("department").first()
        if row is None or (story.leave_open and _is_newest(initiative, row, today)):
            return
        day = max(day, min(working_day(row.opens_on + ANSWERED_AFTER), until))
        board = boards[row.department.number] if row.department else [by]
        with at(day, 8, 15):
            answer(row, answer=_what_was_said(row, story), by=board[row.due_on.month % len(board)])


def _is_newest(initiative: Initiative, row: Evaluation, today: dt.date) -> bool:
    after = next_occasion(initiative, initiative.evaluation_plan, row.due_on + DAY)
    return after is None or after.opens_on > today


def _what_was_said(row: Evaluation, story: Story) -> Answer:
    if story.went == "hard":
        return Answer(
            going="badly", went_well="", was_hard=story.kind.was_hard, future="differently", may_share=True
        )
    going = ("well", "very_well", "so_so")[row.due_on.month % 3]
    return Answer(
        going=going,
        went_well=story.kind.went_well,
        was_hard=story.kind.was_hard,
        future="differently" if going == "so_so" else "yes",
        may_share=row.due_on.month % 4 != 0,
    )
