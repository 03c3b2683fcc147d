"""The gate: what the policy asks of one case, what proves it, and what is missing.

Requirements are data (a policy version). What can be proven is code: the facts and proofs of `proving.py`. Nothing
computed here is ever stored as a row: the assessment is made afresh, and frozen only with a submission or a decision.

The gate fails closed: a proof that is unknown or raises counts as not met.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import TextChoices
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .conditions import condition_holds
from .gate_faults import remember
from .models import (
    Change,
    Evidence,
    Explanation,
    Initiative,
    LookAgain,
    PolicyVersion,
    Requirement,
    RequirementCondition,
    Strength,
)
from .outdated import by_point, outdated_words
from .proving import Broken, BrokenFact, Case, Met, NotApplicable, Reason, Result, Unmet, composition
from .wording import listed

log = logging.getLogger(__name__)


# --- The assessment -------------------------------------------------------------------------
class PointStatus(TextChoices):
    """How a point of the checklist stands. Computed, never ticked."""

    MISSING = "missing", _("Mangler")
    STARTED = "started", _("I gang")
    WAITING = "waiting", _("Venter på svar")
    MET = "met", _("Opfyldt")
    EXPLAINED = "explained", _("Forklaret")
    LOOK_AGAIN = "look_again", _("Skal ses igen")
    NOT_RELEVANT = "not_relevant", _("Ikke relevant")


IN_PLACE = (PointStatus.MET, PointStatus.EXPLAINED)


@dataclass(frozen=True)
class Point:
    """One requirement held against one case."""

    requirement: Requirement
    status: PointStatus
    note: str = ""
    reasons: tuple[Reason, ...] = ()
    explanation: Explanation | None = None
    url: str = ""
    mark: LookAgain | None = None
    fault: str = ""
    """Which check broke and how ("budget_balances: ValueError"): the point counts as not met, for administrators."""

    @property
    def key(self) -> str:
        return self.requirement.key

    @property
    def name(self) -> str:
        return self.requirement.reader_name

    @property
    def is_in_place(self) -> bool:
        return self.status in IN_PLACE

    @property
    def is_relevant(self) -> bool:
        return self.status != PointStatus.NOT_RELEVANT

    @property
    def blocks(self) -> bool:
        """True when the case cannot be sent or approved as the point stands ("Gerne" never blocks)."""
        return self.is_relevant and not self.is_in_place and self.requirement.strength != Strength.MAY


@dataclass(frozen=True)
class Assessment:
    """The whole checklist of one case at one moment."""

    initiative: Initiative
    version: PolicyVersion | None
    points: tuple[Point, ...]
    made_at: dt.datetime = field(default_factory=timezone.now)

    @cached_property
    def relevant(self) -> list[Point]:
        return [point for point in self.points if point.is_relevant]

    @cached_property
    def not_relevant(self) -> list[Point]:
        return [point for point in self.points if not point.is_relevant]

    @cached_property
    def in_place(self) -> list[Point]:
        return [point for point in self.points if point.is_in_place]

    @cached_property
    def blocking(self) -> list[Point]:
        return [point for point in self.points if point.blocks]

    @cached_property
    def explained(self) -> list[Point]:
        return [point for point in self.points if point.status == PointStatus.EXPLAINED]

    @cached_property
    def met(self) -> list[Point]:
        return [point for point in self.points if point.status == PointStatus.MET]

    @property
    def holds(self) -> bool:
        """True when nothing blocks. Without a policy in force nothing can be approved."""
        return self.version is not None and not self.blocking

    def point(self, key: str) -> Point | None:
        return next((point for point in self.points if point.key == key), None)

    def next_missing(self, after: str = "") -> Point | None:
        """The next blocking point below `after` that can be worked on, else the first such one.

        A point that only waits for somebody's answer is passed over; None when there is no other.
        """
        keys = [point.key for point in self.points]
        start = keys.index(after) + 1 if after in keys else 0
        open_points = [p for p in (*self.points[start:], *self.points[:start]) if p.blocks and p.key != after]
        return next((p for p in open_points if not _only_waits(p)), None)

    def as_record(self) -> dict:
        """The assessment as plain data, to be kept for ever with a submission or a decision."""
        return {
            "policy_version": self.version.number if self.version else None,
            "made_at": self.made_at.isoformat(),
            "points": [
                {
                    "key": point.key,
                    "name": point.requirement.name,
                    "principle": point.requirement.principle.title,
                    "strength": point.requirement.strength,
                    "status": point.status.value,
                    "note": str(point.note),
                    "missing": [str(reason.text) for reason in point.reasons],
                    "explanation": point.explanation.text if point.explanation else "",
                }
                for point in self.points
            ],
        }


def _only_waits(point: Point) -> bool:
    return bool(point.reasons) and all(reason.waiting for reason in point.reasons)


def version_for(initiative: Initiative, on: dt.date) -> PolicyVersion | None:
    """The version a case is held against: its own once it is sent, before that the one in force."""
    if initiative.policy_version_id and (initiative.amends_id or not initiative.is_editable):
        return initiative.policy_version
    return PolicyVersion.objects.in_force(on)


def assess(initiative: Initiative, *, on: dt.date | None = None, case: Case | None = None) -> Assessment:
    """Hold the case against its policy version, point by point, from the data as it is now.

    At most 24 queries, however many departments, partners and texts the case has: one for each kind of thing the
    proofs read, two for the policy in force. Lists assess nothing.
    """
    on = on or timezone.localdate()
    case = case or case_of(initiative, on=on)
    if case.version is None:
        return Assessment(initiative, None, ())
    points = (hold(case, requirement) for requirement in requirements_of(case.version))
    return Assessment(initiative, case.version, tuple(points))


def assess_point(initiative: Initiative, key: str, *, case: Case | None = None) -> Point | None:
    """One point of the checklist by itself, for its own page: reads what that point needs and no more."""
    case = case or case_of(initiative)
    if case.version is None:
        return None
    return next((hold(case, r) for r in requirements_of(case.version) if r.key == key), None)


def case_of(initiative: Initiative, *, on: dt.date | None = None) -> Case:
    """The case to assess or to read facts from, under the version it is held against."""
    on = on or timezone.localdate()
    return Case(initiative, version_for(initiative, on), on)


def requirements_of(version: PolicyVersion) -> tuple[Requirement, ...]:
    """The points of a version in the order of the policy, with their conditions.

    A published version never changes, so each process reads it once; a draft is read every time.
    """
    if version.is_published:
        return _published_requirements(version.pk, version.published_at)
    return _read_requirements(version.pk)


@lru_cache(maxsize=8)
def _published_requirements(version_id: int, published_at: dt.datetime) -> tuple[Requirement, ...]:
    return _read_requirements(version_id)


def _read_requirements(version_id: int) -> tuple[Requirement, ...]:
    return tuple(
        Requirement.objects.filter(principle__version=version_id)
        .select_related("principle")
        .prefetch_related("conditions")
        .order_by("principle__order", "order", "sort_key")
    )


def marks(case: Case) -> dict[tuple[str, int | None], LookAgain]:
    """{(requirement key, department id or None): the open mark} of what is to be looked at again."""
    return case.load(
        "look_again",
        lambda i: {(m.requirement_key, m.department_id): m for m in i.look_agains.open()},
    )


def _explanations(case: Case) -> dict[str, Explanation]:
    return case.load(
        "explanations",
        lambda i: {e.requirement_key: e for e in i.explanations.select_related("written_by")},
    )


def outdated_files(case: Case) -> dict[str, list[Evidence]]:
    """{requirement key: the files under it whose last day has passed}; mostly there are none."""
    return case.load("outdated_files", lambda i: by_point(i.evidence.outdated(case.on)))


def hold(case: Case, requirement: Requirement) -> Point:
    """One requirement held against one case. A check that breaks counts as not met and is told in the log."""
    return stand(case, requirement, check(case, requirement))


def check(case: Case, requirement: Requirement) -> Result | Broken:
    """What the proof of a requirement finds, whatever the strength and the explanations."""
    try:
        absent = _why_not_relevant(case, list(requirement.conditions.all()))
        if absent is not None:
            return NotApplicable(absent)
        return composition().PROOFS[requirement.proof].check(case, requirement)
    except Exception as error:
        log.exception(
            "Requirement %s of initiative %s could not be checked", requirement.key, case.initiative.pk
        )
        if isinstance(error, BrokenFact):
            return Broken(remember(error.key, error.fault, case.initiative.pk))
        return Broken(remember(requirement.proof, error, case.initiative.pk))


def stand(case: Case, requirement: Requirement, result: Result | Broken) -> Point:
    """How the requirement stands with what its proof found: the strength, explanations and marks are seen to."""
    explanation = _explanations(case).get(requirement.key)
    mark = marks(case).get((requirement.key, None))
    # Addresses are made when they are shown: most of a large trial's points never are.
    url = reverse_lazy("initiatives:point", args=[case.initiative.pk, requirement.key])
    if isinstance(result, Broken):
        reason = Reason(
            text=gettext("Vi kan ikke vurdere punktet lige nu. Det tæller som ikke opfyldt. Ring til os."),
            who=gettext("AAB's administrator"),
            where=reverse("help"),
            action=gettext("Få hjælp"),
        )
        return Point(requirement, PointStatus.MISSING, reasons=(reason,), url=url, fault=result.fault)
    if isinstance(result, NotApplicable):
        return Point(requirement, PointStatus.NOT_RELEVANT, note=result.reason, url=url)
    if isinstance(result, Met):
        explanation = None
        note = result.note
    elif explanation and requirement.strength == Strength.EXPLAIN:
        note = explanation.text
    else:
        return Point(requirement, _status_of(result), reasons=result.reasons, url=url)
    reasons = []
    day = explanation.look_again_on if explanation else None
    if mark is not None or (day is not None and day <= case.on):
        reasons.append(_look_again(case, mark, url))
    if explanation is None and (files := outdated_files(case).get(requirement.key)):
        reasons.append(_outdated(case, files))
    if reasons:
        return Point(
            requirement,
            PointStatus.LOOK_AGAIN,
            note=note,
            reasons=tuple(reasons),
            explanation=explanation,
            url=url,
            mark=mark,
        )
    status = PointStatus.EXPLAINED if explanation else PointStatus.MET
    return Point(requirement, status, note=note, explanation=explanation, url=url)


def _status_of(result: Unmet) -> PointStatus:
    """How an unmet point reads, from what its reasons wait for."""
    if result.reasons and all(reason.waiting or reason.look_again for reason in result.reasons):
        looks_again = any(reason.look_again for reason in result.reasons)
        return PointStatus.LOOK_AGAIN if looks_again else PointStatus.WAITING
    return PointStatus.STARTED if result.started else PointStatus.MISSING


def _look_again(case: Case, mark: LookAgain | None, url: str) -> Reason:
    """Why an answer is to be looked at again, for the person responsible."""
    changed = [row["label"] for row in mark.differences if row["change"] != Change.DATE] if mark else []
    if changed:
        text = gettext("%(what)s er ændret, efter at I svarede. Se, om svaret stadig passer.") % {
            "what": capfirst(listed(label.lower() for label in changed))
        }
    else:
        text = gettext("Dagen er kommet, hvor I ville se på forklaringen igen. Se, om den stadig passer.")
    responsible = case.initiative.responsible
    return Reason(
        text=text,
        who=responsible.name,
        who_id=responsible.pk,
        where=url,
        action=gettext("Se på det igen"),
        look_again=True,
    )


def _outdated(case: Case, files: list[Evidence]) -> Reason:
    responsible = case.initiative.responsible
    return Reason(
        text=outdated_words(files),
        who=responsible.name,
        who_id=responsible.pk,
        where=reverse("initiatives:evidence_about", args=[files[0].pk]),
        action=gettext("Se bilaget"),
        look_again=True,
    )


# --- When a requirement applies -------------------------------------------------------------
def _why_not_relevant(case: Case, conditions: list[RequirementCondition]) -> str | None:
    """None when the requirement applies; otherwise the reason, in the words of the first fact that fails."""
    if not conditions:
        return None
    groups: dict[int, list[RequirementCondition]] = {}
    for condition in conditions:
        groups.setdefault(condition.group, []).append(condition)
    if any(all(_holds(case, c) for c in group) for group in groups.values()):
        return None
    return str(composition().FACTS[conditions[0].fact].when_not)


def _holds(case: Case, condition: RequirementCondition) -> bool:
    try:
        return condition_holds(case.fact(condition.fact), condition)
    except Exception as error:
        raise BrokenFact(condition.fact, error) from error
