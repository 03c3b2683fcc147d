"""The short and the long track: a small case asks on one page and needs one decision. The musts are the same.

The policy knows no tracks; what is small is AAB's own choice: what the leader may give alone.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from .history import record
from .models import Initiative
from .proving import Case
from .workflow import Refused, lock_for_edit


def is_small(case: Case) -> bool:
    """One department, no money from outside, and AAB's own part not above what the leader may give alone."""
    return (
        case.fact("departments") <= 1
        and not case.fact("external_cofinancing")
        and not case.fact("expects_outside_money")
        and not case.fact("over_leader_limit")
    )


def goes_the_short_way(case: Case) -> bool:
    """A small case, unless staff have asked for the long track."""
    return not case.initiative.long_track and is_small(case)


@transaction.atomic
def choose_track(initiative: Initiative, *, by, long: bool, reason: str = "") -> bool:
    """Ask for the long track, or go back to the short one, which needs a reason. False when it stood so already.

    Raises Refused when the case may not be edited, and without a reason for going short.
    """
    locked = lock_for_edit(initiative)
    if locked.long_track == long:
        return False
    if not long and not reason.strip():
        raise Refused(gettext("Skriv, hvorfor den korte vej er nok."))
    locked.long_track = long
    locked.save(update_fields=["long_track"])
    record(
        locked,
        by=by,
        kind="track",
        sentence=gettext_noop("Valgte den lange vej") if long else gettext_noop("Valgte den korte vej"),
        words=reason.strip(),
        prepares=True,
    )
    return True
