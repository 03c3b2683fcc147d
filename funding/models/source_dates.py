"""Days a source of money has set: when it pays, and when it wants to hear how the money was used."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .budget import FundingLine


class SourceDateQuerySet(models.QuerySet):
    def waiting(self) -> SourceDateQuerySet:
        """Those nobody has dealt with, of money that still comes; a proposed change has none of its own."""
        return self.filter(done_on=None, line__initiative__amendment=None).exclude(
            line__state__in=FundingLine.GONE
        )

    def between(self, first: dt.date, last: dt.date) -> SourceDateQuerySet:
        return self.filter(on__range=(first, last))


class SourceDate(models.Model):
    """One day that a source has set for its part of the money (dato fra en kilde).

    A payment is expected on the day; a report or an account is sent by it. `done_on` is the day on which
    the money came or the paper was sent. What was paid is an entry of its own (`MoneyEntry`).
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Kilden udbetaler")
        REPORT = "report", _("Rapport til kilden")
        ACCOUNTS = "accounts", _("Regnskab til kilden")

    line = models.ForeignKey(
        FundingLine, models.CASCADE, related_name="dates", verbose_name=_("finansiering")
    )
    kind = models.CharField(_("hvad"), max_length=10, choices=Kind)
    on = models.DateField(_("dato"), db_index=True)
    note = models.CharField(_("bemærkning"), max_length=200, blank=True)
    done_on = models.DateField(_("gjort den"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("skrevet ind"))

    objects = SourceDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("dato fra en kilde")
        verbose_name_plural = _("datoer fra kilder")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "kind", "on"],
                name="source_date_once",
                violation_error_message=_("Den dato er allerede skrevet ind."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["payment", "report", "accounts"]),
                name="source_date_kind_is_known",
                violation_error_message=_("Vælg, hvad der skal ske den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d.%m.%Y}"

    @property
    def is_payment(self) -> bool:
        return self.kind == self.Kind.PAYMENT
