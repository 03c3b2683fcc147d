"""The bodies that decide (organer), who sits in them, and when they meet."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Body(models.Model):
    """A body (organ) that can decide about an initiative, such as the organisationsbestyrelse.

    The policy names no approver; which body decides is AAB's own choice (see `initiatives.route`).
    """

    class Kind(models.TextChoices):
        LEADER = "leader", _("Boligsocial leder")
        MANAGEMENT = "management", _("Direktionen")
        ORGANISATION_BOARD = "organisation_board", _("Organisationsbestyrelsen")
        COUNCIL = "council", _("Repræsentantskabet")

    kind = models.CharField(_("slags"), max_length=24, choices=Kind, unique=True)
    name = models.CharField(_("navn"), max_length=80)
    decides = models.BooleanField(_("kan godkende indsatser"), default=True)

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organer")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.name


class BodySeatQuerySet(models.QuerySet):
    def in_office(self, on: dt.date) -> BodySeatQuerySet:
        """Seats whose term covers the day `on`, first and last day included."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on, person__is_active=True
        )


class BodySeat(models.Model):
    """A person's seat in a body, with its term. The right to decide follows from it, day by day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name=_("organ"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="body_seats", verbose_name=_("person")
    )
    from_on = models.DateField(_("fra"))
    until_on = models.DateField(_("til og med"), null=True, blank=True)

    objects = BodySeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("medlem af organ")
        verbose_name_plural = _("medlemmer af organer")
        ordering = ["body", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="body_seat_dates_in_order",
                violation_error_message=_("Sidste dag skal ligge efter første dag."),
            ),
            models.UniqueConstraint(
                fields=["body", "person", "from_on"],
                name="body_seat_once",
                violation_error_message=_("Personen sidder allerede i organet fra den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.body}"


class MeetingQuerySet(models.QuerySet):
    def open_on(self, on: dt.date) -> MeetingQuerySet:
        """Meetings that still take cases on the day `on`, the nearest first."""
        return self.filter(cut_off_on__gte=on).order_by("held_on")


class Meeting(models.Model):
    """A meeting of a body, with the last day on which a case can be sent to it."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("organ"))
    held_on = models.DateField(_("mødedag"))
    cut_off_on = models.DateField(_("send senest"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("møde")
        verbose_name_plural = _("møder")
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="meeting_once_a_day",
                violation_error_message=_("Organet har allerede et møde den dag."),
            ),
            models.CheckConstraint(
                condition=Q(cut_off_on__lte=F("held_on")),
                name="meeting_cut_off_before_meeting",
                violation_error_message=_("Fristen skal ligge før mødet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.held_on:%d.%m.%Y}"
