"""The bodies that decide (organer), who sits in them, and when they meet."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .departments import BoardSeat, Department


class BodyQuerySet(models.QuerySet):
    def deciding_for(self, user, on: dt.date) -> BodyQuerySet:
        """The deciding bodies in which `user` may act on the day `on`: by a seat of the person's own, as a
        deputy for somebody with a seat, or on the board of the department whose board the body is.
        """
        seats = BodySeat.objects.in_office(on).filter(body=models.OuterRef("pk"), person=user)
        deputies = Deputy.objects.in_force(on).filter(body=models.OuterRef("pk"), person=user)
        boards = BoardSeat.objects.in_office(on).filter(department=models.OuterRef("department"), person=user)
        return self.filter(
            models.Exists(seats) | models.Exists(deputies) | models.Exists(boards), decides=True
        )


class Body(models.Model):
    """A body (organ) that can decide about an initiative, such as the organisationsbestyrelse.

    The policy names no approver; which body decides is AAB's own choice (see `initiatives.route`).
    `department` is set for the board of one department: its members are that board's, with their terms.
    """

    class Kind(models.TextChoices):
        LEADER = "leader", _("Boligsocial leder")
        MANAGEMENT = "management", _("Direktionen")
        ORGANISATION_BOARD = "organisation_board", _("Organisationsbestyrelsen")
        COUNCIL = "council", _("Repræsentantskabet")
        DEPARTMENT_BOARD = "department_board", _("Bestyrelsen i en afdeling")
        OTHER = "other", _("Et andet organ")

    kind = models.CharField(_("slags"), max_length=24, choices=Kind)
    name = models.CharField(_("navn"), max_length=80)
    decides = models.BooleanField(_("kan godkende indsatser"), default=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name=_("afdeling"),
        help_text=_("Kun for bestyrelsen i en afdeling. Medlemmerne er dem, der sidder i bestyrelsen."),
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organer")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=~Q(kind__in=["department_board", "other"]),
                name="body_kind_once",
                violation_error_message=_("Der er allerede et organ af den slags."),
            ),
            models.UniqueConstraint(
                fields=["department"],
                name="body_of_department_once",
                violation_error_message=_("Afdelingens bestyrelse er allerede oprettet som organ."),
            ),
            models.CheckConstraint(
                condition=Q(kind="department_board", department__isnull=False)
                | (~Q(kind="department_board") & Q(department__isnull=True)),
                name="board_of_department_names_it",
                violation_error_message=_(
                    "Vælg afdelingen, når organet er bestyrelsen i en afdeling, og ellers ingen."
                ),
            ),
        ]

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


class DeputyQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> DeputyQuerySet:
        """Deputies who stand in on the day `on`, for somebody whose seat is in office that day."""
        covered = BodySeat.objects.in_office(on).filter(
            body=models.OuterRef("body"), person=models.OuterRef("for_person")
        )
        return self.filter(models.Exists(covered), from_on__lte=on, until_on__gte=on, person__is_active=True)


class Deputy(models.Model):
    """A person who stands in for a member of a body for some days (stedfortræder).

    What the deputy decides is decided on behalf of that member ("på vegne af").
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="deputies", verbose_name=_("organ"))
    for_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("på vegne af")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputy_for", verbose_name=_("stedfortræder")
    )
    from_on = models.DateField(_("fra"))
    until_on = models.DateField(_("til og med"))

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("stedfortræder")
        verbose_name_plural = _("stedfortrædere")
        ordering = ["body", "from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="deputy_dates_in_order",
                violation_error_message=_("Sidste dag skal ligge efter første dag."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("for_person")),
                name="deputy_is_somebody_else",
                violation_error_message=_("Vælg en anden person som stedfortræder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.body}"

    def clean(self):
        if (
            self.body_id
            and self.for_person_id
            and not self.body.seats.filter(person=self.for_person).exists()
        ):
            raise ValidationError(
                {"for_person": _("Vælg en person, der sidder i organet. Skriv medlemmet ind først.")}
            )


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
