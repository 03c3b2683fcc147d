"""How many initiatives still run a year after they were closed, by area, size and bearer.

Counted are the initiatives whose question after 12 months has been asked. Nobody's answer is "Ukendt" and is
counted as such, never as running. Of fewer than five that anybody knows of there is no percentage: one
answer would move it too far.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import Decision, FocusArea, Initiative

from .models import Continuation, FollowUp

FEWEST = 5
"""No percentage of fewer than this."""
MONTHS = FollowUp.Months.TWELVE
SIZES = (
    ("under_25", Decimal(25_000), _("Under 25.000 kr. fra AAB")),
    ("under_100", Decimal(100_000), _("25.000 til 100.000 kr. fra AAB")),
    ("under_500", Decimal(500_000), _("100.000 til 500.000 kr. fra AAB")),
    ("over_500", None, _("Over 500.000 kr. fra AAB")),
)
NONE = "ingen"
ANSWERS = ("runs", "stopped", "unknown")


@dataclass(frozen=True)
class Fate:
    """One initiative a year after: what it was, and what is known of it."""

    initiative: Initiative
    areas: tuple[str, ...]
    size: str
    bearer: str
    answer: str
    """ "runs", "stopped" or "unknown" """
    said: str
    """The answer in words: "Den kører, men er lavet om", "Ukendt"."""

    def keys(self, group: str) -> tuple[str, ...]:
        return self.areas if group == "area" else (getattr(self, group),)


@dataclass(frozen=True)
class Count:
    """A row of the table: how many initiatives, and how many of them run, have stopped, or are unknown."""

    key: str
    label: str
    number: int
    runs: int
    stopped: int
    unknown: int

    @property
    def percent(self) -> int | None:
        """The share that runs, of those anybody knows of; None when they are fewer than five."""
        known = self.runs + self.stopped
        return round(100 * self.runs / known) if known >= FEWEST else None

    @property
    def sentence(self) -> str:
        """ "4 af 7 kører videre efter 12 måneder." and what is not known; never "0 af 3" of what nobody knows."""
        words = {"runs": self.runs, "number": self.number, "unknown": self.unknown}
        if self.number and self.unknown == self.number:
            return gettext("Vi ved ikke, om nogen af de %(number)s kører videre efter 12 måneder.") % words
        said = gettext("%(runs)s af %(number)s kører videre efter 12 måneder.") % words
        if self.unknown:
            said += " " + gettext("%(unknown)s ved vi ikke noget om.") % words
        return said


def fates(on: dt.date) -> list[Fate]:
    """Every initiative that has been asked about after 12 months. Two queries."""
    granted = Decision.objects.granting().filter(submission__initiative=OuterRef("initiative"))
    amount = granted.order_by("-decided_at")
    rows = (
        FollowUp.objects.asked(on)
        .filter(months=MONTHS)
        .select_related("initiative__continuation")
        .prefetch_related("initiative__areas")
        .annotate(amount=Subquery(amount.values("amount")[:1]))
        .order_by("initiative__sort_key", "pk")
    )
    return [_fate(row) for row in rows]


def _fate(row: FollowUp) -> Fate:
    plan = getattr(row.initiative, "continuation", None)
    answer = "runs" if row.runs else "stopped" if row.answer == FollowUp.Answer.STOPPED else "unknown"
    return Fate(
        initiative=row.initiative,
        areas=tuple(area.key for area in row.initiative.areas.all()) or (NONE,),
        size=size_of(row.amount),
        bearer=plan.bearer if plan else NONE,
        answer=answer,
        said=str(row.get_answer_display()) if row.answer else gettext("Ukendt"),
    )


def size_of(amount: Decimal | None) -> str:
    """The band that AAB's money for the initiative falls in."""
    if amount is None:
        return NONE
    return next(key for key, limit, _label in SIZES if limit is None or amount < limit)


def count(found: Iterable[Fate], *, key: str = "", label: str = "") -> Count:
    found = list(found)
    numbers = {answer: sum(fate.answer == answer for fate in found) for answer in ANSWERS}
    return Count(key, label, len(found), **numbers)


def labels_of(group: str) -> list[tuple[str, str]]:
    """The rows of a table in their order, with their words."""
    match group:
        case "area":
            rows = [(area.key, str(area)) for area in FocusArea.objects.all()]
        case "size":
            rows = [(key, str(label)) for key, _limit, label in SIZES]
        case _:
            rows = [(value, str(label)) for value, label in Continuation.Bearer.choices]
    return [*rows, (NONE, gettext("Ikke skrevet"))]


def table(found: list[Fate], group: str) -> list[Count]:
    """One row for each area, size or bearer that has any. An initiative in two areas counts in both."""
    rows = [
        count([fate for fate in found if key in fate.keys(group)], key=key, label=label)
        for key, label in labels_of(group)
    ]
    return [row for row in rows if row.number]


def like(initiative: Initiative, on: dt.date) -> Count:
    """The fate of the initiatives in the same areas, for whoever is about to say yes to one more."""
    areas = {area.key for area in initiative.areas.all()}
    return count(fate for fate in fates(on) if areas & set(fate.areas))
