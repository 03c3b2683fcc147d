"""How an initiative's goals stand: where it began, where it is, where it wants to be, and the verdict.

The rule of the verdict is AAB's own choice, made to be explained in one breath:

*   **Ikke målt**: nobody has measured.
*   **Nået**: the figure is at the target or beyond it. A goal of holding a level, or of lying between
    two figures, is reached only when its date has come, for until then it can still be lost.
*   **På vej**: on a straight line from the start to the target, the latest figure is at most a tenth of
    the way behind where the line was on the day of measuring; or the level is held so far.
*   **Bagud**: everything else, and every goal whose date has passed without being reached.

A milestone has no way to go half of: until it has happened it is on its way, and behind when its date
has passed. The verdict is about the latest figure that stands, approved or not; what is counted across
initiatives rests on approved figures alone (`overview.py`).

The latest figure is judged on the day it was measured, never on the day it is read: a goal does not
fall behind because nobody looked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, TextChoices, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import status_words
from initiatives.models import Initiative, Status

from . import figures
from .drawings import Series, series_of
from .models import ComparisonFigure, Measurement, SuccessCriterion

Direction = SuccessCriterion.Direction

SLACK = Decimal("0.1")
"""How far behind the straight line still counts as on the way: a tenth of the whole way."""
HOLD_SHARE = Decimal("0.1")
HOLD_LEAST = Decimal(1)
"""A level is held while the figure lies within a tenth of it, or within one, whichever is more."""


class Verdict(TextChoices):
    """How a goal stands, in one word."""

    ON_TRACK = "on_track", _("På vej")
    BEHIND = "behind", _("Bagud")
    REACHED = "reached", _("Nået")
    NOT_MEASURED = "not_measured", _("Ikke målt")


def verdict_of(
    criterion: SuccessCriterion,
    *,
    value: Decimal | None,
    measured_on: dt.date | None,
    starts_on: dt.date,
    on: dt.date,
) -> Verdict:
    """The verdict about `criterion` read on the day `on`, when `value` was measured on `measured_on`."""
    if value is None or measured_on is None:
        return Verdict.NOT_MEASURED
    if criterion.direction in (Direction.HOLD, Direction.RANGE):
        low, high = band(criterion)
        if not low <= value <= high:
            return Verdict.BEHIND
        return Verdict.REACHED if measured_on >= criterion.target_on else Verdict.ON_TRACK
    way = criterion.target - criterion.baseline
    gone = (value - criterion.baseline) / way
    if gone >= 1:
        return Verdict.REACHED
    if on > criterion.target_on:
        return Verdict.BEHIND
    if criterion.is_milestone:
        return Verdict.ON_TRACK
    return (
        Verdict.ON_TRACK
        if gone >= share_of_time(criterion, starts_on, measured_on) - SLACK
        else Verdict.BEHIND
    )


def band(criterion: SuccessCriterion) -> tuple[Decimal, Decimal]:
    """The lowest and highest figure that counts as holding the level, or as lying within the range."""
    if criterion.direction == Direction.RANGE:
        return criterion.target, criterion.target_high
    room = max(abs(criterion.target) * HOLD_SHARE, HOLD_LEAST)
    return criterion.target - room, criterion.target + room


def share_of_time(criterion: SuccessCriterion, starts_on: dt.date, on: dt.date) -> Decimal:
    """How much of the time from the start to the target's date had gone on the day `on`: 0 to 1."""
    whole = (criterion.target_on - starts_on).days
    if whole <= 0:
        return Decimal(1)
    return min(max(Decimal((on - starts_on).days) / whole, Decimal(0)), Decimal(1))


