"""Social initiatives and building projects side by side over time, and where the two can meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from .models import Department, Initiative, Participation, PhysicalProject, Status

MONTHS_BACK, MONTHS_SHOWN = 6, 36
SHOWN = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.APPROVED,
    Status.RUNNING,
    Status.PAUSED,
    Status.CLOSED,
)


@dataclass
class Item:
    """A bar: an initiative or a building project in one department. An open end or start is None."""

    name: str
    is_building: bool
    starts_on: dt.date | None
    ends_on: dt.date | None
    status: str
    url: str
    meets: list[str] = field(default_factory=list)
    """Names of those of the other kind that it overlaps in the same department."""

    def overlaps(self, other: Item) -> bool:
        start = max(self.starts_on or dt.date.min, other.starts_on or dt.date.min)
        return start <= min(self.ends_on or dt.date.max, other.ends_on or dt.date.max)

    @property
    def kind(self) -> str:
        return gettext("Byggesag") if self.is_building else gettext("Indsats")

    @property
    def period(self) -> str:
        """ "Marts 2027 – juni 2028", with what nobody knows told as such."""
        start = _month(self.starts_on) if self.starts_on else gettext("ukendt start")
        end = _month(self.ends_on) if self.ends_on else gettext("ingen slutdato")
        return f"{start} – {end}"


@dataclass(frozen=True)
class Lane:
    """One department with its bars, building projects first."""

    department: Department
    items: tuple[Item, ...]

    @property
    def meets(self) -> bool:
        return any(item.meets for item in self.items)


def _month(day: dt.date) -> str:
    return date_format(day, "M Y").lower()


def first_month(on: dt.date) -> dt.date:
    """Where the drawing begins: half a year before `on`."""
    months = on.year * 12 + on.month - 1 - MONTHS_BACK
    return dt.date(months // 12, months % 12 + 1, 1)


def after_months(start: dt.date, months: int) -> dt.date:
    count = start.year * 12 + start.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _over_on(case: Initiative) -> dt.date | None:
    """The day its bar ends. A closed case has ended, also before its time and also where no end was set."""
    if case.status != Status.CLOSED:
        return case.ends_on
    closed_on = timezone.localdate(case.status_since)
    return min(case.ends_on, closed_on) if case.ends_on else closed_on


def lanes(departments: Iterable[Department], *, user, on: dt.date) -> list[Lane]:
    """The departments in which something happens within the drawing. Three queries, however many there are.

    `user` is shown the initiatives that he or she may see, and every building project.
    """
    departments = list(departments)
    start = first_month(on)
    end = after_months(start, MONTHS_SHOWN)
    items: dict[int, list[Item]] = {department.pk: [] for department in departments}
    within = Q(ends_on__isnull=True) | Q(ends_on__gte=start)
    begun = Q(starts_on__isnull=True) | Q(starts_on__lt=end)
    buildings = PhysicalProject.objects.filter(within, begun).exclude(stage=PhysicalProject.Stage.STOPPED)
    through = PhysicalProject.departments.through.objects.filter(
        department__in=items, physicalproject__in=buildings
    )
    for row in through.select_related("physicalproject").order_by("physicalproject__starts_on"):
        project = row.physicalproject
        items[row.department_id].append(
            Item(
                project.name,
                True,
                project.starts_on,
                project.ends_on,
                str(project.get_stage_display()),
                project.get_absolute_url(),
            )
        )
    visible = Initiative.objects.visible_to(user, on).filter(within, begun, status__in=SHOWN)
    parts = Participation.objects.filter(department__in=items, initiative__in=visible)
    for part in parts.select_related("initiative").order_by("initiative__starts_on", "initiative__pk"):
        case = part.initiative
        over_on = _over_on(case)
        if over_on and over_on < start:
            continue
        items[part.department_id].append(
            Item(
                case.name,
                False,
                case.starts_on,
                over_on,
                str(case.get_status_display()),
                case.get_absolute_url(),
            )
        )
    for found in items.values():
        for item in found:
            item.meets = [
                other.name
                for other in found
                if other.is_building != item.is_building and item.overlaps(other)
            ]
    return [Lane(d, tuple(items[d.pk])) for d in departments if items[d.pk]]
