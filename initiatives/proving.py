"""What the gate reads a case with: facts and proofs, what a proof answers, and the case they read.

A *fact* reads one thing about a case, a *proof* checks one thing. Each app offers some; the module named by the setting
POLICY_COMPOSITION lists them all under stable keys.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

from .models import Initiative, PolicyVersion, Requirement


@dataclass(frozen=True)
class Reason:
    """One thing that is missing: what and why (`text`), who can mend it, and the page to go to.

    `waiting` is True when somebody has been asked and an answer is on its way; `look_again` when there is an
    answer that was given before something changed.
    """

    text: str
    who: str
    where: str
    action: str
    who_id: int | None = None
    waiting: bool = False
    look_again: bool = False

    @property
    def short(self) -> str:
        """The first sentence of the text: what is missing, in one line."""
        return re.split(r"(?<=[^\W\d_]{3}\.)\s", self.text, maxsplit=1)[0]


@dataclass(frozen=True)
class Met:
    """The point is proven; `note` says by what, in one line."""

    note: str = ""


@dataclass(frozen=True)
class Unmet:
    """The point is not proven. `started` is True when some of the work has been done."""

    reasons: tuple[Reason, ...]
    started: bool = False


@dataclass(frozen=True)
class NotApplicable:
    """The point has no bearing on this case; `reason` says why."""

    reason: str


Result = Met | Unmet | NotApplicable


@dataclass(frozen=True)
class Broken:
    """The check itself broke, so it proves nothing; `fault` says which and how, without what it was about."""

    fault: str


class BrokenFact(Exception):
    """A fact that a condition asks for could not be read or compared."""

    def __init__(self, key: str, fault: Exception):
        super().__init__(key)
        self.key, self.fault = key, fault


@dataclass(frozen=True)
class Fact:
    """A named, typed reading of a case. `when_not` is the reason shown when it does not hold."""

    read: Callable[[Case], Any]
    label: str
    when_not: str


@dataclass(frozen=True)
class Proof:
    """A named check, with the page where a person gives what it looks for.

    `page` is an address name taking the initiative's number; None means the point's own page of questions.
    """

    check: Callable[[Case, Requirement], Result]
    label: str
    page: str | None = None


@dataclass(frozen=True)
class FinalStep:
    """Something to be done before a case is closed; undone, the closing says why in the column `reason`."""

    done: Callable[[Initiative, dt.date], bool]
    reason: str
    refusal: str


class Case:
    """One initiative under one version of the policy on one day, with what its facts and proofs read.

    Everything is read at most once (`load`), so an assessment costs a constant number of queries.
    """

    def __init__(self, initiative: Initiative, version: PolicyVersion | None, on: dt.date):
        self.initiative = initiative
        self.version = version
        self.on = on
        self._loaded: dict[str, Any] = {}

    def load(self, key: str, loader: Callable[[Initiative], Any]) -> Any:
        """The value of `loader(initiative)`, read once per case."""
        if key not in self._loaded:
            self._loaded[key] = loader(self.initiative)
        return self._loaded[key]

    def fact(self, key: str) -> Any:
        """The value of a fact of the composition; raises KeyError when there is none of that name."""
        reading = composition().FACTS[key]
        return self.load(f"fact:{key}", lambda _initiative: reading.read(self))


def composition():
    """The module that lists every fact and proof of the portal (setting POLICY_COMPOSITION)."""
    return import_module(settings.POLICY_COMPOSITION)
