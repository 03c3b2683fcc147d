"""What the page behind a link in a mail about the residents' decision says (P12)."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import TaskLink
from accounts.tasklinks import TaskCard, TaskKind

from . import overlaps, rules
from .departments import rounds
from .models import BoardRequest, Department, DisplacementRequest, LookAgain, ResidentDecision
from .residents import TASK, minutes_wanted
from .residents.changes import last_said_fine

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
    latest = initiative.board_requests.filter(department=department).order_by("-round").first()
    if answer is not None and minutes_wanted(answer, timezone.localdate()):
        return TaskCard(
            title=gettext("Send referatet for %(department)s") % {"department": department.title},
            on_behalf_of=department.title,
            questions=1,
            minutes=1,
            answer_path=reverse("initiatives:resident_minutes", args=address),
            still_allowed=rules.may_answer_for_residents(link.person, initiative, department),
            receipt_path=reverse("initiatives:resident_receipt", args=address),
            contact=initiative.responsible,
        )
    if latest.is_about_change:
        return _change_card(link, latest, None if asked else last_said_fine(initiative, department))
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


def describe_activities(link: TaskLink) -> TaskCard | None:
    """The card of "Passer det stadig?": the register of one department."""
    found = Department.objects.select_related("organisation", "consultant").filter(pk=link.object_id)
    department = found.first()
    if department is None:
        return None
    today = timezone.localdate()
    waiting = rounds.to_look_at(today).filter(department=department).count()
    seen = department.volunteer_activities.ongoing().filter(reviewed_by__isnull=False)
    last = seen.select_related("reviewed_by").order_by("-reviewed_on").first()
    register = reverse("initiatives:activities", args=[department.address_number])
    return TaskCard(
        title=gettext("Se jeres frivillige arbejde efter"),
        on_behalf_of=department.title,
        questions=max(waiting, 1),
        minutes=2,
        answer_path=register,
        answered=(str(last.reviewed_by), last.reviewed_on) if not waiting and last else None,
        still_allowed=rules.sits_on_the_board_of(link.person, department),
        receipt_path=register,
        contact=department.consultant,
    )


def _change_card(link: TaskLink, request: BoardRequest, said: LookAgain | None) -> TaskCard:
    """The card while the board is asked about a change, or has said that it is in order."""
    initiative, department = request.initiative, request.department
    address = [initiative.pk, department.pk]
    answer = (
        initiative.resident_decisions.current().filter(department=department, request=request)
        if not request.is_open
        else ResidentDecision.objects.none()
    ).first()
    answered = None
    if answer is not None:
        answered = (answer.sender, timezone.localdate(answer.answered_at))
    elif said is not None:
        answered = (str(said.cleared_by), timezone.localdate(said.cleared_at))
    return TaskCard(
        title=gettext("Se, hvad der er ændret for %(department)s") % {"department": department.title},
        on_behalf_of=department.title,
        questions=1,
        minutes=1,
        answer_path=reverse("initiatives:resident_answer", args=address),
        answered=answered,
        still_allowed=rules.may_answer_for_residents(link.person, initiative, department),
        receipt_path=reverse("initiatives:resident_receipt", args=address),
        contact=initiative.responsible,
    )


def describe_displacement(link: TaskLink) -> TaskCard | None:
    """The card of a question about volunteer work; None when the question is gone."""
    found = DisplacementRequest.objects.select_related("initiative__responsible", "department__organisation")
    asked = found.filter(pk=link.object_id).first()
    if asked is None:
        return None
    reviews = asked.initiative.displacement_reviews.select_related("reviewed_by")
    review = reviews.filter(department=asked.department).first() if asked.closed_at else None
    address = reverse("initiatives:displacement_answer", args=[asked.initiative_id, asked.department_id])
    return TaskCard(
        title=gettext("Svar for bestyrelsen i %(department)s") % {"department": asked.department.title},
        on_behalf_of=asked.department.title,
        questions=1 + asked.department.volunteer_activities.ongoing().count(),
        minutes=2,
        answer_path=address,
        answered=(str(review.reviewed_by), timezone.localdate(review.reviewed_at)) if review else None,
        still_allowed=rules.sits_on_the_board_of(link.person, asked.department),
        receipt_path=address,
        contact=asked.initiative.responsible,
    )


KINDS = {
    overlaps.TASK: TaskKind(describe_displacement),
    TASK: TaskKind(describe),
    rounds.TASK: TaskKind(describe_activities),
}
