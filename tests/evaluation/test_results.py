"""The verdict about a goal: the rule of `evaluation.results`, line by line."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from evaluation import figures
from evaluation.measuring import far_off, far_off_question
from evaluation.models import Measurement, SuccessCriterion
from evaluation.results import Verdict, goal_of, verdict_of
from initiatives.models import Initiative

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
HALF = dt.date(2026, 7, 2)
Unit, Direction = SuccessCriterion.Unit, SuccessCriterion.Direction


def criterion(baseline=12, target=40, direction=Direction.UP, **fields):
    defaults = {"name": "Flere deltager", "target_on": END, "method": "Vi tæller."}
    high = fields.pop("target_high", None)
    return SuccessCriterion(
        pk=1,
        initiative_id=1,
        baseline=Decimal(baseline),
        target=Decimal(target),
        target_high=None if high is None else Decimal(high),
        direction=direction,
        **(defaults | fields),
    )


def verdict(goal, value, measured_on=HALF, on=None):
    value = None if value is None else Decimal(str(value))
    return verdict_of(goal, value=value, measured_on=measured_on, starts_on=START, on=on or measured_on)


def test_nobody_has_measured():
    assert verdict(criterion(), None) == Verdict.NOT_MEASURED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (40, "reached"),
        (55, "reached"),
        (39, "on_track"),
        (26, "on_track"),
        (23.3, "on_track"),
        (23, "behind"),
        (3, "behind"),
    ],
)
def test_up_half_way_through_the_time(value, expected):
    # Half of the way is 26; a tenth of the whole way is 2,8.
    assert verdict(criterion(), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(12, "reached"), (20, "on_track"), (29, "behind"), (45, "behind")]
)
def test_down_is_good_when_the_figure_falls(value, expected):
    assert verdict(criterion(baseline=40, target=12, direction=Direction.DOWN), value, HALF) == expected


def test_nothing_is_expected_on_the_first_day():
    assert verdict(criterion(), 12, START) == Verdict.ON_TRACK
    assert verdict(criterion(), 12, START - dt.timedelta(30)) == Verdict.ON_TRACK


def test_a_goal_does_not_fall_behind_because_nobody_looked():
    assert verdict(criterion(), 27, HALF, on=END) == Verdict.ON_TRACK
    assert verdict(criterion(), 27, HALF, on=END + dt.timedelta(1)) == Verdict.BEHIND


def test_almost_is_not_reached_when_the_time_is_up():
    assert verdict(criterion(), 39, END, on=END + dt.timedelta(1)) == Verdict.BEHIND
    assert verdict(criterion(), 40, END + dt.timedelta(90)) == Verdict.REACHED


@pytest.mark.parametrize(
    ("value", "expected"),
    [(30, "on_track"), (33, "on_track"), (27, "on_track"), (26.9, "behind"), (34, "behind")],
)
def test_holding_a_level_is_within_a_tenth_of_it(value, expected):
    assert verdict(criterion(baseline=30, target=30, direction=Direction.HOLD), value) == expected


def test_a_small_level_has_room_for_one():
    goal = criterion(baseline=3, target=3, direction=Direction.HOLD)
    assert [verdict(goal, value) for value in (2, 3, 4, 5)] == ["on_track", "on_track", "on_track", "behind"]


def test_a_level_is_only_reached_when_the_day_has_come():
    goal = criterion(baseline=3, target=3, direction=Direction.HOLD)
    assert verdict(goal, 3, END) == Verdict.REACHED
    assert verdict(goal, 3, END - dt.timedelta(1), on=END + dt.timedelta(30)) == Verdict.ON_TRACK


@pytest.mark.parametrize(
    ("value", "expected"), [(20, "on_track"), (30, "on_track"), (19, "behind"), (31, "behind")]
)
def test_a_range_has_two_ends(value, expected):
    assert (
        verdict(criterion(baseline=12, target=20, target_high=30, direction=Direction.RANGE), value)
        == expected
    )


def test_a_goal_whose_date_is_the_start_is_due_at_once():
    assert verdict(criterion(target_on=START), 30, START) == Verdict.BEHIND


# --- Words ----------------------------------------------------------------------------------------
def goal(criterion_, *values):
    series = [
        Measurement(value=Decimal(str(v)), measured_on=HALF + dt.timedelta(n)) for n, v in enumerate(values)
    ]
    return goal_of(criterion_, series, Initiative(starts_on=START), HALF)


@pytest.fixture
def _in_2026(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: dt.date(2026, 7, 2))


@pytest.mark.usefixtures("_in_2026")
@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            criterion(counted="børn", target_on=dt.date(2026, 6, 30)),
            "Fra 12 til 40 børn inden udgangen af juni.",
        ),
        (criterion(target_on=dt.date(2027, 6, 30)), "Fra 12 til 40 inden udgangen af juni 2027."),
        (
            criterion(34, 60, unit=Unit.PERCENT, target_on=dt.date(2026, 6, 12)),
            "Fra 34 til 60 procent inden 12. juni.",
        ),
        (
            criterion(0, "4.5", unit=Unit.PERCENTAGE_POINTS),
            "Fra 0 til 4,5 procentpoint inden udgangen af december.",
        ),
        (
            criterion(120000, 80000, Direction.DOWN, unit=Unit.KRONER),
            "Fra 120.000 til 80.000 kr. inden udgangen af december.",
        ),
        (
            criterion(3, 3, Direction.HOLD, counted="udsættelser"),
            "Hold det på 3 udsættelser indtil 31. december.",
        ),
        (
            criterion(12, 20, Direction.RANGE, target_high=30, counted="børn"),
            "Mellem 20 og 30 børn inden udgangen af december.",
        ),
    ],
)
def test_a_goal_is_a_sentence(made, sentence):
    assert goal(made).sentence == sentence


def test_the_sentence_in_english_keeps_the_figures():
    with translation.override("en"):
        assert figures.number(Decimal("12500.50")) == "12,500.5"


@pytest.mark.parametrize(
    ("unit", "before", "after", "said"),
    [
        (Unit.PERCENT, 34, 38, "4 procentpoint mere"),
        (Unit.PERCENT, 38, 34, "4 procentpoint mindre"),
        (Unit.PERCENTAGE_POINTS, 1, 3, "2 procentpoint mere"),
        (Unit.COUNT, 12, 12, "det samme"),
        (Unit.KRONER, 1000, 13500, "12.500 kr. mere"),
    ],
)
def test_from_34_to_38_percent_is_4_percentage_points(unit, before, after, said):
    assert figures.difference(criterion(unit=unit), Decimal(before), Decimal(after)) == said


@pytest.mark.parametrize(
    ("unit", "last", "value", "asked"),
    [
        (Unit.COUNT, 3, 31, True),
        (Unit.COUNT, 31, 3, True),
        (Unit.COUNT, 3, 7, False),
        (Unit.COUNT, 12, 31, False),
        (Unit.COUNT, 0, 4, False),
        (Unit.COUNT, 0, 25, False),
        (Unit.COUNT, 31, 0, True),
        (Unit.COUNT, None, 4000, False),
        (Unit.PERCENT, 34, 60, False),
        (Unit.PERCENT, 34, 64, True),
        (Unit.PERCENT, None, 340, True),
        (Unit.PERCENT, 3, 12, False),
        (Unit.PERCENTAGE_POINTS, -2, 4, False),
        (Unit.KRONER, 12500, 125000, True),
    ],
)
def test_a_slip_of_the_keys_is_asked_about(unit, last, value, asked):
    last = None if last is None else Decimal(last)
    assert far_off(criterion(unit=unit), Decimal(value), last) is asked


def test_the_question_names_both_figures():
    said = far_off_question(criterion(), Decimal(31), Decimal(3))
    assert said == "31 er meget mere end sidst (3). Er det rigtigt?"
    assert far_off_question(criterion(), Decimal(3), Decimal(31)).startswith(
        "3 er meget mindre end sidst (31)"
    )
