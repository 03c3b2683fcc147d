"""The facts of a case: creating a draft, and editing it while it may still be edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop

from accounts.models import User

from .fields import danish_sort_key
from .history import person_value, record
from .models import (
    Change,
    Department,
    FocusArea,
    HistoryEntry,
    Initiative,
    Participation,
)
from .relook import Difference, departments_gone, mark_touched
from .together import EditedMeanwhile, Texts, in_danish, to_change
from .wording import listed
from .workflow import Refused, lock_for_edit


@dataclass(frozen=True)
class CaseFacts:
    """What is told about an initiative when it is created: the eight answers, and three that come later."""

    name: str
    departments: tuple[Department, ...]
    areas: tuple[FocusArea, ...]
    starts_on: dt.date
    ends_on: dt.date | None
    summary: str
    expects_outside_money: bool
    involves_municipality: bool
    target_group: str = ""
    concerns_debt: bool = False
    responsible: User | None = None

    @classmethod
    def of(cls, initiative: Initiative) -> CaseFacts:
        return cls(
            departments=tuple(p.department for p in _participations(initiative)),
            areas=tuple(initiative.areas.all()),
            **{name: getattr(initiative, name) for name in COLUMNS},
        )

    def as_texts(self) -> dict[str, str]:
        """Each fact as a Danish reader sees it; for the history, and to see what two writers changed."""
        with in_danish():
            return {
                **{name: words_for(getattr(self, name)) for name in COLUMNS},
                "departments": listed(sorted((d.title for d in self.departments), key=danish_sort_key)),
                "areas": listed(sorted((area.name for area in self.areas), key=danish_sort_key)),
            }


COLUMNS = (
    "name",
    "starts_on",
    "ends_on",
    "summary",
    "expects_outside_money",
    "involves_municipality",
    "target_group",
    "concerns_debt",
    "responsible",
)


CHANGES: dict[str, Change] = {
    "departments": Change.DEPARTMENTS,
    "summary": Change.PURPOSE,
    "target_group": Change.PURPOSE,
    "areas": Change.PURPOSE,
    "starts_on": Change.PERIOD,
    "ends_on": Change.PERIOD,
    "expects_outside_money": Change.OUTSIDE_MONEY,
    "involves_municipality": Change.PARTNER,
}
"""The facts whose change is one of substance. A new name or another responsible person touches no answer."""


def differences_between(before: CaseFacts, after: CaseFacts) -> list[Difference]:
    """The changes of substance between two tellings of a case, for `relook.mark_touched`."""
    old, new = before.as_texts(), after.as_texts()
    return [
        Difference(change, label_of(name), old[name], new[name])
        for name, change in CHANGES.items()
        if old[name] != new[name]
    ]


def words_for(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    if isinstance(value, dt.date):
        return date_format(value, "j. F Y")
    return str(value)


def _participations(initiative: Initiative) -> Iterable[Participation]:
    return initiative.participations.select_related("department__organisation")


@transaction.atomic
def create_draft(*, by: User, facts: CaseFacts, creation_key: UUID | None = None) -> tuple[Initiative, bool]:
    """Add a draft. Returns it, and whether it is new.

    `creation_key` comes with the form: a second press, or a page loaded again, finds the draft of the first.
    """
    if creation_key is not None:
        # Held for the rest of the transaction, so that of two presses at once the second waits.
        User.objects.select_for_update().get(pk=by.pk)
        there = Initiative.objects.filter(creation_key=creation_key).first()
        if there is not None and there.created_by_id == by.pk:
            return there, False
        if there is not None:  # somebody else's key cannot come from our own form
            creation_key = None
    now = timezone.now()
    initiative = Initiative.objects.create(
        **{name: getattr(facts, name) for name in COLUMNS if name != "responsible"},
        responsible=facts.responsible or by,
        status_since=now,
        created_by=by,
        created_at=now,
        changed_by=by,
        changed_at=now,
        creation_key=creation_key,
    )
    Participation.objects.bulk_create(
        Participation(initiative=initiative, department=department) for department in facts.departments
    )
    initiative.areas.set(facts.areas)
    record(initiative, by=by, kind="created", sentence=gettext_noop("Oprettet som kladde"), prepares=True)
    initiative.refresh_from_db()
    return initiative, True


def similar_to(facts: CaseFacts, *, visible) -> list[Initiative]:
    """Earlier initiatives among `visible` of much the same name in one of the same departments."""
    wanted = danish_sort_key(facts.name)
    there = visible.filter(departments__in=facts.departments).distinct().order_by("-starts_on")
    return [
        initiative
        for initiative in there
        if initiative.sort_key.startswith(wanted) or wanted.startswith(initiative.sort_key)
    ][:3]


@transaction.atomic
def edit_case(initiative: Initiative, *, by: User, facts: CaseFacts, seen: Texts | None = None) -> set[str]:
    """Change the facts of a case that may be edited. Returns the names of those that changed.

    `seen` is what the writer's page showed (`CaseFacts.as_texts`). Raises workflow.Refused when the
    case may not be edited, EditedMeanwhile when somebody else has changed the same fact.
    """
    locked = lock_for_edit(initiative)
    if facts.responsible is None:
        facts = replace(facts, responsible=locked.responsible)
    before = CaseFacts.of(locked)
    old, new = before.as_texts(), facts.as_texts()
    changed, clashes = to_change(now=old, mine=new, seen=seen)
    if clashes:
        last = HistoryEntry.objects.filter(initiative=locked, kind__in=["edited", "created"]).first()
        raise EditedMeanwhile(clashes, by=last.by, at=last.at)
    if not changed:
        return changed
    texts = {label_of(name) for name in changed}
    columns = [name for name in COLUMNS if name in changed]
    for name in columns:
        setattr(locked, name, getattr(facts, name))
    if locked.ends_on and locked.ends_on < locked.starts_on:
        # Two people can each move one date so that both were in order and the two together are not.
        raise Refused(
            gettext("Slut ligger nu før start, for %(person)s rettede den ene. Ret dem sammen.")
            % {"person": locked.changed_by}
        )
    if columns:
        locked.save(update_fields=[*columns, *(["sort_key"] if "name" in columns else [])])
    if "departments" in changed:
        _set_departments(locked, before=before.departments, after=facts.departments)
    if "areas" in changed:
        locked.areas.set(facts.areas)
    record(
        locked,
        by=by,
        kind="edited",
        sentence=gettext_noop("Rettet: %(fields)s"),
        params={"fields": _labels(changed)},
        changes={
            label_of(name): [old[name], new[name]]
            if name != "responsible"
            else [person_value(before.responsible), person_value(facts.responsible)]
            for name in new
            if name in changed
        },
        prepares=True,
    )
    mark_touched(locked, [d for d in differences_between(before, facts) if d.label in texts], by=by)
    return changed


def _set_departments(initiative: Initiative, *, before, after) -> None:
    gone = {d.pk for d in before} - {d.pk for d in after}
    new = [d for d in after if d.pk not in {d.pk for d in before}]
    initiative.participations.filter(department__in=gone).delete()
    departments_gone(initiative, gone)
    # A board whose department is out has nothing to answer any more; its mails are cancelled by this.
    initiative.board_requests.filter(department__in=gone, closed_at__isnull=True).update(
        closed_at=timezone.now()
    )
    Participation.objects.bulk_create(
        Participation(initiative=initiative, department=department) for department in new
    )


def label_of(name: str) -> str:
    """The name of a fact as the history keeps it: in Danish."""
    with in_danish():
        return label_in_reader_language(name)


def label_in_reader_language(name: str) -> str:
    return capfirst(str(Initiative._meta.get_field(name).verbose_name))


def _labels(names: set[str]) -> str:
    with in_danish():
        order = [*COLUMNS[:1], "departments", "areas", *COLUMNS[1:]]
        return listed(str(Initiative._meta.get_field(name).verbose_name) for name in order if name in names)
