"""What the page behind a link in a mail about the residents' decision says (P12)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import TaskLink
from accounts.tasklinks import TaskCard, TaskKind

from . import rules
from .models import BoardRequest
from .residents import TASK

QUESTIONS, MINUTES = 4, 3


def describe(link: TaskLink) -> TaskCard | None:
    """The card of the task; None when the question is gone.

    An old link follows its board to a newer question about the same case: the person cannot know that
    there are two.
    """
    found = BoardRequest.objects.select_related("initiative__responsible", "department__organisation")
    request = found.filter(pk=link.object_id).first()
    if request is None:
        return None
    initiative, department = request.initiative, request.department
    asked = initiative.board_requests.filter(department=department, closed_at__isnull=True).exists()
    standing = initiative.resident_decisions.current().filter(department=department)
    answer = None if asked else standing.select_related("answered_by", "entered_by").first()
    address = [initiative.pk, department.pk]
    return TaskCard(
        title=gettext("Svar for bestyrelsen i %(department)s") % {"department": department.title},
        on_behalf_of=department.title,
        questions=QUESTIONS,
        minutes=MINUTES,
        answer_path=reverse("initiatives:resident_answer", args=address),
        answered=(answer.sender, timezone.localdate(answer.answered_at)) if answer else None,
        still_allowed=rules.may_answer_for_residents(link.person, initiative, department),
        receipt_path=reverse("initiatives:resident_receipt", args=address),
        contact=initiative.responsible,
    )


KINDS = {TASK: TaskKind(describe)}
