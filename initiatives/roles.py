"""What a person is on a day: sits on boards, decides in bodies, works for AAB. Asked once for a whole page."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from . import rules
from .models import Department


class Roles:
    """The roles of one person on one day.

    Whoever gathers much for a person makes one of these and hands it on, so that each role costs one query
    however many parts ask for it. It lives for one page: access ends with the term, from the next request.
    """

    def __init__(self, user, on: dt.date) -> None:
        self.user = user
        self.on = on

    @cached_property
    def boards(self) -> dict[int, Department]:
        """The departments on whose boards the person sits that day, by their keys."""
        return {department.pk: department for department in rules.board_departments(self.user, self.on)}

    @cached_property
    def bodies(self) -> list[int]:
        """The ids of the bodies in which the person decides that day, by a seat or as a deputy."""
        return rules.deciding_bodies(self.user, self.on)

    @cached_property
    def works_for_aab(self) -> bool:
        """Staff and administrators: only they answer for cases, whatever a case still says."""
        return rules.works_for_aab(self.user)
