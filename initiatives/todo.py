"""What waits for whom among initiatives themselves. Read only; the portal joins it with the other apps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing a person is asked to do: a verb and a thing, why it matters, and where to do it.

    `minutes` is the time it takes, `due_on` the deadline if there is one, `role` in which capacity
    the person is asked ("Som bestyrelse i Afdeling 58"). A task that waits for somebody else names
    them in `waits_on` and says since when.
    """

    key: str
    title: str
    why: str
    url: str
    minutes: int = 0
    due_on: dt.date | None = None
    role: str = ""
    since: dt.date | None = None
    waits_on: str = ""
