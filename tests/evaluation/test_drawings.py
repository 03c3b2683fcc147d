"""The drawing of a series: in the right order, inside the picture, with words that do not lie on each other."""

import datetime as dt
from decimal import Decimal

import pytest

from evaluation.drawings import HEIGHT, WIDTH, series_of
from evaluation.models import ComparisonFigure, Measurement, SuccessCriterion
from evaluation.results import goal_of
from initiatives.models import Initiative

START = dt.date(2026, 1, 1)


def drawing(values, baseline=12, target=40, others=(), **fields):
    direction = "up" if target > baseline else "down" if target < baseline else "hold"
    criterion = SuccessCriterion(
        name="Flere",
        baseline=baseline,
        target=target,
        direction=direction,
        target_on=dt.date(2026, 12, 31),
        **fields,
    )
    series = [
        Measurement(value=Decimal(str(value)), measured_on=START + dt.timedelta(30 * (number + 1)))
        for number, value in enumerate(values)
    ]
    return series_of(goal_of(criterion, series, Initiative(starts_on=START), START), START, others)


def test_two_measurements_are_better_read():
    assert drawing([14, 19]) is None


def test_time_runs_to_the_right_and_more_is_higher():
    found = drawing([14, 19, 24])
    assert [dot.x for dot in found.dots] == sorted(dot.x for dot in found.dots)
    assert [dot.y for dot in found.dots] == sorted((dot.y for dot in found.dots), reverse=True)
    assert found.target_y < found.dots[-1].y
    assert found.path.startswith(f"M{found.dots[0].x} {found.dots[0].y} L")


@pytest.mark.parametrize(
    ("values", "baseline", "target"),
    [
        ([14, 19, 24], 12, 40),
        ([39, 40, 41], 12, 40),
        ([50, 90, 300], 12, 40),
        ([0, -5, -20], 12, 40),
        ([35, 20, 12], 40, 12),
        ([3, 3, 3], 3, 3),
        ([Decimal("0.01"), Decimal("0.02"), Decimal("0.03")], 0, Decimal("999999999.99")),
    ],
)
def test_everything_lies_inside_the_picture(values, baseline, target):
    found = drawing(values, Decimal(baseline), Decimal(target))
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in found.dots)
    assert all(0 <= word.x <= WIDTH and 14 <= word.y <= HEIGHT for word in found.words)
    assert 0 <= found.target_y <= HEIGHT


@pytest.mark.parametrize("values", [[14, 19, 24], [39, 40, 41], [38, 39, 39], [12, 12, 12], [3, 2, 1]])
def test_the_words_do_not_lie_on_each_other(values):
    words = drawing(values).words
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            assert one.anchor != other.anchor or abs(one.y - other.y) >= 14, (one, other)


def test_it_is_said_to_those_who_do_not_see_it():
    assert drawing([14, 19, 24], counted="børn").label == "3 målinger fra 12 til 24 børn. Målet er 40 børn."


def test_the_municipality_and_the_country_are_told_apart_by_lines_and_marks_and_in_words():
    """Also with one figure alone, of which no line can be drawn."""

    def elsewhere(whose, *values):
        return [
            ComparisonFigure(whose=whose, value=Decimal(value), measured_on=START + dt.timedelta(30 * place))
            for place, value in enumerate(values)
        ]

    found = drawing(
        [14, 19, 24], counted="børn", others=[*elsewhere("municipality", 20, 22), *elsewhere("country", 30)]
    )
    city, country = found.others
    assert [(other.whose, other.word) for other in found.others] == [
        ("municipality", "Kommunen: 22 børn"),
        ("country", "Hele landet: 30 børn"),
    ]
    assert (city.path.count("L"), city.marks.count("h8v8h-8z")) == (1, 2)
    assert (country.path.count("L"), country.marks.count("h10l-5 -9z")) == (0, 1)
    assert found.label.endswith("Kommunen: 22 børn. Hele landet: 30 børn.")
    dots = [*city.dots, *country.dots]
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in dots)
