"""Which body decides a case. The policy names no approver: this is AAB's own choice, set in settings."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from .checklist import Case
from .models import Body, Meeting


def deciding_body(case: Case) -> Body | None:
    """The body the case goes to: the leader for a small case, otherwise the organisationsbestyrelse.

    Small means one department, no money from outside, and AAB's own part at most
    AAB_LEADER_LIMIT_KR kroner. The musts of the policy are the same for both.
    """
    is_small = (
        case.fact("departments") <= 1
        and not case.fact("external_cofinancing")
        and not case.fact("expects_outside_money")
        and case.fact("aab_amount") <= settings.AAB_LEADER_LIMIT_KR
    )
    found = {body.kind: body for body in Body.objects.filter(decides=True)}
    board = found.get(Body.Kind.ORGANISATION_BOARD)
    return found.get(Body.Kind.LEADER, board) if is_small else board


def next_meeting(body: Body, on: dt.date) -> Meeting | None:
    """The first meeting of the body that still takes cases on the day `on`, if it holds meetings."""
    return body.meetings.open_on(on).first()
