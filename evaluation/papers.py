"""An answer on paper: a photo of the sheet, from the board itself or from staff who write it down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts.models import User
from accounts.uploads import CheckedUpload
from initiatives.evidence import add_row, placed
from initiatives.history import record
from initiatives.models import Evidence
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .answers import why_not_now
from .models import Evaluation
from .rules import may_answer

POINT = "6.3"
"""The point of the policy that sheets of answers belong to."""


def send_paper(evaluation: Evaluation, *, upload: CheckedUpload, by: User) -> Evaluation:
    """A photo from whoever is asked: nobody is reminded any more, and staff write the answer down.

    A second photo takes the place of the first; both stay among the files. Raises Refused and AlreadyAnswered.
    """
    if not may_answer(by, evaluation):
        raise Refused(gettext("Kun den, der er spurgt, kan svare."))
    with placed(upload) as file, transaction.atomic():
        initiative = lock_for_change(evaluation.initiative)
        current = Evaluation.objects.select_related("answered_by", "entered_by", "department").get(
            pk=evaluation.pk
        )
        current.initiative = initiative
        if why := why_not_now(current, timezone.localdate()):
            raise Refused(why)
        keep_paper(current, upload=upload, file=file, by=by)
        with override("da"):
            record(
                initiative,
                by=by,
                kind="evaluation",
                sentence=gettext_noop("Sendte et billede af svaret på evalueringen %(day)s"),
                params={"day": figures.whole_day(current.due_on)},
                on_behalf_of=current.department,
            )
    return current


def keep_paper(evaluation: Evaluation, *, upload: CheckedUpload, file: str, by: User) -> Evidence:
    """The sheet as a file of the case, tied to the evaluation; inside the transaction of the act."""
    paper = add_row(
        evaluation.initiative,
        requirement_key=POINT,
        upload=upload,
        file=file,
        by=by,
        department=evaluation.department,
    )
    Evaluation.objects.filter(pk=evaluation.pk).update(paper=paper, paper_at=timezone.now())
    return paper
