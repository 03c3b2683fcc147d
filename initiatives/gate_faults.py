"""Checks of the gate that broke lately, for administrators: which check, what kind of fault, and in which case.

Kept in the cache for thirty days and not in the database: reading a checklist writes no rows. Nothing of what
the fault says is kept, for a message can hold what somebody wrote; the log has the rest.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

KEPT_FOR = dt.timedelta(days=30)
KEY = "gate-faults"
MOST = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GateFault:
    """One check that broke: `what` is the key of a proof or a fact, `kind` the name of the exception."""

    what: str
    kind: str
    initiative_id: int
    last_at: dt.datetime


def remember(what: str, error: Exception, initiative_id: int) -> str:
    """Remember that a check broke, and give it in short: "budget_balances: ValueError"."""
    kind = type(error).__name__
    fault = GateFault(what, kind, initiative_id, timezone.now())
    try:
        others = [other for other in recent() if (other.what, other.kind) != (what, kind)]
        cache.set(KEY, [fault, *others][:MOST], KEPT_FOR.total_seconds())
    except Exception:  # a cache that is away must not keep anybody from reading a checklist
        log.exception("The fault of %s could not be noted", what)
    return f"{what}: {kind}"


def recent() -> list[GateFault]:
    """The checks that broke within thirty days, the latest first, each kind of fault once."""
    oldest = timezone.now() - KEPT_FOR
    return [fault for fault in cache.get(KEY) or [] if fault.last_at >= oldest]
