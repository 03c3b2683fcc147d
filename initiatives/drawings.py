"""Where the bars of the timeline lie. Days in, places in pixels out; drawn at its own size and never scaled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format

from .timeline import MONTHS_SHOWN, Lane, after_months

MONTH = 34
TOP, BAR, ROW = 26, 16, 48
WIDTH = MONTHS_SHOWN * MONTH
_ROOM = 360  # a long name needs this much to its right; otherwise it is written towards the left


@dataclass(frozen=True)
class Bar:
    """One bar with its words above. `open_end` has no edge to the right."""

    x: int
    y: int
    width: int
    is_building: bool
    text: str
    text_x: int
    anchor: str
    meets: bool

    @property
    def text_y(self) -> int:
        return self.y - 8

    @property
    def low(self) -> int:
        return self.y + BAR - 2

    @property
    def hatches(self) -> range:
        """Where each slanting line of a building project begins, so that greyscale tells the two apart."""
        return range(self.x + 2, self.x + self.width - 13, 12)


@dataclass(frozen=True)
class Tick:
    """A line at the first of January or of July, with the year or the month above."""

    x: int
    text: str


@dataclass(frozen=True)
class Timeline:
    """The drawing of one department."""

    lane: Lane
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today_x: int
    height: int
    width: int = WIDTH


def timeline_of(lane: Lane, *, start: dt.date, on: dt.date) -> Timeline:
    """The bars of one department between `start` and `MONTHS_SHOWN` later."""
    end = after_months(start, MONTHS_SHOWN)
    bars = []
    for number, item in enumerate(lane.items):
        left = _x(max(item.starts_on or start, start), start)
        right = _x(min(item.ends_on or end, end), start)
        flip = left > WIDTH - _ROOM
        bars.append(
            Bar(
                x=left,
                y=TOP + number * ROW + 28,
                width=max(6, right - left),
                is_building=item.is_building,
                text=f"{item.kind}: {item.name}",
                text_x=WIDTH - 2 if flip else left,
                anchor="end" if flip else "start",
                meets=bool(item.meets),
            )
        )
    ticks = []
    for month in range(MONTHS_SHOWN):
        day = after_months(start, month)
        if day.month in (1, 7):
            text = str(day.year) if day.month == 1 else date_format(day, "M Y").lower()
            ticks.append(Tick(_x(day, start), text))
    return Timeline(lane, tuple(bars), tuple(ticks), _x(on, start), TOP + len(bars) * ROW + 6)


def _x(day: dt.date, start: dt.date) -> int:
    months = (day.year - start.year) * 12 + day.month - start.month
    return min(WIDTH, months * MONTH + (day.day - 1) * MONTH // 31)
