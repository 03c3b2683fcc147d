"""When an evaluation is not answered: the board cannot, staff skip it, or it is opened before its time."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from initiatives.history import record
from initiatives.models import Initiative, Status
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .answers import AlreadyAnswered, why_not_now
from .models import Evaluation
from .rules import may_answer


@transaction.atomic
def cannot_answer(evaluation: Evaluation, *, reason: str, by) -> Evaluation:
    """The board says that it cannot answer, and why: nobody reminds it any more, and staff ring.

    It may still answer if it can after all. Raises AlreadyAnswered and Refused.
    """
    if not may_answer(by, evaluation):
        raise Refused(gettext("Kun bestyrelsen i afdelingen kan svare."))
    current = _hold(evaluation)
    if why := why_not_now(current, timezone.localdate()):
        raise Refused(why)
    if not reason.strip():
        raise Refused(gettext("Skriv kort, hvorfor I ikke kan svare."))
    _write(current, cannot_by=by, cannot_at=timezone.now(), cannot_reason=reason.strip())
    _tell(current, by=by, sentence=gettext_noop("Kan ikke svare på evalueringen %(day)s"), words=reason)
    return current


@transaction.atomic
def skip(evaluation: Evaluation, *, reason: str, by) -> Evaluation:
    """Staff let an evaluation go, with a reason that stays. Raises AlreadyAnswered and Refused."""
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan springe en evaluering over."))
    current = _hold(evaluation)
    if not reason.strip():
        raise Refused(gettext("Skriv, hvorfor evalueringen bliver sprunget over."))
    _write(current, skipped_by=by, skipped_at=timezone.now(), skip_reason=reason.strip())
    _tell(current, by=by, sentence=gettext_noop("Sprang evalueringen %(day)s over"), words=reason)
    return current


@transaction.atomic
def open_now(evaluation: Evaluation, *, by) -> Evaluation:
    """Open an evaluation before its day, so that it can be answered now. Raises AlreadyAnswered and Refused."""
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan åbne en evaluering før tid."))
    current = _hold(evaluation)
    if current.initiative.status != Status.RUNNING:
        raise Refused(gettext("Indsatsen er ikke i gang. Derfor kan evalueringen ikke åbnes nu."))
    today = timezone.localdate()
    if current.opens_on <= today:
        return current
    _write(current, opens_on=today)
    _tell(current, by=by, sentence=gettext_noop("Åbnede evalueringen %(day)s før tid"))
    return current


def _hold(evaluation: Evaluation) -> Evaluation:
    initiative: Initiative = lock_for_change(evaluation.initiative)
    current = Evaluation.objects.select_related("answered_by", "entered_by", "department").get(
        pk=evaluation.pk
    )
    current.initiative = initiative
    if not current.is_open:
        raise AlreadyAnswered(current)
    return current


def _write(evaluation: Evaluation, **columns) -> None:
    if not Evaluation.objects.open().filter(pk=evaluation.pk).update(**columns):
        raise AlreadyAnswered(Evaluation.objects.get(pk=evaluation.pk))
    for name, value in columns.items():
        setattr(evaluation, name, value)


def _tell(evaluation: Evaluation, *, by, sentence: str, words: str = "") -> None:
    with override("da"):
        day = figures.whole_day(evaluation.due_on)
    record(
        evaluation.initiative,
        by=by,
        kind="evaluation",
        sentence=sentence,
        params={"day": day},
        words=words.strip(),
        on_behalf_of=evaluation.department,
    )
