"""Counts that are shown to boards and the public without giving a household away.

A count from 1 to 4 is shown as "under 5". Where a total would give a hidden count away, more cells are
hidden, so that nobody can subtract. The threshold follows Statistics Denmark's practice; it is AAB's own choice here.

Everything is shown from one table per measure and finished year (places × quarters with both totals), so that no
filter, no export and no later quarter tells more than the whole table does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 5
TOTAL = ""
"""The name of the margin among places and periods."""

Cell = tuple[str, str]
"""(place, period)"""


@dataclass(frozen=True)
class Shown:
    """One count as it is shown: the number, "under 5", hidden, or unknown."""

    value: int | None
    hidden: str = ""
    """"under", "hidden" or "" """

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden)


UNDER = Shown(None, "under")
HIDDEN = Shown(None, "hidden")
UNKNOWN = Shown(None)


@dataclass(frozen=True)
class Table:
    """A measure with its margins as it is shown."""

    places: tuple[str, ...]
    periods: tuple[str, ...]
    cells: Mapping[Cell, Shown]
    by_place: Mapping[str, Shown]
    by_period: Mapping[str, Shown]
    total: Shown


def is_small(count: int | None) -> bool:
    return count is not None and 0 < count < THRESHOLD


def safe_table(places: Sequence[str], periods: Sequence[str], counts: Mapping[Cell, int | None]) -> Table:
    """The table as boards and the public may see it.

    Margins are cells like the others: a small total is hidden too. For every small cell three more cells
    are hidden that form a rectangle with it, so chosen that the four could hold one more or one less and
    everything shown would be the same: whoever reads the table cannot tell which. Where no rectangle does
    that, all of the table is hidden.
    """
    grid: dict[Cell, int | None] = {
        (place, period): counts.get((place, period)) for place in places for period in periods
    }
    for place in places:
        grid[place, TOTAL] = _sum(grid[place, period] for period in periods)
    for period in (*periods, TOTAL):
        grid[TOTAL, period] = _sum(grid[place, period] for place in places)
    hidden: dict[Cell, Shown] = {cell: UNDER for cell, count in grid.items() if is_small(count)}
    rows, columns = (*places, TOTAL), (*periods, TOTAL)
    for small in list(hidden):
        rectangle = _rectangle(small, rows, columns, grid, hidden)
        if rectangle is None:
            hidden = {cell: HIDDEN for cell, count in grid.items() if count is not None}
            break
        for cell in rectangle:
            hidden.setdefault(cell, HIDDEN)
    shown = {
        cell: hidden.get(cell) or (UNKNOWN if count is None else Shown(count)) for cell, count in grid.items()
    }
    return Table(
        places=tuple(places),
        periods=tuple(periods),
        cells={cell: shown[cell] for cell in grid if TOTAL not in cell},
        by_place={place: shown[place, TOTAL] for place in places},
        by_period={period: shown[TOTAL, period] for period in periods},
        total=shown[TOTAL, TOTAL],
    )


def _sum(counts) -> int | None:
    """The total of what is known; unknown when nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _rectangle(small: Cell, rows, columns, grid: dict, hidden: dict) -> tuple[Cell, ...] | None:
    """The three cells that hide a small one with the fewest new cells closed; None when none can."""
    best: tuple[int, int, tuple[Cell, ...]] | None = None
    place, period = small
    for row in rows:
        for column in columns:
            if row == place or column == period:
                continue
            others = ((place, column), (row, period), (row, column))
            if not any(_could_be(step, small, others, grid) for step in (1, -1)):
                continue
            new = [cell for cell in others if cell not in hidden]
            # Totals are what most people read: they are closed last.
            rank = (len(new), sum(TOTAL in cell for cell in new), others)
            if best is None or rank < best:
                best = rank
    return best[2] if best else None


def _could_be(step: int, small: Cell, others: tuple[Cell, ...], grid: dict) -> bool:
    """True when the four cells could hold `step` more or less and no sum that is shown would change.

    A total counts against its line, so the step of a cell turns round once for each margin it lies in.
    """

    def moved(cell: Cell, sign: int) -> bool:
        count = grid[cell]
        if count is None:
            return False
        turned = sign * (-1) ** cell.count(TOTAL)
        now = count + step * turned * (-1) ** small.count(TOTAL)
        # What is shown as "under 5" must stay so, and what is hidden besides must not become so.
        return is_small(now) if is_small(count) else now == 0 or now >= THRESHOLD

    beside, below, across = others
    return moved(small, 1) and moved(beside, -1) and moved(below, -1) and moved(across, 1)
