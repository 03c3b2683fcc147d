"""Writing in that the council has decided where a department's residents said no (almenboligloven § 37 stk. 4)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from accounts.uploads import CheckedUpload

from .evidence import RESIDENTS_POINT, store_evidence
from .history import record
from .models import CouncilDecision, ResidentDecision
from .workflow import Refused, lock_for_edit

TOLD = gettext_noop("Skrev ind, hvad repræsentantskabet besluttede for %(department)s")


@transaction.atomic
def record_council_decision(
    answer: ResidentDecision,
    *,
    decided_on: dt.date,
    item_number: str,
    words: str,
    by: User,
    upload: CheckedUpload | None = None,
) -> CouncilDecision:
    """Keep the decision of the repræsentantskab about a department whose residents said no.

    The residents' own answer stays as it was given. Raises Refused where there is no standing no, where
    the day lies before the residents' own, and where the case cannot be changed now.
    """
    initiative = lock_for_edit(answer.initiative)
    answer = ResidentDecision.objects.select_related("department__organisation").get(pk=answer.pk)
    if answer.superseded_at is not None or answer.result != ResidentDecision.Result.NO:
        raise Refused(
            gettext("Beboerne har ikke sagt nej. Så skal repræsentantskabet ikke beslutte for dem.")
        )
    if decided_on > timezone.localdate() or decided_on < answer.held_on:
        raise Refused(
            gettext("Repræsentantskabet kan først have besluttet det, efter at beboerne sagde nej.")
        )
    evidence = upload and store_evidence(
        initiative, requirement_key=RESIDENTS_POINT, upload=upload, by=by, department=answer.department
    )
    decision = CouncilDecision.objects.create(
        resident_decision=answer,
        decided_on=decided_on,
        item_number=item_number.strip(),
        words=words.strip(),
        evidence=evidence,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    record(
        initiative,
        by=by,
        kind="council_decision",
        sentence=TOLD,
        params={"department": answer.department.title},
        words=words.strip(),
        prepares=True,
    )
    return decision
