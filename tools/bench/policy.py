"""The gate on a large portal: a trial of a draft policy on every live case, and one case assessed by itself.

    python -m tools.bench.policy      in a database that `tools.bench.prepare` has filled

The draft changes the strength of all sixteen points, so that no point of any case can be passed over, and adds one,
so that every case has a row. A case's own time is the processor's time for it, less that of running its queries: it
does not grow with the machine's other load.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 200


def measure(environment: dict[str, str]) -> dict[str, float]:
    """Seconds, cases and queries of a trial, and milliseconds and queries of one assessment."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.policy"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def report(name: str, found: dict[str, float]) -> None:
    print(f"\n{name}, the policy gate")
    print(f"a draft tried on {found['cases']:.0f} live cases: {found['seconds']:.1f} s, ", end="")
    print(f"{found['seconds'] * 10_000 / found['cases']:.1f} s for 10,000 ", end="")
    print(f"({found['worked'] * 10_000 / found['cases']:.1f} s of this process); ", end="")
    print(f"{found['changed']:.0f} would stand differently, {found['batch_queries']:.0f} queries a batch")
    print(f"one case of {found['points']:.0f} points assessed: {found['queries']:.0f} queries, ", end="")
    print(f"own time {found['own_ms']:.1f} ms of {found['whole_ms']:.1f} ms (median of {ROUNDS})")


class Stopwatch:
    """How many queries were asked, and the processor's seconds in them. For `connection.execute_wrapper`."""

    def __init__(self):
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        began = time.process_time()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.process_time() - began


def _run() -> None:
    import django

    django.setup()

    from django.db import connection
    from django.utils import timezone

    from accounts.models import User
    from initiatives import policy_trials
    from initiatives.checklist import assess
    from initiatives.models import (
        Department,
        Initiative,
        PhysicalProject,
        PolicyVersion,
        Requirement,
        Status,
        Strength,
        SupportService,
    )
    from initiatives.policy_versions import copy_version

    today = timezone.localdate()
    # Building work in every fifth department, debt counselling in every second.
    departments = list(Department.objects.order_by("pk"))
    for department in departments[::5]:
        project = PhysicalProject.objects.create(name=f"Tag i {department}", starts_on=today)
        project.departments.add(department)
    SupportService.objects.bulk_create(
        SupportService(kind="debt", department=d, who="AAB's rådgiver", reviewed_on=today)
        for d in departments[::2]
    )
    draft = copy_version(PolicyVersion.objects.in_force(today))
    points = Requirement.objects.filter(principle__version=draft)
    for point in points:
        point.strength = Strength.EXPLAIN if point.strength == Strength.MUST else Strength.MUST
        point.save(update_fields=["strength"])

    Requirement.objects.create(
        principle=draft.principles.get(key="1"),
        key="1.9",
        name="Naboer",
        strength=Strength.MUST,
        plain="Naboerne skal vide det.",
        missing="Skriv, hvordan naboerne får det at vide.",
        proof="stated",
        prompts=[{"key": "how", "label": "Hvordan får naboerne det at vide?"}],
    )
    found: dict[str, float] = {}
    reader = User.objects.order_by("pk").first()
    trial = policy_trials.start_trial(draft, by=reader)
    watch = Stopwatch()
    began, worked = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(watch):
        policy_trials.run_trial(trial.pk)
    found["worked"] = time.process_time() - worked
    found["seconds"] = time.perf_counter() - began
    trial.refresh_from_db()
    found["cases"], found["changed"] = trial.done, trial.rows.count()
    found["batch_queries"] = watch.queries / max(1, -(-trial.done // policy_trials.BATCH))

    cases = list(Initiative.objects.filter(status=Status.RUNNING).order_by("pk")[: ROUNDS + 20])
    whole, own, queries = [], [], set()
    for case in cases:
        watch = Stopwatch()
        fresh = Initiative.objects.select_related("responsible", "policy_version").get(pk=case.pk)
        with connection.execute_wrapper(watch):
            began, worked = time.perf_counter(), time.process_time()
            assessed = assess(fresh)
            worked = time.process_time() - worked
        whole.append((time.perf_counter() - began) * 1000)
        own.append((worked - watch.seconds) * 1000)
        queries.add(watch.queries)
        found["points"] = len(assessed.points)
    found["queries"] = max(queries)
    found["whole_ms"] = statistics.median(whole[20:])  # the first twenty warm the process
    found["own_ms"] = statistics.median(own[20:])
    print(json.dumps(found))


if __name__ == "__main__":
    _run()
