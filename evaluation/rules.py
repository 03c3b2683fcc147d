"""Who may act on goals and evaluations. Who may see them is who may see the initiative."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from initiatives.models import Initiative, Status
from initiatives.rules import board_departments, works_for_aab

from .models import Evaluation, Invitation

ANSWERABLE = frozenset({Status.RUNNING, Status.CLOSED})
"""An evaluation that was asked for can be answered late, also when the initiative has ended since."""
MEASURABLE = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED, Status.CLOSED})
"""Figures may come in from the approval on: register data comes long after the end."""


def _is_invited(user, partnership: int) -> bool:
    rows = Invitation.objects.working(timezone.localdate()).filter(partnership=partnership, may_evaluate=True)
    return user.is_authenticated and rows.filter(person=user).exists()


def may_plan(user, initiative: Initiative) -> bool:
    """Staff set goals and plans, skip evaluations and enter answers for others."""
    return works_for_aab(user)


def is_of_a_board(user, initiative: Initiative, on: dt.date | None = None) -> bool:
    """The person sits today on the board of a participating department."""
    mine = {department.pk for department in board_departments(user, on or timezone.localdate())}
    return bool(mine) and initiative.participations.filter(department__in=mine).exists()


def may_measure(user, initiative: Initiative) -> bool:
    """Staff and the boards of the participating departments write figures, once the initiative is approved."""
    return initiative.status in MEASURABLE and (works_for_aab(user) or is_of_a_board(user, initiative))


def may_answer(user, evaluation: Evaluation) -> bool:
    """The board of the department that is asked, the invited contact of a partner; staff where AAB itself is."""
    if evaluation.partnership_id is not None:
        return _is_invited(user, evaluation.partnership_id)
    if evaluation.department_id is None:
        return works_for_aab(user)
    return evaluation.department_id in {department.pk for department in board_departments(user)}
