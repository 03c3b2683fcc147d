"""Approving figures and locking them: reported → approved → locked.

A figure that nobody at AAB has approved stays out of every total. A locked figure has left the portal, in
an application or a yearly account: the database keeps its row as it is, and a correction is a new row.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import record
from initiatives.models import Initiative
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import Measurement


@transaction.atomic
def approve_figures(initiative: Initiative, *, by, only: Iterable[int] | None = None) -> int:
    """Approve the reported figures of a case, or `only` those with these numbers. Returns how many.

    Raises Refused for whoever does not work for AAB.
    """
    _must_be_staff(by)
    initiative = lock_for_change(initiative)
    rows = Measurement.objects.to_approve().filter(criterion__initiative=initiative)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    found = list(rows.select_related("criterion").order_by("measured_on", "pk"))
    changed = rows.filter(pk__in=[row.pk for row in found]).update(approved_at=timezone.now(), approved_by=by)
    for row in found:
        _tell(
            row, initiative, by=by, sentence=gettext_noop("Godkendte tallet for %(goal)s: %(value)s, %(day)s")
        )
    return changed


@transaction.atomic
def lock_figures(initiative: Initiative, *, by) -> int:
    """Lock every approved figure of a case. There is no way back but a correction. Returns how many.

    Raises Refused for whoever does not work for AAB.
    """
    _must_be_staff(by)
    initiative = lock_for_change(initiative)
    rows = Measurement.objects.approved().filter(criterion__initiative=initiative, locked_at=None)
    found = list(rows.select_related("criterion").order_by("measured_on", "pk"))
    changed = rows.filter(pk__in=[row.pk for row in found]).update(locked_at=timezone.now(), locked_by=by)
    for row in found:
        _tell(row, initiative, by=by, sentence=gettext_noop("Låste tallet for %(goal)s: %(value)s, %(day)s"))
    return changed


def _must_be_staff(by) -> None:
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan godkende og låse tal."))


def _tell(row: Measurement, initiative: Initiative, *, by, sentence: str) -> None:
    with override("da"):
        record(
            initiative,
            by=by,
            kind="measurement",
            sentence=sentence,
            params={
                "goal": row.criterion.name,
                "value": figures.amount(row.value, row.criterion),
                "day": figures.whole_day(row.measured_on),
            },
        )
