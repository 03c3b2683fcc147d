"""What AAB's purses may give in the year of a case, for the person who decides it (G1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from initiatives.models import Initiative

from .budget import ZERO, Budget, budget_of
from .models import FundingLine, FundingSource, YearFrame


@dataclass(frozen=True)
class PurseOfYear:
    """One of AAB's purses in a calendar year, in kroner: the frame, what is promised of it, and what a case asks.

    `frame` is None where nobody has written a frame for the year; then nothing can be said of what is left.
    """

    source: FundingSource
    year: int
    asked: Decimal
    frame: YearFrame | None

    @property
    def left_after(self) -> Decimal | None:
        """Kroner left of the frame when the case gets what it asks for; below zero when there is not enough."""
        return None if self.frame is None else self.frame.left - self.asked

    @property
    def lacking(self) -> Decimal:
        """Kroner the frame is short of what is asked; zero where it reaches, or where there is no frame."""
        return max(-(self.left_after or ZERO), ZERO)


def purses_for(initiative: Initiative, budget: Budget, on: dt.date) -> list[PurseOfYear]:
    """The purses of AAB's that a case asks of, in the year it begins, or this year if it has begun.

    A line divided between years asks for that year's part; one that is not asks for the whole of it at once, which
    is the most that year can be asked for. A proposed change asks for what it adds. One query, two more for a change.
    """
    year = max(on.year, initiative.starts_on.year)
    asked = _asked(budget, year)
    if initiative.amends_id is not None and asked:
        for source, amount in _asked(budget_of(initiative.amends), year).items():
            if source in asked:
                asked[source] = max(asked[source] - amount, ZERO)
    wanted = {source: amount for source, amount in asked.items() if amount}
    if not wanted:
        return []
    frames = {frame.source_id: frame for frame in YearFrame.objects.filter(source__in=wanted, year=year)}
    return [PurseOfYear(source, year, amount, frames.get(source.pk)) for source, amount in wanted.items()]


def _asked(budget: Budget, year: int) -> dict[FundingSource, Decimal]:
    asked: dict[FundingSource, Decimal] = defaultdict(lambda: ZERO)
    for line in budget.counting:
        if line.source.is_aab:
            asked[line.source] += _in_year(line, year)
    return dict(asked)


def _in_year(line: FundingLine, year: int) -> Decimal:
    if line.by_year:
        return Decimal(line.by_year.get(str(year), "0"))
    return line.amount
