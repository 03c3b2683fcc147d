"""What is different between two versions of the policy, point by point, and moving a case from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User

from .checklist import Assessment, assess, requirements_of
from .history import record
from .models import Initiative, PolicyVersion, Requirement
from .proving import Case
from .relook import LIVE
from .wording import status_in_sentence
from .workflow import Changed, Refused, lock_for_change

TEXTS = ("name", "plain", "missing")


@dataclass(frozen=True)
class PointDifference:
    """One point of two versions. `old` is None for a new point, `new` for one that is gone."""

    key: str
    old: Requirement | None
    new: Requirement | None

    @property
    def point(self) -> Requirement:
        return self.new or self.old

    @property
    def is_new(self) -> bool:
        return self.old is None

    @property
    def is_gone(self) -> bool:
        return self.new is None

    @property
    def both(self) -> bool:
        return self.old is not None and self.new is not None

    @property
    def changes_strength(self) -> bool:
        return self.both and self.old.strength != self.new.strength

    @property
    def changes_text(self) -> bool:
        return self.both and any(getattr(self.old, name) != getattr(self.new, name) for name in TEXTS)

    @cached_property
    def changes_rule(self) -> bool:
        """Another proof, other questions, or other conditions: a case may stand differently."""
        return self.both and _rule(self.old) != _rule(self.new)

    @property
    def may_stand_differently(self) -> bool:
        return not self.both or self.changes_strength or self.changes_rule


def _rule(point: Requirement) -> tuple:
    """What decides whether a point is met, apart from its strength."""
    prompts = [(prompt["key"], prompt["label"], prompt.get("when", "")) for prompt in point.prompts]
    conditions = sorted((c.group, c.fact, c.operator, c.value) for c in point.conditions.all())
    return point.proof, prompts, conditions


def differences(old: PolicyVersion, new: PolicyVersion) -> list[PointDifference]:
    """The points that are new, gone, or changed in strength, text or rule; in the order of the new version."""
    return differences_of(requirements_of(old), requirements_of(new))


def differences_of(old, new) -> list[PointDifference]:
    before = {point.key: point for point in old}
    after = {point.key: point for point in new}
    found = [PointDifference(key, before.get(key), point) for key, point in after.items()]
    found += [PointDifference(key, point, None) for key, point in before.items() if key not in after]
    return [d for d in found if d.may_stand_differently or d.changes_text]


def newer_version_for(initiative: Initiative) -> PolicyVersion | None:
    """The version in force, where the case keeps an older one of its own and still lives; else None."""
    if initiative.is_editable or not initiative.policy_version_id or initiative.status not in LIVE:
        return None
    latest = PolicyVersion.objects.in_force(timezone.localdate())
    return latest if latest and latest.pk != initiative.policy_version_id else None


def as_if_moved(initiative: Initiative, version: PolicyVersion) -> Assessment:
    """The case held against another version than its own, as it stands today."""
    return assess(initiative, case=Case(initiative, version, timezone.localdate()))


@transaction.atomic
def move_to_version(
    initiative: Initiative, *, version: PolicyVersion, by: User, seen_version: int | None = None
) -> None:
    """Hold a sent or decided case against the version in force instead of its own. What was decided stays.

    `seen_version` is the version of the case that was read. Raises Refused for a draft (it follows by itself), for
    a case that has ended and for another version than the one in force; Changed when the case moved meanwhile.
    """
    locked = lock_for_change(initiative)
    if locked.is_editable:
        raise Refused(gettext("En kladde følger selv den version, der gælder."))
    if locked.status not in LIVE:
        raise Refused(
            gettext("Indsatsen er %(status)s og beholder sin version.")
            % {"status": status_in_sentence(locked.status)}
        )
    if newer_version_for(locked) != version:
        raise Refused(gettext("Sagen følger allerede den version, eller også gælder den ikke i dag."))
    if seen_version is not None and locked.version != seen_version:
        raise Changed(locked)
    before = locked.policy_version
    Initiative.objects.filter(pk=locked.pk).update(policy_version=version)
    record(
        locked,
        by=by,
        kind="policy_moved",
        sentence=gettext_noop("Flyttede sagen fra version %(old)s til version %(new)s af politikken"),
        params={"old": before.number, "new": version.number},
        prepares=True,
    )
