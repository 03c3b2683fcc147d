"""What was measured of a success criterion, and how far a figure has come: reported, approved, locked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models import Evidence

from .criteria import SuccessCriterion


class MeasurementQuerySet(models.QuerySet):
    def standing(self) -> MeasurementQuerySet:
        """The figures that stand; corrected ones stay in the table and are not counted."""
        return self.filter(superseded_at__isnull=True)

    def approved(self) -> MeasurementQuerySet:
        """The standing figures somebody at AAB has approved: the only ones that count in totals."""
        return self.standing().filter(approved_at__isnull=False)

    def to_approve(self) -> MeasurementQuerySet:
        return self.standing().filter(approved_at__isnull=True)


class Measurement(models.Model):
    """One reading of a criterion (måling) on one day.

    A correction is a new row that `replaces` the old one, and the old one stays with the time at
    which it was superseded; who corrected it is the new row's `recorded_by`. A figure is *reported* by
    whoever measured, *approved* by AAB, and *locked* when it has been used outside the portal: from then
    on the database lets nothing of the row be changed but that a later one has superseded it.
    `parts` splits the figure by the criterion's groups: {"piger": "12", "drenge": "9"}.
    """

    class State(models.TextChoices):
        REPORTED = "reported", _("Indberettet")
        APPROVED = "approved", pgettext_lazy("et tal", "Godkendt")
        LOCKED = "locked", _("Låst")

    criterion = models.ForeignKey(
        SuccessCriterion, models.CASCADE, related_name="measurements", verbose_name=_("mål")
    )
    value = models.DecimalField(_("tal"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("målt den"))
    note = models.CharField(_("bemærkning"), max_length=300, blank=True)
    parts = models.JSONField(_("delt i grupper"), default=dict, blank=True)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bilag")
    )
    evaluation = models.ForeignKey(
        "evaluation.Evaluation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name=_("evaluering"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("skrevet af")
    )
    recorded_at = models.DateTimeField(_("skrevet"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("godkendt af"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("godkendt"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("låst af"),
    )  # fmt: skip
    locked_at = models.DateTimeField(_("låst"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("retter"),
    )
    superseded_at = models.DateTimeField(_("rettet"), null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "measured_on"],
                condition=Q(superseded_at__isnull=True, evaluation__isnull=True),
                name="one_measurement_a_day",
                violation_error_message=_("Der er allerede en måling fra den dag."),
            ),
            models.UniqueConstraint(
                fields=["criterion", "evaluation"],
                condition=Q(superseded_at__isnull=True, evaluation__isnull=False),
                name="one_measurement_an_evaluation",
                violation_error_message=_("Evalueringen har allerede et tal for det mål."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="measurement_replaces_another",
                violation_error_message=_("En måling kan ikke rette sig selv."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_measurement_says_by_whom",
                violation_error_message=_("Skriv, hvem der har godkendt tallet."),
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False, approved_at__isnull=False),
                name="locked_measurement_was_approved",
                violation_error_message=_("Kun et godkendt tal kan låses."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"

    @property
    def state(self) -> str:
        """How far the figure has come."""
        if self.locked_at:
            return self.State.LOCKED
        return self.State.APPROVED if self.approved_at else self.State.REPORTED

    @property
    def state_word(self) -> str:
        return str(self.State(self.state).label)
