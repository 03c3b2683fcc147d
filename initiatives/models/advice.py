"""A board asks for help: how to involve residents, an association, a conflict, money."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .departments import BoardSeat, Department
from .initiative import Initiative


class AdviceRequestQuerySet(models.QuerySet):
    def open(self) -> AdviceRequestQuerySet:
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user, on: dt.date) -> AdviceRequestQuerySet:
        """Staff see all; a board its own department's."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_employee or user.is_staff:
            return self
        seats = BoardSeat.objects.in_office(on).filter(person=user)
        return self.filter(department__board_seats__in=seats).distinct()


class AdviceRequest(models.Model):
    """A question from a board to AAB (råd og hjælp). It has an owner, and ends with an answer or an initiative."""

    class Topic(models.TextChoices):
        RESIDENTS = "residents", _("Få beboerne med")
        ASSOCIATION = "association", _("Starte en frivillig forening")
        CONFLICT = "conflict", _("En konflikt i afdelingen")
        MONEY = "money", _("Penge til en idé")
        OTHER = "other", _("Noget andet")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="advice_requests", verbose_name=_("afdeling")
    )
    topic = models.CharField(_("hvad det handler om"), max_length=12, choices=Topic)
    text = models.TextField(_("hvad I vil have hjælp til"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("spurgt"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hos"),
    )
    taken_at = models.DateTimeField(_("taget"), null=True, blank=True)
    answer = models.TextField(_("svaret"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("afsluttet"), null=True, blank=True)
    initiative = models.OneToOneField(
        Initiative,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="advice_request",
        verbose_name=_("indsats"),
    )

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("bøn om hjælp")
        verbose_name_plural = _("bønner om hjælp")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="advice_request_has_words",
                violation_error_message=_("Skriv, hvad I vil have hjælp til."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & (~Q(answer="") | Q(initiative__isnull=False))
                ),
                name="closed_advice_has_an_answer_or_an_initiative",
                violation_error_message=_("Skriv, hvad I fandt ud af, eller gør det til en indsats."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.get_topic_display()}"

    @property
    def status(self) -> str:
        """ "new", "taken" or "closed"."""
        if self.closed_at:
            return "closed"
        return "taken" if self.owner_id else "new"

    @property
    def days(self) -> int:
        """How many days it has waited, or did wait."""
        until = timezone.localdate(self.closed_at) if self.closed_at else timezone.localdate()
        return (until - timezone.localdate(self.asked_at)).days
