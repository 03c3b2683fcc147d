"""Writing down what was measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import changed_fields, record
from initiatives.models import Department, Evidence, Initiative
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import Evaluation, Measurement, SuccessCriterion
from .rules import MEASURABLE

FAR_TIMES = 3
FAR_LEAST = 5
FAR_POINTS = 30
"""A count or an amount is far off at three times the last one or a third of it, if they differ by
five or more and the last was not none; a percentage when it moves 30 points or leaves 0 to 100.
It is asked about once."""


def far_off(criterion: SuccessCriterion, value: Decimal, last: Decimal | None) -> bool:
    """True when a figure is so far from the last one that it may be a slip of the keys."""
    Unit = SuccessCriterion.Unit
    if criterion.unit == Unit.PERCENT and not 0 <= value <= 100:
        return True
    if last is None:
        return False
    if criterion.is_milestone:
        return False
    step = abs(value - last)
    if criterion.unit in (Unit.PERCENT, Unit.PERCENTAGE_POINTS):
        return step >= FAR_POINTS
    low, high = sorted((abs(value), abs(last)))
    return last != 0 and step >= FAR_LEAST and high >= low * FAR_TIMES


def far_off_question(criterion: SuccessCriterion, value: Decimal, last: Decimal | None) -> str:
    """ "31 er meget mere end sidst (3). Er det rigtigt?" """
    numbers = {"value": figures.number(value), "last": "" if last is None else figures.number(last)}
    if last is None:
        return gettext("%(value)s procent er et usædvanligt tal. Er det rigtigt?") % numbers
    if value > last:
        return gettext("%(value)s er meget mere end sidst (%(last)s). Er det rigtigt?") % numbers
    return gettext("%(value)s er meget mindre end sidst (%(last)s). Er det rigtigt?") % numbers


@transaction.atomic
def measure(
    criterion: SuccessCriterion,
    *,
    value: Decimal,
    measured_on: dt.date,
    by,
    note: str = "",
    parts: Mapping[str, Decimal] | None = None,
    evidence: Evidence | None = None,
    evaluation: Evaluation | None = None,
    on_behalf_of: Department | None = None,
) -> Measurement:
    """Write a figure down, as reported. A figure for a day that already has one corrects it: the old one is kept.

    The day may lie before the start or after the end: register data comes late. `parts` are the figures
    of the criterion's groups. Raises Refused when the initiative is not approved yet, ValidationError
    for a day in the future and for a milestone that is neither yes nor no.
    """
    initiative = _lock(criterion)
    standing = criterion.measurements.standing()
    if evaluation is None:
        old = standing.filter(measured_on=measured_on, evaluation=None).first()
    else:
        old = standing.filter(evaluation=evaluation).first()
    split = _split(parts)
    is_same = old and (old.value, old.measured_on, old.note, old.parts) == (value, measured_on, note, split)
    if is_same and evidence is None:
        return old
    new = Measurement(
        criterion=criterion,
        value=value,
        measured_on=measured_on,
        note=note,
        parts=split,
        evidence=evidence,
        evaluation=evaluation,
        replaces=old,
    )
    return _write(new, initiative, by=by, on_behalf_of=on_behalf_of)


@transaction.atomic
def correct(
    measurement: Measurement,
    *,
    value: Decimal,
    measured_on: dt.date,
    by,
    note: str = "",
    parts: Mapping[str, Decimal] | None = None,
    evidence: Evidence | None = None,
) -> Measurement:
    """Put a right figure in the place of a wrong one, also when the day was wrong or the figure is locked.

    The new figure is reported and must be approved anew; the old one stays as it was. A locked figure has
    been used elsewhere, so its correction must say why in the note. Raises Refused when somebody has
    corrected it already, ValidationError for a day in the future or one that has another figure.
    """
    initiative = _lock(measurement.criterion)
    if measurement.locked_at and not note.strip():
        raise ValidationError(
            {"note": gettext("Tallet er låst. Skriv i bemærkningen, hvorfor det er forkert")}
        )
    new = Measurement(
        criterion=measurement.criterion,
        value=value,
        measured_on=measured_on,
        note=note,
        parts=_split(parts),
        evidence=evidence or measurement.evidence,
        evaluation=measurement.evaluation,
        replaces=measurement,
    )
    return _write(new, initiative, by=by)


def _lock(criterion: SuccessCriterion) -> Initiative:
    initiative = lock_for_change(criterion.initiative)
    if initiative.status not in MEASURABLE:
        raise Refused(gettext("Indsatsen er ikke godkendt. Målinger kan skrives, når den er."))
    return initiative


def _write(
    new: Measurement, initiative: Initiative, *, by, on_behalf_of: Department | None = None
) -> Measurement:
    if new.measured_on > timezone.localdate():
        raise ValidationError(
            {"measured_on": gettext("Datoen ligger i fremtiden. Skriv den dag, der blev målt")}
        )
    old, criterion = new.replaces, new.criterion
    if criterion.is_milestone and new.value not in (0, 1):
        raise ValidationError({"value": gettext("Vælg, om det er sket")})
    new.recorded_by, new.recorded_at = by, timezone.now()
    if old:
        standing = Measurement.objects.standing().filter(pk=old.pk)
        if not standing.update(superseded_at=new.recorded_at):
            raise Refused(gettext("Målingen er rettet i mellemtiden. Se tallene igen."))
    new.full_clean(exclude=["recorded_by", "replaces", "evidence"])
    new.save()
    with override("da"):
        record(
            initiative,
            by=by,
            kind="measurement",
            sentence=gettext_noop("Rettede en måling af %(goal)s til %(value)s")
            if old
            else gettext_noop("Målte %(goal)s: %(value)s"),
            params={"goal": criterion.name, "value": figures.amount(new.value, criterion)},
            words=new.note,
            changes=changed_fields(_as_texts(old), _as_texts(new)) if old else {},
            on_behalf_of=on_behalf_of,
        )
    return new


def _split(parts: Mapping[str, Decimal] | None) -> dict[str, str]:
    """The parts as they are stored: text, so that no figure is rounded on its way through JSON."""
    return {name: str(value) for name, value in (parts or {}).items()}


def _as_texts(measurement: Measurement) -> dict[str, str]:
    return {
        "value": figures.number(measurement.value),
        "measured_on": f"{measurement.measured_on:%d.%m.%Y}",
        "note": measurement.note,
        "parts": ", ".join(f"{name} {value}" for name, value in measurement.parts.items()),
    }
