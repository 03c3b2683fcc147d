"""What an initiative is measured by and says of itself when it ends."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Status
from initiatives.proving import FinalStep

from .models import Evaluation, Measurement, SuccessCriterion


def _since(on: dt.date) -> dt.date:
    return on - dt.timedelta(days=settings.AAB_FINAL_DAYS)


def unmeasured(initiative: Initiative, on: dt.date) -> list[SuccessCriterion]:
    """The goals without a final figure: none measured within AAB_FINAL_DAYS before the day `on`.

    An initiative that never began has nothing to measure.
    """
    if initiative.status == Status.APPROVED:
        return []
    fresh = Measurement.objects.standing().filter(measured_on__gte=_since(on))
    return list(initiative.criteria.exclude(pk__in=fresh.values("criterion")))


def final_evaluations(initiative: Initiative, on: dt.date) -> list[Evaluation]:
    """The answers that count as the final evaluation: the last one of the plan, or one just given."""
    answered = initiative.evaluations.answered().select_related("department__organisation", "answered_by")
    return [row for row in answered.order_by("-received_on") if row.is_final or row.received_on >= _since(on)]


def open_evaluations(initiative: Initiative, on: dt.date) -> list[Evaluation]:
    """Evaluations that may be answered now."""
    return list(initiative.evaluations.opened(on).select_related("department__organisation"))


def _evaluated(initiative: Initiative, on: dt.date) -> bool:
    return initiative.status == Status.APPROVED or bool(final_evaluations(initiative, on))


FINAL_STEPS = {
    "measured": FinalStep(
        lambda initiative, on: not unmeasured(initiative, on),
        "not_measured",
        _("Skriv de sidste målinger, eller skriv, hvorfor det ikke kan måles."),
    ),
    "evaluated": FinalStep(
        _evaluated, "not_evaluated", _("Svar på den sidste evaluering, eller skriv, hvorfor den mangler.")
    ),
}
