"""Where the dots of a series over time lie. Numbers and days in, places in pixels out; no colours here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from . import figures
from .models import ComparisonFigure

if TYPE_CHECKING:
    from .results import Goal

ENOUGH = 3
"""A series is drawn from three measurements on; fewer are better read."""
WIDTH, HEIGHT = 240, 104
_LEFT, _RIGHT = 8, 232
_TOP, _BOTTOM = 26, 80
_ROOM = 110  # two words need this much between them


@dataclass(frozen=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True)
class Word:
    """A figure written at its dot or its line, so that it is not cut off."""

    x: int
    y: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Elsewhere:
    """The same figure in the municipality or the country: a line and marks of its own, told apart without colour."""

    whose: str
    dots: tuple[Dot, ...]
    word: str
    """ "Kommunen: 6 procent", its newest figure, for the key beside the drawing."""

    @property
    def path(self) -> str:
        return _path(self.dots)

    @property
    def marks(self) -> str:
        """A square at each figure of the municipality, a triangle at each of the country."""
        square = self.whose == ComparisonFigure.Whose.MUNICIPALITY
        shape = "h8v8h-8z" if square else "h10l-5 -9z"
        return " ".join(
            f"M{dot.x - 4} {dot.y - 4}{shape}" if square else f"M{dot.x - 5} {dot.y + 4}{shape}"
            for dot in self.dots
        )


@dataclass(frozen=True)
class Series:
    """The start and every measurement on a line, the target dashed, with three figures written."""

    dots: tuple[Dot, ...]
    target_y: int
    first: Word
    last: Word
    target: Word
    label: str
    others: tuple[Elsewhere, ...] = ()
    """The municipality's figures and the country's; in the key, in the label and in a table of their own."""

    @property
    def words(self) -> tuple[Word, ...]:
        return self.first, self.last, self.target

    @property
    def path(self) -> str:
        return _path(self.dots)


def _path(dots: Sequence[Dot]) -> str:
    return " ".join(f"{'L' if n else 'M'}{dot.x} {dot.y}" for n, dot in enumerate(dots))


def series_of(goal: Goal, starts_on: dt.date, others: Sequence[ComparisonFigure] = ()) -> Series | None:
    """The drawing of a goal's series from the start of the initiative; None while there is too little to draw.

    `others` are figures to compare with, oldest first; those from before the start lie at the left edge.
    """
    if len(goal.series) < ENOUGH or goal.is_milestone:
        return None
    criterion = goal.criterion
    points = [(min(starts_on, goal.series[0].measured_on), criterion.baseline)]
    points += [(row.measured_on, row.value) for row in goal.series]
    days = [day for day, _value in points]
    values = [value for _day, value in points] + [criterion.target] + [row.value for row in others]
    days += [row.measured_on for row in others if row.measured_on > days[0]]

    def x(day: dt.date) -> int:
        day = max(day, days[0])
        return _between(day.toordinal(), days[0].toordinal(), max(days).toordinal(), _LEFT, _RIGHT)

    def y(value: Decimal) -> int:
        return _between(value, min(values), max(values), _BOTTOM, _TOP)

    compared = _compared(others, criterion)
    dots = tuple(Dot(x(day), y(value)) for day, value in points)
    target_y = y(criterion.target)
    goes_up = criterion.target >= criterion.baseline
    beyond = target_y - 8 if goes_up else target_y + 20
    on_the_left = dots[-1].x > WIDTH - _ROOM or abs(dots[-1].y - target_y) < 30
    return Series(
        dots=dots,
        target_y=target_y,
        first=Word(0, dots[0].y + (20 if goes_up else -10), figures.number(criterion.baseline), "start"),
        last=Word(
            WIDTH,
            dots[-1].y + (20 if goes_up else -10),
            f"{gettext('nu')} {figures.number(goal.series[-1].value)}",
            "end",
        ),
        target=Word(
            0 if on_the_left else WIDTH,
            beyond,
            f"{gettext('mål')} {figures.number(criterion.target)}",
            "start" if on_the_left else "end",
        ),
        label=" ".join([_label(goal), *(f"{word}." for _whose, _rows, word in compared)]),
        others=tuple(
            Elsewhere(whose, tuple(Dot(x(row.measured_on), y(row.value)) for row in rows), word)
            for whose, rows, word in compared
        ),
    )


def _compared(others: Sequence[ComparisonFigure], criterion) -> list[tuple[str, list[ComparisonFigure], str]]:
    found = []
    for whose, label in ComparisonFigure.Whose.choices:
        if rows := [row for row in others if row.whose == whose]:
            found.append((whose, rows, f"{label}: {figures.amount(rows[-1].value, criterion)}"))
    return found


def _between(value, low, high, start: int, end: int) -> int:
    if high == low:
        return (start + end) // 2
    return round(start + Decimal(value - low) / Decimal(high - low) * (end - start))


def _label(goal: Goal) -> str:
    """What the drawing says, for those who do not see it; the table below has every figure."""
    criterion = goal.criterion
    count = len(goal.series)
    return ngettext(
        "%(count)s måling fra %(first)s til %(last)s. Målet er %(target)s.",
        "%(count)s målinger fra %(first)s til %(last)s. Målet er %(target)s.",
        count,
    ) % {
        "count": count,
        "first": figures.number(criterion.baseline),
        "last": goal.now_words,
        "target": figures.amount(criterion.target, criterion),
    }
