"""Showing a board what was changed since it answered, and its one tap "Det er stadig i orden"."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User
from initiatives.history import record
from initiatives.models import BoardRequest, Department, Initiative, LookAgain
from initiatives.relook import department_answered
from initiatives.together import in_danish
from initiatives.workflow import Refused, lock_for_change

from .answering import no_longer_asked, why_not_answer
from .asking import default_deadline, open_question
from .boards import boards_of


@transaction.atomic
def send_change(
    initiative: Initiative, *, department: Department, by: User, deadline_on: dt.date | None = None
) -> BoardRequest | None:
    """Show a board what was changed since its residents said yes. Each member who gets mails gets one.

    None when there is nothing to show or the board has a question already, so pressing twice asks once. Raises
    Refused where nobody sits on the board, and while the case takes no answers.
    """
    locked = lock_for_change(initiative)
    open_requests = locked.board_requests.filter(department=department, closed_at__isnull=True)
    if not open_marks(locked, department).exists() or open_requests.exists():
        return None
    question = BoardRequest(kind=BoardRequest.Kind.CHANGE)
    if reason := why_not_answer(locked, request=question):
        raise Refused(reason)
    seats = boards_of([department]).get(department.pk)
    if not seats:
        raise Refused(
            gettext("Der sidder ingen i bestyrelsen i %(department)s. Skriv svaret ind i stedet.")
            % {"department": department.title}
        )
    request = open_question(
        locked,
        department,
        seats,
        deadline_on=deadline_on or default_deadline(),
        by=by,
        kind=BoardRequest.Kind.CHANGE,
    )
    with in_danish():
        record(
            locked,
            by=by,
            kind="boards_asked",
            sentence=gettext_noop("Sendte ændringen til bestyrelsen i %(departments)s"),
            params={"departments": department.title},
            prepares=True,
        )
    return request


@transaction.atomic
def say_still_fine(request: BoardRequest, *, by: User, seen: str) -> None:
    """A member of the board has seen the change and says that the answer stands. Closes it for the whole board.

    `seen` is the fingerprint of what the page showed. The first answer wins; a second press is told so. Raises
    Refused when the case takes no answers, and when the case was changed once more while it was read.
    """
    initiative = lock_for_change(request.initiative)
    if reason := why_not_answer(initiative, request=request):
        raise Refused(reason)
    department = request.department
    if request.closed_at is None and fingerprint(open_marks(initiative, department)) != seen:
        raise Refused(gettext("Indsatsen er ændret igen, mens du læste. Se det nye, og svar så."))
    closed = BoardRequest.objects.filter(pk=request.pk, closed_at__isnull=True).update(
        closed_at=timezone.now()
    )
    if not closed:
        raise Refused(already_said(initiative, department) or no_longer_asked())
    department_answered(initiative, department.pk, how=LookAgain.Cleared.STILL, by=by)
    with in_danish():
        record(
            initiative,
            by=by,
            kind="residents_answered",
            sentence=gettext_noop("Svarede for %(department)s: Det er stadig i orden"),
            params={"department": department.title},
            on_behalf_of=department,
        )
    if initiative.responsible_id != by.pk:
        outbox.queue(
            "resident_change_fine", to=initiative.responsible, about=request, occurrence="answered", by=by
        )


def open_marks(initiative: Initiative, department: Department):
    """What a department's board is to look at again."""
    return LookAgain.objects.open().filter(initiative=initiative, department=department)


def fingerprint(marks: Iterable[LookAgain]) -> str:
    """The same as long as the differences read the same."""
    return hashlib.sha256(repr([mark.differences for mark in marks]).encode()).hexdigest()[:16]


def last_said_fine(initiative: Initiative, department: Department) -> LookAgain | None:
    """When a board last said that its answer still stands, and who of it; None when it never has."""
    found = LookAgain.objects.filter(
        initiative=initiative, department=department, cleared_how=LookAgain.Cleared.STILL
    )
    return found.select_related("cleared_by").order_by("-cleared_at").first()


def already_said(initiative: Initiative, department: Department) -> str:
    """ "Bo Lind sagde det den 4. november", for the one who came second."""
    mark = last_said_fine(initiative, department)
    if mark is None:
        return ""
    return gettext("Din bestyrelse har allerede svaret. %(person)s svarede. Du skal ikke gøre mere.") % {
        "person": mark.cleared_by
    }
