"""Writing down the days a source has set, and saying that they are dealt with. The only module that does."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import record
from initiatives.workflow import Refused, lock_for_change

from .models import FundingLine, SourceDate


@transaction.atomic
def add_date(line: FundingLine, *, kind: str, on: dt.date, by, note: str = "") -> SourceDate:
    """Write down one day. Allowed whatever the status of the case: a source sets its days when it answers.

    Raises Refused when the source gives no money or the same day is there already.
    """
    initiative = lock_for_change(line.initiative)
    line = FundingLine.objects.select_related("source").get(pk=line.pk)
    if not line.counts:
        raise Refused(gettext("Kilden giver ikke penge. Skriv først, hvad den har svaret."))
    if line.dates.filter(kind=kind, on=on).exists():
        raise Refused(gettext("Den dato er allerede skrevet ind."))
    found = SourceDate(
        line=line, kind=kind, on=on, note=note.strip(), written_by=by, written_at=timezone.now()
    )
    found.full_clean(exclude=["line", "written_by"])
    found.save()
    _tell(initiative, found, by, gettext_noop("%(source)s, %(what)s: skrev datoen %(day)s ind"))
    return found


@transaction.atomic
def finish_date(line: FundingLine, pk: int, *, by) -> None:
    """The money came or the paper was sent. Raises Refused when somebody has said so already."""
    initiative = lock_for_change(line.initiative)
    found = _open(line, pk)
    found.done_on = timezone.localdate()
    found.save(update_fields=["done_on"])
    _tell(initiative, found, by, gettext_noop("%(source)s, %(what)s %(day)s: det er gjort"))


@transaction.atomic
def remove_date(line: FundingLine, pk: int, *, by) -> None:
    """The day was written by mistake or does not hold any more. The history keeps it."""
    initiative = lock_for_change(line.initiative)
    found = _open(line, pk)
    _tell(initiative, found, by, gettext_noop("%(source)s, %(what)s: fjernede datoen %(day)s"))
    found.delete()


def _open(line: FundingLine, pk: int) -> SourceDate:
    found = line.dates.filter(pk=pk, done_on=None).select_related("line__source").first()
    if found is None:
        raise Refused(gettext("En anden har ordnet den dato."))
    return found


def _tell(initiative, date: SourceDate, by, sentence: str) -> None:
    with override("da"):
        params = {
            "source": date.line.source.name,
            "what": str(date.get_kind_display()),
            "day": date_format(date.on, "j. F Y"),
        }
    record(
        initiative,
        by=by,
        kind="source_date",
        sentence=sentence,
        params=params,
        prepares=initiative.is_editable,
    )
