"""Whether the mail server answers: after five refused connections it is asked once a minute, by one worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import Heartbeat

NAME = "mail server"
REFUSALS = 5
PAUSE = timedelta(seconds=55)  # a little under a minute, so that a schedule of a minute never skips a turn


class Door:
    """The mail server as one sweep sees it."""

    def __init__(self, row: Heartbeat | None):
        self.refusals = row.refused if row else 0
        self.knocked = False

    def may_knock(self, now: datetime) -> bool:
        """True when this sweep may connect. While the server is away, only one of all sweeps may, once a minute."""
        if self.refusals < REFUSALS or self.knocked:
            return True
        self.knocked = bool(
            Heartbeat.objects.filter(name=NAME, try_again_at__lte=now).update(try_again_at=now + PAUSE)
        )
        return self.knocked

    def refused(self, now: datetime) -> None:
        """Count a connection that came to nothing."""
        row, _created = Heartbeat.objects.get_or_create(name=NAME, defaults={"beat_at": now})
        Heartbeat.objects.filter(pk=row.pk).update(refused=F("refused") + 1, try_again_at=now + PAUSE)

    def answered(self, now: datetime) -> None:
        """The server is back: everybody may send again."""
        if self.refusals:
            Heartbeat.objects.filter(name=NAME).update(refused=0, try_again_at=None, beat_at=now)
            self.refusals = 0


def door() -> Door:
    return Door(Heartbeat.objects.filter(name=NAME).first())
