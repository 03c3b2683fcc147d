"""Services that support daily operation: what a department has, and writing it down (policy point 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from .models import Department, SupportService
from .together import EditedMeanwhile, Texts, texts_of, to_change

Services = dict[str, list[SupportService]]
"""{kind: services of that kind}"""


def services_of(department: Department, on: dt.date | None = None) -> Services:
    """What the residents of a department can go to on the day `on`, the municipality's schemes among it. One query."""
    return services_by_department([department], on)[department.pk]


def services_by_department(
    departments: Iterable[Department], on: dt.date | None = None
) -> dict[int, Services]:
    """The same for several departments at once, by their ids. One query."""
    departments = list(departments)
    found: dict[int, Services] = {department.pk: {} for department in departments}
    in_municipality: dict[str, list[int]] = {}
    for department in departments:
        in_municipality.setdefault(department.municipality, []).append(department.pk)
    running = SupportService.objects.running(on or timezone.localdate())
    for service in running.reaching(departments):
        reached = [service.department_id] if service.department_id else in_municipality[service.municipality]
        for pk in reached:
            found[pk].setdefault(service.kind, []).append(service)
    return found


SAID = ("kind", "who", "when", "where", "phone", "since_on")
"""What somebody writes about a service."""


@transaction.atomic
def record_service(service: SupportService, *, by, seen: Texts | None = None) -> SupportService:
    """Write a new service down, or mend one. Who writes it has just looked at it.

    `seen` is what the writer's page showed (`together.texts_of`). Raises EditedMeanwhile when somebody else has
    changed the same answer, and ValidationError when the service has no place, or too many.
    """
    if service.pk is not None:
        standing = SupportService.objects.select_for_update().get(pk=service.pk)
        changed, clashes = to_change(now=texts_of(standing, SAID), mine=texts_of(service, SAID), seen=seen)
        if clashes:
            by_whom, when = standing.recorded_by or by, standing.changed_at or timezone.now()
            raise EditedMeanwhile(clashes, by=by_whom, at=when)
        for name in set(SAID) - changed:
            setattr(service, name, getattr(standing, name))
        if "kind" not in changed:  # the kind says whose it is: the department's, or the whole municipality's
            service.department, service.municipality = standing.department, standing.municipality
    service.recorded_by, service.changed_at = by, timezone.now()
    service.reviewed_on = timezone.localdate()
    service.full_clean()
    service.save()
    return service


@transaction.atomic
def still_right(service: SupportService, *, by) -> None:
    """Somebody has looked: who and when are as written."""
    SupportService.objects.filter(pk=service.pk).update(reviewed_on=timezone.localdate(), recorded_by=by)


@transaction.atomic
def end_service(service: SupportService, *, by) -> None:
    """The service is no more: yesterday was its last day. What there was stays to be read."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    SupportService.objects.filter(pk=service.pk, until_on__isnull=True).update(
        until_on=max(yesterday, service.since_on or yesterday), recorded_by=by
    )
