"""What the page behind a link in a mail about an evaluation says."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import TaskLink
from accounts.tasklinks import TaskCard, TaskKind

from .following_up import may_follow_up
from .inviting import KIND as INVITATION
from .mails import MINUTES, questions_in
from .models import Evaluation, FollowUp, Invitation
from .rules import MEASURABLE, may_answer

KIND = "evaluation"


def describe(link: TaskLink) -> TaskCard | None:
    """The card of the task; None when the evaluation is gone or was skipped."""
    evaluation = (
        Evaluation.objects.select_related(
            "initiative__responsible",
            "department__organisation",
            "partnership__partner",
            "answered_by",
            "entered_by",
        )
        .filter(pk=link.object_id, skipped_at=None)
        .first()
    )
    if evaluation is None or evaluation.is_of_staff:
        return None
    address = [evaluation.initiative_id, evaluation.pk]
    words = {"name": evaluation.initiative.name, "department": evaluation.asked_name}
    return TaskCard(
        title=gettext("Fortæl, hvordan det går med %(name)s. Du svarer for bestyrelsen i %(department)s")
        % words
        if evaluation.department_id
        else gettext("Fortæl, hvordan det går med %(name)s. Du svarer for %(department)s") % words,
        on_behalf_of=evaluation.asked_name,
        questions=questions_in(evaluation),
        minutes=MINUTES,
        answer_path=reverse("evaluation:answer", args=address),
        answered=(evaluation.sender, evaluation.received_on) if evaluation.answered_at else None,
        still_allowed=may_answer(link.person, evaluation),
        receipt_path=reverse("evaluation:receipt", args=address),
        contact=evaluation.initiative.responsible,
    )


FOLLOW_UP = "follow_up"


def describe_follow_up(link: TaskLink) -> TaskCard | None:
    """The card of "does it still run?"; None when the question is gone."""
    row = (
        FollowUp.objects.select_related("initiative__responsible", "answered_by")
        .filter(pk=link.object_id)
        .first()
    )
    if row is None:
        return None
    address = reverse("evaluation:follow_up", args=[row.initiative_id, row.pk])
    return TaskCard(
        title=gettext("Fortæl, om %(name)s kører endnu") % {"name": row.initiative.name},
        on_behalf_of="",
        questions=1,
        minutes=1,
        answer_path=address,
        answered=(str(row.answered_by), timezone.localtime(row.answered_at).date())
        if row.answered_at
        else None,
        still_allowed=may_follow_up(link.person, row.initiative),
        receipt_path=address,
        contact=row.initiative.responsible,
    )


def describe_invitation(link: TaskLink) -> TaskCard | None:
    """The card of the figures a partner's contact is asked for; None when the invitation is gone or over."""
    row = (
        Invitation.objects.select_related("partnership__initiative__responsible", "partnership__partner")
        .filter(pk=link.object_id, person=link.person)
        .first()
    )
    if row is None or not row.works_today:
        return None
    initiative = row.partnership.initiative
    return TaskCard(
        title=gettext("Skriv tal om %(name)s. Du svarer for %(partner)s")
        % {"name": initiative.name, "partner": row.partnership.partner},
        on_behalf_of=str(row.partnership.partner),
        questions=max(1, row.criteria.count()),
        minutes=3,
        answer_path=reverse("evaluation:partner_figures", args=[initiative.pk, row.pk]),
        still_allowed=initiative.status in MEASURABLE,
        contact=initiative.responsible,
    )


KINDS = {
    KIND: TaskKind(describe),
    FOLLOW_UP: TaskKind(describe_follow_up),
    INVITATION: TaskKind(describe_invitation),
}
