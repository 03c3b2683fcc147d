"""The organisation's grants in one calendar year: frames, commitments, and the rows behind every number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils.translation import gettext

from initiatives.fields import danish_sort_key
from initiatives.models import Initiative

from .budget import ZERO
from .models import Commitment, FundingLine, YearFrame

BY = ("kilde", "omraade", "afdeling")
"""How the year can be divided: by source, focus area, department."""
WITH_FRAME, WITHOUT_FRAME = "med-ramme", "uden-ramme"
"""The two groups of sources that can be opened besides each source."""


@dataclass(frozen=True)
class Group:
    """Kroner of one source, area or department in the year; `frame` is None where nothing limits it."""

    key: str
    name: str
    frame: Decimal | None
    committed: Decimal
    paid: Decimal
    spent: Decimal
    returned: Decimal

    @property
    def remaining(self) -> Decimal:
        return self.committed - self.spent - self.returned

    @property
    def given(self) -> Decimal:
        """Kroner promised, less what came back: what takes room in a frame."""
        return self.committed - self.returned

    @property
    def left(self) -> Decimal | None:
        """Kroner of the frame that can still be promised, never below zero; None without a frame."""
        return None if self.frame is None else max(self.frame - self.given, ZERO)

    @property
    def over(self) -> Decimal:
        """Kroner promised beyond the frame, less what came back; zero as long as the frame holds."""
        return ZERO if self.frame is None else max(self.given - self.frame, ZERO)


def commitments_of(year: int) -> list[Commitment]:
    """Every commitment of the year with what a row shows, in a constant number of queries."""
    found = Commitment.objects.filter(year=year).select_related("line__source", "line__initiative")
    return list(
        found.prefetch_related(
            "line__initiative__areas", "line__initiative__departments__organisation"
        ).order_by("line__source__sort_key", "line__initiative__sort_key", "pk")
    )


def keys_of(commitment: Commitment, by: str) -> dict[str, str]:
    """{key: name} of the groups a commitment belongs to. An initiative with two areas is in both."""
    initiative: Initiative = commitment.line.initiative
    if by == "omraade":
        return {str(area.pk): area.name for area in initiative.areas.all()}
    if by == "afdeling":
        return {str(department.pk): department.title for department in initiative.departments.all()}
    return {str(commitment.line.source_id): commitment.line.source.name}


def groups_of(rows: list[Commitment], frames: list[YearFrame], by: str) -> list[Group]:
    """The year divided, in the order of the names; frames belong to sources alone."""
    names: dict[str, str] = {}
    inside: dict[str, list[Commitment]] = defaultdict(list)
    limits = {str(frame.source_id): frame for frame in frames} if by == "kilde" else {}
    for key, frame in limits.items():
        names[key] = frame.source.name
    for row in rows:
        for key, name in keys_of(row, by).items():
            names[key] = name
            inside[key].append(row)
    return [
        _group(key, names[key], limits[key].amount if key in limits else None, inside[key])
        for key in sorted(names, key=lambda key: danish_sort_key(names[key]))
    ]


def whole_of(rows: list[Commitment]) -> Group:
    """The whole year. It has no frame: a sum of some sources' frames says nothing of what all have promised."""
    return _group("", "", None, rows)


def beside_the_frames(rows: list[Commitment], frames: list[YearFrame]) -> tuple[Group, Group]:
    """What comes from sources with a frame that year, to be held against it, and what no frame limits."""
    limited = {frame.source_id for frame in frames}
    inside = [row for row in rows if row.line.source_id in limited]
    outside = [row for row in rows if row.line.source_id not in limited]
    frame = sum((frame.amount for frame in frames), ZERO)
    return (
        _group(WITH_FRAME, gettext("Kilder med en ramme"), frame, inside),
        _group(WITHOUT_FRAME, gettext("Kilder uden en ramme"), None, outside),
    )


def _group(key: str, name: str, frame: Decimal | None, rows: list[Commitment]) -> Group:
    def summed(field: str) -> Decimal:
        return sum((getattr(row, field) for row in rows), ZERO)

    return Group(key, name, frame, summed("amount"), summed("paid"), summed("spent"), summed("returned"))


def say_who_set(frames: list[YearFrame]) -> None:
    """Put on each frame its `settings`: who set it and when, the newest first, as the administration's log has it.

    One query. A frame that was not set in the administration has none.
    """
    numbers = [str(frame.pk) for frame in frames]
    log = LogEntry.objects.filter(content_type__app_label="funding", content_type__model="yearframe")
    found = defaultdict(list)
    for entry in log.filter(object_id__in=numbers).select_related("user").order_by("-action_time"):
        # Django's own words name columns; a change of the amount is kept in kroner.
        entry.words = "" if entry.change_message.startswith("[") else entry.change_message
        found[entry.object_id].append(entry)
    for frame in frames:
        frame.settings = found[str(frame.pk)]


def conditions_due(last: dt.date) -> list[FundingLine]:
    """Conditions of grants that are to be met by `last` and are not, the nearest first."""
    found = FundingLine.objects.filter(
        ~Q(condition=""), state=FundingLine.State.GRANTED, condition_met_on=None, condition_due_on__lte=last
    )
    return list(found.select_related("source", "initiative").order_by("condition_due_on", "pk"))


def years_with_money(today: dt.date) -> list[int]:
    """The years to choose among: this one, and every one with a frame or a commitment; newest first."""
    years = set(Commitment.objects.order_by().values_list("year", flat=True).distinct())
    years |= set(YearFrame.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(years | {today.year}, reverse=True)
