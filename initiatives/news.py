"""What has begun in a board member's own department, for the mail of the week."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from accounts.models import User

from .models import Department, Initiative, Status

WEEK = dt.timedelta(days=7)


def news_for(person: User, on: dt.date) -> list[str]:
    """ "Lektiecafé er gået i gang." One query."""
    mine = Department.objects.with_board_seat_of(person, on)
    begun = Initiative.objects.filter(
        status=Status.RUNNING, status_since__date__gte=on - WEEK, participations__department__in=mine
    )
    names = begun.order_by("status_since").values_list("name", flat=True).distinct()
    return [gettext("%(name)s er gået i gang.") % {"name": name} for name in names]
