"""What the mails to boards share: who gets them, their links, and their foot."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tasklinks import link_for
from initiatives.models import BoardRequest, BoardSeat, Department, ResidentDecision
from initiatives.residents import TASK

MINUTES = 3
NOT_ON_THE_BOARD = _("Modtageren sidder ikke i bestyrelsen længere, eller vil have papir.")


def answer_link(person: User, request: BoardRequest) -> str:
    """The person's own link to the question; it works some weeks beyond the deadline."""
    last_day = request.deadline_on + dt.timedelta(days=settings.AAB_TASK_LINK_DAYS)
    return link_for(person, TASK, request.pk, expires_on=last_day).path


def receipt_link(person: User, decision: ResidentDecision) -> str:
    """The person's link to the answer that was given, where it can be corrected."""
    return link_for(person, TASK, decision.request_id).path


def on_the_board_of(department: Department) -> str:
    return gettext("Du får mailen, fordi du sidder i bestyrelsen i %(department)s.") % {
        "department": department.title
    }


def gets_mail(person: User, department: Department) -> bool:
    seats = BoardSeat.objects.in_office(timezone.localdate())
    return seats.filter(person=person, department=department, wants_paper=False).exists()
