"""Physical projects, so that social work can meet the building work (policy point 3)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .departments import Department


class PhysicalProjectQuerySet(models.QuerySet):
    def overlapping(
        self, departments, starts_on: dt.date, ends_on: dt.date | None
    ) -> PhysicalProjectQuerySet:
        """Projects in any of `departments` whose period touches the given one.

        An open end reaches for ever; an unknown start has begun.
        """
        found = self.filter(departments__in=departments).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        )
        if ends_on is not None:
            found = found.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=ends_on))
        return found.distinct()


class PhysicalProject(models.Model):
    """A building case (byggesag) in one or more departments: a renovation, new balconies, a courtyard."""

    name = models.CharField(_("navn"), max_length=120)
    departments = models.ManyToManyField(
        Department, related_name="physical_projects", verbose_name=_("afdelinger")
    )
    starts_on = models.DateField(_("starter"), null=True, blank=True)
    ends_on = models.DateField(_("slutter"), null=True, blank=True)
    contact = models.CharField(_("kontakt"), max_length=120, blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    objects = PhysicalProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("byggesag")
        verbose_name_plural = _("byggesager")
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="physical_project_dates_in_order",
                violation_error_message=_("Byggesagen skal slutte, efter at den er startet."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
