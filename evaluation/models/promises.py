"""What an agreement promises: the initiative's own goals, and no others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import ResultContract, StrategicAgreement

from .criteria import SuccessCriterion


class PromisedResult(models.Model):
    """A goal (succeskriterium) that a result contract or a strategic agreement promises.

    A promise has no figures of its own: the agreement and the initiative are followed by one set of goals.
    """

    criterion = models.ForeignKey(
        SuccessCriterion, models.CASCADE, related_name="promises", verbose_name=_("mål")
    )
    contract = models.ForeignKey(
        ResultContract, models.CASCADE, null=True, blank=True, related_name="promised"
    )
    strategic = models.ForeignKey(
        StrategicAgreement, models.CASCADE, null=True, blank=True, related_name="promised"
    )

    class Meta:
        verbose_name = _("lovet resultat")
        verbose_name_plural = _("lovede resultater")
        ordering = ["criterion__order", "criterion"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contract__isnull=True, strategic__isnull=False)
                | Q(contract__isnull=False, strategic__isnull=True),
                name="promise_of_one_agreement",
                violation_error_message=_("Et lovet resultat hører til én aftale."),
            ),
            models.UniqueConstraint(fields=["contract", "criterion"], name="contract_promises_a_goal_once"),
            models.UniqueConstraint(fields=["strategic", "criterion"], name="agreement_promises_a_goal_once"),
        ]

    def __str__(self) -> str:
        return str(self.criterion)
