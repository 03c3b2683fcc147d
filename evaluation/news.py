"""What was measured in a board member's own department, for the mail of the week."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from accounts.models import User
from initiatives.models import Department, Status

from . import figures
from .models import Measurement

WEEK = dt.timedelta(days=7)


def news_for(person: User, on: dt.date) -> list[str]:
    """ "Fællesspisning: 31 personer (Naboer, der kommer)." One query."""
    mine = Department.objects.with_board_seat_of(person, on)
    found = (
        Measurement.objects.standing()
        .filter(
            measured_on__range=(on - WEEK, on),
            criterion__initiative__status=Status.RUNNING,
            criterion__initiative__participations__department__in=mine,
        )
        .select_related("criterion__initiative")
        .order_by("-measured_on", "-pk")
        .distinct()
    )
    return [
        gettext("%(name)s: %(amount)s (%(goal)s).")
        % {
            "name": row.criterion.initiative.name,
            "amount": figures.amount(row.value, row.criterion),
            "goal": row.criterion.name,
        }
        for row in found[:3]
    ]
