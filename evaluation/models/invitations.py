"""People outside AAB and its boards who are asked for figures: a partner's contact, a municipal office."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import Partnership

from .criteria import SuccessCriterion


class InvitationQuerySet(models.QuerySet):
    def working(self, on: dt.date) -> InvitationQuerySet:
        """Neither closed nor run out on the day `on`."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=on)


class Invitation(models.Model):
    """Leave for one contact of a partner to write the figures of some goals, until a date (indbydelse).

    It opens those goals and nothing else of the case. With `may_evaluate` the contact also answers the
    evaluations that the plan asks the partner for. Closing it closes its links at once.
    """

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="invitations", verbose_name=_("partner")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kontakt")
    )
    criteria = models.ManyToManyField(SuccessCriterion, related_name="invitations", verbose_name=_("mål"))
    may_evaluate = models.BooleanField(_("svarer også på evalueringer"), default=False)
    expires_on = models.DateField(_("virker til og med"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("indbudt af")
    )
    invited_at = models.DateTimeField(_("indbudt"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("lukket af"),
    )  # fmt: skip
    revoked_at = models.DateTimeField(_("lukket"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("indbydelse")
        verbose_name_plural = _("indbydelser")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "person"],
                condition=Q(revoked_at__isnull=True),
                name="invitation_open_once",
                violation_error_message=_("Kontakten er allerede indbudt. Luk den gamle indbydelse først."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="closed_invitation_says_by_whom",
                violation_error_message=_("Skriv, hvem der har lukket indbydelsen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.partnership.partner}"

    def works_on(self, day: dt.date) -> bool:
        return self.revoked_at is None and day <= self.expires_on

    @property
    def works_today(self) -> bool:
        return self.works_on(timezone.localdate())
