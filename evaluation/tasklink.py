"""What the page behind a link in a mail about an evaluation says."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import TaskLink
from accounts.tasklinks import TaskCard, TaskKind

from .mails import MINUTES, questions_in
from .models import Evaluation
from .rules import may_answer

KIND = "evaluation"


def describe(link: TaskLink) -> TaskCard | None:
    """The card of the task; None when the evaluation is gone or was skipped."""
    evaluation = (
        Evaluation.objects.select_related(
            "initiative__responsible", "department__organisation", "answered_by", "entered_by"
        )
        .filter(pk=link.object_id, skipped_at=None)
        .first()
    )
    if evaluation is None or evaluation.department is None:
        return None
    address = [evaluation.initiative_id, evaluation.pk]
    department = evaluation.department.title
    return TaskCard(
        title=gettext("Fortæl, hvordan det går med %(name)s. Du svarer for bestyrelsen i %(department)s")
        % {"name": evaluation.initiative.name, "department": department},
        on_behalf_of=department,
        questions=questions_in(evaluation),
        minutes=MINUTES,
        answer_path=reverse("evaluation:answer", args=address),
        answered=(evaluation.sender, evaluation.received_on) if evaluation.answered_at else None,
        still_allowed=may_answer(link.person, evaluation),
        receipt_path=reverse("evaluation:receipt", args=address),
        contact=evaluation.initiative.responsible,
    )


KINDS = {KIND: TaskKind(describe)}
