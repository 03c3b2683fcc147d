"""Trying a draft of the policy on the cases that live: what would change for whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .initiative import Initiative
from .policy import PolicyVersion


class PolicyTrial(models.Model):
    """One trial of a version on every live case, made in the background. `done` of `total` cases are tried."""

    version = models.ForeignKey(
        PolicyVersion, models.CASCADE, related_name="trials", verbose_name=_("version")
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("begyndt"))
    total = models.PositiveIntegerField(_("indsatser"), default=0)
    done = models.PositiveIntegerField(_("prøvet"), default=0)
    last_case = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(_("færdig"), null=True, blank=True)

    class Meta:
        verbose_name = _("prøve af politikken")
        verbose_name_plural = _("prøver af politikken")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("total")),
                name="trial_tries_no_more_than_there_are",
                violation_error_message=_("Der kan ikke være prøvet flere, end der er."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.started_at:%d.%m.%Y}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class PolicyTrialRow(models.Model):
    """A case that would stand differently. `changes` are {"key", "name", "before", "after"} per point.

    `before` and `after` are statuses of the point, or "" where the version has no such point.
    """

    trial = models.ForeignKey(PolicyTrial, models.CASCADE, related_name="rows")
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="+")
    changes = models.JSONField(_("hvad der ville ændre sig"))

    class Meta:
        verbose_name = _("indsats i en prøve")
        verbose_name_plural = _("indsatser i en prøve")
        ordering = ["trial", "initiative"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "initiative"], name="a_trial_has_a_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trial}: {self.initiative}"
