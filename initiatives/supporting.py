"""Services that support daily operation: what a department has, and writing it down (policy point 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from .models import Department, SupportService

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


def record_service(service: SupportService, *, by) -> SupportService:
    """Write a new service down, or mend one. Who writes it has just looked at it.

    Raises ValidationError when it has no place, or too many.
    """
    service.recorded_by = by
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
