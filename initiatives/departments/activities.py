"""Writing the register of volunteer work: what residents do themselves, in their board's own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from initiatives.history import changed_fields
from initiatives.models import Department, DepartmentEntry, FocusArea, VolunteerActivity, Weekday
from initiatives.together import EditedMeanwhile, Texts, in_danish, to_change
from initiatives.workflow import Refused

from .history import record


@dataclass(frozen=True)
class Description:
    """What a board says about one activity. Only the first two cannot be left empty."""

    name: str
    what: str
    example: str = ""
    area: FocusArea | None = None
    target_group: str = ""
    who_can_join: str = ""
    weekday: int | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    when: str = ""
    place: str = ""
    access: str = ""
    language: str = ""
    contact: User | None = None
    is_public: bool = False

    @classmethod
    def of(cls, activity: VolunteerActivity) -> Description:
        """What is written about an activity now."""
        return cls(**{field.name: getattr(activity, field.name) for field in fields(cls)})

    def as_fields(self) -> dict:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def as_texts(self) -> dict[str, str]:
        """{name: text} in Danish, to be compared with what a page showed and what stands now."""
        shown = VolunteerActivity(**self.as_fields())
        with in_danish():
            return self.as_fields() | {
                "area": str(self.area or ""),
                "target_group": str(shown.get_target_group_display()),
                "weekday": str(Weekday(self.weekday).label) if self.weekday else "",
                "starts_at": f"{self.starts_at:%H.%M}" if self.starts_at else "",
                "ends_at": f"{self.ends_at:%H.%M}" if self.ends_at else "",
                "access": str(shown.get_access_display()),
                "contact": self.contact.name if self.contact else "",
                "is_public": gettext("Ja") if self.is_public else gettext("Nej"),
            }


@transaction.atomic
def describe_activity(department: Department, *, description: Description, by: User) -> VolunteerActivity:
    """Add an activity to the register. A second press with the same name gives the one there is."""
    Department.objects.select_for_update().get(pk=department.pk)
    there = VolunteerActivity.objects.ongoing().filter(department=department, name=description.name)
    if standing := there.first():
        if standing.reviewed_on == timezone.localdate() and standing.what == description.what:
            return standing
        raise Refused(
            gettext('I har allerede en aktivitet, der hedder "%(name)s".') % {"name": standing.name}
        )
    activity = VolunteerActivity.objects.create(
        department=department,
        reviewed_on=timezone.localdate(),
        reviewed_by=by,
        **description.as_fields(),
    )
    record(
        department,
        by=by,
        kind="activity_described",
        sentence=gettext_noop("Beskrev den frivillige aktivitet %(name)s"),
        params={"name": activity.name},
    )
    return activity


@transaction.atomic
def change_activity(
    activity: VolunteerActivity, *, description: Description, by: User, seen: Texts | None = None
) -> VolunteerActivity:
    """Write an activity anew. Whoever writes it has also looked at it.

    `seen` is what the writer's page showed (`Description.as_texts`). Raises EditedMeanwhile when somebody
    else has changed the same answer; what only the other has changed stays.
    """
    locked = VolunteerActivity.objects.select_for_update(of=("self",))
    activity = locked.select_related("contact", "area", "reviewed_by").get(pk=activity.pk)
    standing = Description.of(activity)
    changed, clashes = to_change(now=standing.as_texts(), mine=description.as_texts(), seen=seen)
    if clashes:
        last = DepartmentEntry.objects.filter(
            department=activity.department_id,
            kind__in=["activity_described", "activity_changed"],
            params__name=activity.name,
        ).first()
        raise EditedMeanwhile(
            clashes,
            by=last.by if last else activity.reviewed_by or by,
            at=last.at if last else timezone.now(),
        )
    wanted = {
        name: value if name in changed else getattr(standing, name)
        for name, value in description.as_fields().items()
    }
    changes = changed_fields({name: getattr(activity, name) for name in wanted}, wanted)
    changes.pop("contact", None)  # a person's name has no place in the register's own words
    for name, value in wanted.items():
        setattr(activity, name, value)
    activity.reviewed_on, activity.reviewed_by = timezone.localdate(), by
    activity.save(update_fields=[*wanted, "reviewed_on", "reviewed_by"])
    record(
        activity.department,
        by=by,
        kind="activity_changed",
        sentence=gettext_noop("Rettede den frivillige aktivitet %(name)s"),
        params={"name": activity.name},
        changes=changes,
    )
    return activity


@transaction.atomic
def still_fits(
    department: Department, *, activities: Iterable[VolunteerActivity], by: User
) -> list[VolunteerActivity]:
    """ "Passer stadig": somebody has looked, and nothing is to be mended. Once a day is enough."""
    today = timezone.localdate()
    found = list(
        VolunteerActivity.objects.ongoing()
        .filter(department=department, pk__in=[activity.pk for activity in activities])
        .exclude(reviewed_on=today, reviewed_by__isnull=False)
        .order_by("name")
    )
    VolunteerActivity.objects.filter(pk__in=[activity.pk for activity in found]).update(
        reviewed_on=today, reviewed_by=by
    )
    for activity in found:
        record(
            department,
            by=by,
            kind="activity_reviewed",
            sentence=gettext_noop("Så efter, at %(name)s stadig passer"),
            params={"name": activity.name},
        )
    return found


@transaction.atomic
def pause_activity(activity: VolunteerActivity, *, until: dt.date | None, by: User) -> None:
    """Put an activity on a pause until a day, or end the pause with None. Raises Refused for a day gone by."""
    if until is not None and until <= timezone.localdate():
        raise Refused(gettext("Pausen skal slutte efter i dag."))
    now = VolunteerActivity.objects.ongoing().filter(pk=activity.pk).exclude(paused_until=until)
    if until is None:
        now = VolunteerActivity.objects.ongoing().filter(pk=activity.pk, paused_until__isnull=False)
    if not now.update(paused_until=until):
        return
    if until is None:
        sentence, params = gettext_noop("Startede %(name)s igen efter pausen"), {"name": activity.name}
    else:
        sentence = gettext_noop("Satte %(name)s på pause til %(day)s")
        params = {"name": activity.name, "day": f"{until:%d.%m.%Y}"}
    record(activity.department, by=by, kind="activity_paused", sentence=sentence, params=params)


@transaction.atomic
def end_activity(activity: VolunteerActivity, *, ended: bool, by: User) -> None:
    """Say that an activity has stopped, or take that back. It stays in the register: cases have spoken of it."""
    rows = VolunteerActivity.objects.filter(pk=activity.pk, ended_on__isnull=ended)
    if not rows.update(ended_on=timezone.localdate() if ended else None):
        return
    record(
        activity.department,
        by=by,
        kind="activity_ended",
        sentence=gettext_noop("%(name)s er holdt op") if ended else gettext_noop("%(name)s er i gang igen"),
        params={"name": activity.name},
    )
