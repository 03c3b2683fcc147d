"""Every truth in the database is broken once, and refused with a sentence."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from evaluation.models import ComparisonFigure, Evaluation, EvaluationPlan, Measurement, SuccessCriterion
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def case():
    factories.make_policy()
    return factories.make_initiative()


def criterion(case, **fields):
    plain = {"name": "Flere", "baseline": 1, "target": 9, "target_on": DAY, "method": "Vi tæller."}
    return SuccessCriterion(initiative=case, **(plain | fields))


def evaluation(case, **fields):
    return Evaluation(initiative=case, **({"due_on": DAY, "opens_on": DAY} | fields))


def answered(case, **fields):
    who = case.responsible
    plain = {
        "answered_at": timezone.now(),
        "received_on": DAY,
        "going": "well",
        "channel": "portal",
        "answered_by": who,
    }
    return evaluation(case, **(plain | fields))


BROKEN = {
    "target_above_baseline": lambda c: criterion(c, target=1),
    "target_below_baseline": lambda c: criterion(c, direction="down"),
    "range_has_two_numbers": lambda c: criterion(c, direction="range", target_high=9),
    "criterion_has_name": lambda c: criterion(c, name=""),
    "criterion_has_method": lambda c: criterion(c, method=""),
    "only_a_count_counts_something": lambda c: criterion(c, unit="percent", counted="børn"),
    "only_a_count_counts_people_or_attendances": lambda c: criterion(c, unit="percent", counts="people"),
    "milestone_goes_from_no_to_yes": lambda c: criterion(c, unit="milestone"),
    "plan_rhythm_is_known": lambda c: EvaluationPlan(
        initiative=c, rhythm="daily", first_on=DAY, answered_by_role="board"
    ),
    "plan_role_is_known": lambda c: EvaluationPlan(
        initiative=c, rhythm="yearly", first_on=DAY, answered_by_role="mayor"
    ),
    "fixed_plan_has_its_days": lambda c: EvaluationPlan(
        initiative=c, rhythm="fixed", first_on=DAY, answered_by_role="board"
    ),
    "evaluation_opens_before_it_is_due": lambda c: evaluation(c, opens_on=DAY + dt.timedelta(1)),
    "answered_evaluation_says_by_whom": lambda c: answered(c, answered_by=None),
    "answered_evaluation_has_one_answer": lambda c: answered(c, going=""),
    "skipped_evaluation_has_reason": lambda c: evaluation(c, skipped_at=timezone.now()),
    "board_that_cannot_answer_says_why": lambda c: evaluation(
        c, cannot_at=timezone.now(), cannot_by=c.responsible
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_it(case, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](case).save()


@pytest.mark.parametrize("name", BROKEN)
def test_a_person_is_told_in_words(case, name):
    row = BROKEN[name](case)
    constraint = next(c for c in row._meta.constraints if c.name == name)
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert str(constraint.violation_error_message) in caught.value.messages


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "phone"},
        {"channel": "phone", "answered_by": None},
        {"received_on": None},
        {"channel": ""},
        {"answered_at": None},
    ],
)
def test_half_an_answer_is_refused(case, fields):
    with pytest.raises(IntegrityError, match="answered_evaluation_says_by_whom"), transaction.atomic():
        answered(case, **fields).save()


def test_a_range_needs_its_upper_end(case):
    with pytest.raises(IntegrityError, match="range_has_two_numbers"), transaction.atomic():
        criterion(case, direction="range").save()
    with pytest.raises(IntegrityError, match="range_has_two_numbers"), transaction.atomic():
        criterion(case, target_high=12).save()


def test_one_evaluation_a_day_for_each_board_and_for_staff(case):
    department = factories.make_department("58")
    evaluation(case).save()
    evaluation(case, department=department).save()
    evaluation(case, department=factories.make_department("52")).save()
    for again in (evaluation(case), evaluation(case, department=department)):
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


def test_one_standing_figure_a_day_and_one_for_each_evaluation(case):
    goal = criterion(case)
    goal.save()
    row = evaluation(case)
    row.save()
    now = timezone.now()
    plain = {"criterion": goal, "value": Decimal(3), "measured_on": DAY, "recorded_by": case.responsible}

    def write(**fields):
        with transaction.atomic():
            return Measurement.objects.create(recorded_at=now, **(plain | fields))

    write()
    write(evaluation=row)
    write(superseded_at=now)
    with pytest.raises(IntegrityError):
        write()
    with pytest.raises(IntegrityError):
        write(evaluation=row, measured_on=DAY + dt.timedelta(1))


def test_a_measurement_does_not_replace_itself(case):
    goal = criterion(case)
    goal.save()
    row = Measurement.objects.create(
        criterion=goal, value=3, measured_on=DAY, recorded_by=case.responsible, recorded_at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="measurement_replaces_another"), transaction.atomic():
        Measurement.objects.filter(pk=row.pk).update(replaces=row)


def figure(case, **fields):
    goal = criterion(case)
    goal.save()
    who = {"recorded_by": case.responsible, "recorded_at": timezone.now()}
    return Measurement(criterion=goal, value=3, measured_on=DAY, **(who | fields))


def comparison(case, **fields):
    goal = criterion(case)
    goal.save()
    plain = {"whose": "municipality", "value": 3, "measured_on": DAY, "source": "Kommunen"}
    who = {"recorded_by": case.responsible, "recorded_at": timezone.now()}
    return ComparisonFigure(criterion=goal, **(plain | who | fields))


FIGURES = {
    "approved_measurement_says_by_whom": lambda c: figure(c, approved_at=timezone.now()),
    "locked_measurement_was_approved": lambda c: figure(c, locked_at=timezone.now(), locked_by=c.responsible),
    "comparison_has_source": lambda c: comparison(c, source=""),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_database_refuses_a_figure(case, name):
    row = FIGURES[name](case)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_a_comparison_stands_once_a_day(case):
    first = comparison(case)
    first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComparisonFigure.objects.create(
            criterion=first.criterion, whose=first.whose, value=4, measured_on=DAY, source="Andre",
            recorded_by=case.responsible, recorded_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "change", [{"value": 4}, {"note": "x"}, {"locked_at": None, "locked_by": None}, {"measured_on": DAY}]
)
def test_a_locked_figure_is_kept_as_it_is_by_the_database_itself(case, change):
    now = timezone.now()
    who = case.responsible
    row = figure(case, approved_at=now, approved_by=who, locked_at=now, locked_by=who)
    row.save()
    same = change == {"measured_on": DAY}
    rows = Measurement.objects.filter(pk=row.pk)
    if same:  # writing what is there already changes nothing
        assert rows.update(**change) == 1
    else:
        with pytest.raises(IntegrityError, match="locked_measurement_stays"), transaction.atomic():
            rows.update(**change)
    assert rows.update(superseded_at=now) == 1
    with pytest.raises(IntegrityError, match="locked_measurement_stays"), transaction.atomic():
        rows.update(superseded_at=None)


def test_every_constraint_is_broken_somewhere_above():
    found = {
        constraint.name
        for model in (SuccessCriterion, ComparisonFigure, Measurement, Evaluation, EvaluationPlan)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    elsewhere = {"measurement_replaces_another", "evaluation_is_asked_of_one"}  # the last: test_inviting.py
    assert found == {*BROKEN, *FIGURES, *elsewhere}
