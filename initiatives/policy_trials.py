"""Trying a draft of the policy on all live cases, in batches that each keep what they found.

Only the points that could stand differently are held against a case: one whose proof, questions, conditions and
strength are the same stands as it stood. What the proofs read is fetched for a whole batch at once (the composition's
PRELOADS); a proof that reads something else still works and costs its own queries. A point that only changes its
strength is proven once and stands by it twice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User

from .checklist import PointStatus, check, requirements_of, stand, version_for
from .models import Initiative, PolicyTrial, PolicyTrialRow, PolicyVersion, Requirement
from .policy_differences import PointDifference, differences_of
from .proving import Case, composition
from .relook import LIVE

BATCH = 500


def live_cases():
    return Initiative.objects.filter(status__in=LIVE)


@transaction.atomic
def start_trial(version: PolicyVersion, *, by: User) -> PolicyTrial:
    """Begin a trial; the background job does it. While one runs, that one is given."""
    PolicyVersion.objects.select_for_update().get(pk=version.pk)
    running = version.trials.filter(finished_at__isnull=True).first()
    if running is not None:
        return running
    return PolicyTrial.objects.create(
        version=version, started_by=by, started_at=timezone.now(), total=live_cases().count()
    )


def run_trial(pk: int) -> None:
    """Try the cases that have not been tried. Safe to run twice, and to go on with after a stop."""
    while _next_batch(pk):
        pass


@transaction.atomic
def _next_batch(pk: int) -> bool:
    """One batch in one transaction, so that a case is counted exactly when its row is kept. False at the end."""
    trial = PolicyTrial.objects.select_for_update().filter(pk=pk, finished_at__isnull=True).first()
    if trial is None:
        return False
    found = live_cases().filter(pk__gt=trial.last_case).order_by("pk")
    initiatives = list(found.select_related("responsible", "policy_version")[:BATCH])
    if not initiatives:
        PolicyTrial.objects.filter(pk=pk).update(finished_at=timezone.now(), total=trial.done)
        return False
    PolicyTrialRow.objects.bulk_create(
        PolicyTrialRow(trial=trial, initiative_id=initiative.pk, changes=changes)
        for initiative, changes in changes_of(initiatives, trial.version, timezone.localdate())
        if changes
    )
    done = trial.done + len(initiatives)
    PolicyTrial.objects.filter(pk=pk).update(
        done=done, total=max(trial.total, done), last_case=initiatives[-1].pk
    )
    return True


def changes_of(initiatives: list[Initiative], version: PolicyVersion, on: dt.date):
    """(case, its points that would change) for each case, with what the proofs read fetched for all at once."""
    in_force = PolicyVersion.objects.in_force(on)
    after = requirements_of(version)
    cases = []
    for initiative in initiatives:
        own = version_for(initiative, on) if not initiative.is_editable else in_force
        cases.append(Case(initiative, own, on))
    for preload in composition().PRELOADS:
        preload(cases)
    pairs: dict[int | None, list[PointDifference]] = {}
    for case in cases:
        own_id = case.version.pk if case.version else None
        if own_id not in pairs:
            before: tuple[Requirement, ...] = requirements_of(case.version) if case.version else ()
            pairs[own_id] = [d for d in differences_of(before, after) if d.may_stand_differently]
        yield case.initiative, _changes(case, pairs[own_id])


def _changes(case: Case, pairs: list[PointDifference]) -> list[dict]:
    found = []
    for pair in pairs:
        seen = check(case, pair.old) if pair.old else None
        before = stand(case, pair.old, seen).status.value if pair.old else ""
        if pair.new and (pair.old is None or pair.changes_rule):
            seen = check(case, pair.new)
        after = stand(case, pair.new, seen).status.value if pair.new else ""
        if before != after:
            found.append({"key": pair.key, "name": pair.point.name, "before": before, "after": after})
    return found


# --- What was found -----------------------------------------------------------------------------
def counts(trial: PolicyTrial) -> list[tuple[str, str, str, str, int]]:
    """(key, point, before, after, how many cases), the most frequent first."""
    found = Counter(
        (c["key"], c["name"], c["before"], c["after"])
        for changes in trial.rows.values_list("changes", flat=True).iterator()
        for c in changes
    )
    return [
        (key, name, status_word(before), status_word(after), number)
        for (key, name, before, after), number in found.most_common()
    ]


def status_word(status: str) -> str:
    return str(PointStatus(status).label) if status else gettext("findes ikke")


def as_table(trial: PolicyTrial) -> tuple[list[str], list[list]]:
    """Cases × points that would change: headings and rows, one column per point, "Opfyldt → Mangler" in the cell."""
    keys: dict[str, str] = {}
    rows = list(trial.rows.select_related("initiative__responsible").order_by("initiative"))
    for row in rows:
        keys |= {change["key"]: change["name"] for change in row.changes}
    columns = sorted(keys)
    headings = [gettext("Nummer"), gettext("Indsats"), gettext("Status"), gettext("Ansvarlig")]
    headings += [f"{key} {keys[key]}" for key in columns]

    def cells(row: PolicyTrialRow) -> list:
        by_key = {c["key"]: f"{status_word(c['before'])} → {status_word(c['after'])}" for c in row.changes}
        case = row.initiative
        first = [case.pk, case.name, str(case.get_status_display()), str(case.responsible)]
        return [*first, *(by_key.get(key, "") for key in columns)]

    return headings, [cells(row) for row in rows]
