"""What waits for a person across the whole portal. Each app says its own part; here it is put in order."""

from __future__ import annotations

import datetime as dt

from evaluation import todo as evaluation_todo
from funding import todo as funding_todo
from initiatives import agreements as agreements_todo
from initiatives import todo as initiatives_todo
from initiatives.departments import todo as departments_todo
from initiatives.roles import Roles
from initiatives.todo import Task

_PARTS = (initiatives_todo, departments_todo, evaluation_todo, funding_todo, agreements_todo)
_FAR_AWAY = dt.date.max


def _in_order(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (task.due_on or _FAR_AWAY, task.since or _FAR_AWAY, task.title))


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Everything that waits for `user` on the day `on`, the nearest deadline first.

    `roles` are the person's on that day, where the page has asked for them already.
    """
    roles = roles or Roles(user, on)
    return _in_order([task for part in _PARTS for task in part.waiting_for(user, on, roles)])


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """What will be asked of `user` within a season, though nothing has to be done today."""
    roles = roles or Roles(user, on)
    return _in_order([task for part in _PARTS for task in part.coming_soon(user, on, roles)])


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """What `user` has asked others for and not had yet; each names who, and since when."""
    roles = roles or Roles(user, on)
    return _in_order([task for part in _PARTS for task in part.waiting_on_others(user, on, roles)])
