"""What stands behind residents before they lose their home: services that support daily operation (point 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .departments import Department


class SupportServiceQuerySet(models.QuerySet):
    def running(self, on: dt.date) -> SupportServiceQuerySet:
        """Services one can go to on the day `on`; an unknown start has begun."""
        return self.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=on), Q(until_on__isnull=True) | Q(until_on__gte=on)
        )

    def reaching(self, departments: Iterable[Department]) -> SupportServiceQuerySet:
        """Services of these departments, and those of the municipalities they lie in."""
        departments = list(departments)
        places = {department.municipality for department in departments} - {""}
        return self.filter(Q(department__in=[d.pk for d in departments]) | Q(municipality__in=places))


class SupportService(models.Model):
    """One service residents can go to: who, when, and since when.

    A contact-person scheme (kontaktpersonordning) belongs to a municipality and reaches every
    department in it; everything else belongs to one department.
    """

    class Kind(models.TextChoices):
        DEBT_COUNSELLING = "debt", _("Gældsrådgivning")
        CONTACT_PERSONS = "contact_persons", _("Kommunens kontaktpersoner")
        SOCIAL_CARETAKER = "caretaker", _("Social vicevært")
        BRIDGE = "bridge", _("Bro til foreninger")

    kind = models.CharField(_("tilbud"), max_length=20, choices=Kind)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support_services",
        verbose_name=_("afdeling"),
    )
    municipality = models.CharField(_("kommune"), max_length=60, blank=True)
    who = models.CharField(
        _("hvem"), max_length=160, help_text=_("Skriv rollen eller stedet, ikke et privat navn.")
    )
    when = models.CharField(_("hvornår"), max_length=160, blank=True)
    where = models.CharField(_("hvor"), max_length=160, blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    since_on = models.DateField(_("siden den"), null=True, blank=True)
    until_on = models.DateField(_("til og med"), null=True, blank=True)
    reviewed_on = models.DateField(_("set efter den"))
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("skrevet ind af"),
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = SupportServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilbud")
        verbose_name_plural = _("tilbud")
        ordering = ["kind", "department__sort_key", "municipality", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="contact_persons", department__isnull=True, municipality__gt="")
                | Q(~Q(kind="contact_persons"), department__isnull=False, municipality=""),
                name="support_service_has_its_place",
                violation_error_message=_(
                    "Kontaktpersoner hører til en kommune. Andre tilbud hører til en afdeling."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(since_on__isnull=True)
                | Q(until_on__gte=F("since_on")),
                name="support_service_dates_in_order",
                violation_error_message=_("Tilbuddet skal slutte, efter at det er startet."),
            ),
            models.CheckConstraint(
                condition=~Q(who=""),
                name="support_service_names_who",
                violation_error_message=_("Skriv, hvem der hjælper."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.who}"

    @property
    def in_words(self) -> str:
        """ "AAB's rådgiver, torsdage kl. 15-17, beboerhuset": what a resident needs to know."""
        return ", ".join(part for part in (self.who, self.when, self.where) if part)