@dataclass(frozen=True)
class Goal:
    """A success criterion with what has been measured, as it is read on one day."""

    criterion: SuccessCriterion
    series: tuple[Measurement, ...]
    verdict: Verdict
    is_over: bool = False
    """True when the initiative has ended: what has not been reached is not on its way any more."""
    starts_on: dt.date | None = None
    """When the initiative starts, from where the series is drawn."""
    others: tuple[ComparisonFigure, ...] = ()
    """The same figure in the municipality and the country, oldest first, where a page shows them."""

    @cached_property
    def drawing(self) -> Series | None:
        """The series as a line, and those it is compared with; None while there are fewer than three figures."""
        return series_of(self, self.starts_on, self.others) if self.starts_on else None

    @property
    def latest(self) -> Measurement | None:
        return self.series[-1] if self.series else None

    @property
    def name(self) -> str:
        return self.criterion.name

    @property
    def now(self) -> Decimal | None:
        return self.latest.value if self.latest else None

    @property
    def is_milestone(self) -> bool:
        return self.criterion.is_milestone

    @property
    def awaits_approval(self) -> bool:
        """The latest figure is reported and not approved yet."""
        return self.latest is not None and self.latest.approved_at is None

    @property
    def counts_words(self) -> str:
        """Whether the same person is counted once or each time, where somebody has said."""
        return {
            SuccessCriterion.Counts.PEOPLE: gettext("Den samme person tæller kun én gang."),
            SuccessCriterion.Counts.ATTENDANCES: gettext("Den samme person tæller, hver gang hun kommer."),
        }.get(self.criterion.counts, "")

    @property
    def unit_word(self) -> str:
        return figures.unit_word(self.criterion)

    @property
    def sentence(self) -> str:
        """ "Fra 12 til 40 personer inden udgangen af juni." """
        criterion = self.criterion
        words = {
            "from": figures.number(criterion.baseline),
            "to": figures.amount(criterion.target, criterion),
            "when": figures.by_when(criterion.target_on),
        }
        if criterion.is_milestone:
            return gettext("Skal være sket inden %(when)s.") % words
        match criterion.direction:
            case Direction.HOLD:
                return gettext("Hold det på %(to)s indtil %(day)s.") % {
                    **words,
                    "day": figures.day(criterion.target_on),
                }
            case Direction.RANGE:
                return gettext("Mellem %(low)s og %(high)s inden %(when)s.") % {
                    **words,
                    "low": figures.number(criterion.target),
                    "high": figures.amount(criterion.target_high, criterion),
                }
        return gettext("Fra %(from)s til %(to)s inden %(when)s.") % words

    @property
    def verdict_sentence(self) -> str:
        if self.is_over:
            return {
                Verdict.REACHED: gettext("Målet blev nået."),
                Verdict.NOT_MEASURED: gettext("Ingen nåede at måle."),
            }.get(self.verdict, gettext("Målet blev ikke nået."))
        return {
            Verdict.ON_TRACK: gettext("Vi er på vej."),
            Verdict.BEHIND: gettext("Vi er bagud."),
            Verdict.REACHED: gettext("Målet er nået."),
            Verdict.NOT_MEASURED: gettext("Ingen har målt endnu."),
        }[self.verdict]

    @property
    def icon(self) -> str:
        """The icon of the verdict, always beside its words."""
        missed = self.is_over and self.verdict == Verdict.ON_TRACK
        return status_words.GOAL[str(Verdict.BEHIND if missed else self.verdict)].icon

    @property
    def now_words(self) -> str:
        """ "31 personer" """
        return figures.amount(self.latest.value, self.criterion) if self.latest else ""

    @property
    def start_words(self) -> str:
        return figures.amount(self.criterion.baseline, self.criterion)

    @property
    def target_words(self) -> str:
        """ "40 personer"; "20 til 30 personer" for a range."""
        words = figures.amount(self.criterion.target, self.criterion)
        if self.criterion.direction != Direction.RANGE:
            return words
        return gettext("%(low)s til %(high)s") % {
            "low": figures.number(self.criterion.target),
            "high": figures.amount(self.criterion.target_high, self.criterion),
        }

    @property
    def url(self) -> str:
        return reverse("evaluation:goal", args=[self.criterion.initiative_id, self.criterion.pk])

    @property
    def measure_url(self) -> str:
        return reverse("evaluation:measure", args=[self.criterion.initiative_id, self.criterion.pk])


def goal_of(
    criterion: SuccessCriterion,
    series: Sequence[Measurement],
    initiative: Initiative,
    on: dt.date,
    *,
    others: tuple[ComparisonFigure, ...] = (),
) -> Goal:
    """The goal from its standing measurements, oldest first."""
    latest = series[-1] if series else None
    verdict = verdict_of(
        criterion,
        value=latest.value if latest else None,
        measured_on=latest.measured_on if latest else None,
        starts_on=initiative.starts_on,
        on=on,
    )
    return Goal(
        criterion,
        tuple(series),
        verdict,
        is_over=initiative.status == Status.CLOSED,
        starts_on=initiative.starts_on,
        others=others,
    )


def goals_of(
    initiative: Initiative,
    on: dt.date | None = None,
    *,
    criteria: list[SuccessCriterion] | None = None,
    compared: bool = False,
) -> list[Goal]:
    """The goals of an initiative as they stand on the day `on`. Two queries, however many there are.

    One query when the page has read the `criteria` already; one more when the goals are `compared` with the
    municipality and the country.
    """
    on = on or timezone.localdate()
    standing = Prefetch("measurements", Measurement.objects.standing(), to_attr="standing")
    criteria = list(initiative.criteria.all()) if criteria is None else criteria
    prefetch_related_objects(criteria, standing, *(["comparisons"] if compared else []))
    return [
        goal_of(
            criterion,
            criterion.standing,
            initiative,
            on,
            others=tuple(criterion.comparisons.all()) if compared else (),
        )
        for criterion in criteria
    ]
