"""The same figure elsewhere: in the municipality or the country (sammenligning)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import record
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import ComparisonFigure, SuccessCriterion


@transaction.atomic
def compare(
    criterion: SuccessCriterion, *, whose: str, value: Decimal, measured_on: dt.date, source: str, by
) -> ComparisonFigure:
    """Write down how the figure stands elsewhere; a second one for the same day takes the place of the first.

    Raises Refused for whoever does not work for AAB, ValidationError without a source.
    """
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan skrive tal til sammenligning."))
    initiative = lock_for_change(criterion.initiative)
    row = criterion.comparisons.filter(whose=whose, measured_on=measured_on).first() or ComparisonFigure(
        criterion=criterion, whose=whose, measured_on=measured_on
    )
    row.value, row.source, row.recorded_by, row.recorded_at = value, source.strip(), by, timezone.now()
    row.full_clean(exclude=["criterion", "recorded_by"], validate_unique=False)
    row.save()
    with override("da"):
        record(
            initiative,
            by=by,
            kind="measurement",
            sentence=gettext_noop(
                "Skrev et tal til sammenligning med %(goal)s: %(whose)s %(value)s, %(day)s"
            ),
            params={
                "goal": criterion.name,
                "whose": str(row.get_whose_display()),
                "value": figures.amount(value, criterion),
                "day": figures.whole_day(measured_on),
            },
            words=row.source,
        )
    return row
