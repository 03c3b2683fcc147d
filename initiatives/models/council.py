"""The council's decision where a department's residents said no (almenboligloven § 37 stk. 4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .evidence import Evidence
from .residents import ResidentDecision


class CouncilDecision(models.Model):
    """The repræsentantskab has decided to carry an initiative through in a department that said no.

    An act of its own, never a change of the residents' answer, which stays as it was given. A board or
    the organisationsbestyrelse cannot decide this: § 37 stk. 4 names the organisation's highest authority.
    The last row of an answer is the one that counts; an earlier one stays to be seen.
    """

    resident_decision = models.ForeignKey(
        ResidentDecision, models.PROTECT, related_name="council_decisions", verbose_name=_("beboernes nej")
    )
    decided_on = models.DateField(_("besluttet den"))
    item_number = models.CharField(_("punkt på dagsordenen"), max_length=20)
    words = models.TextField(_("hvad repræsentantskabet besluttede"))
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("referat")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("skrevet ind"))

    class Meta:
        verbose_name = _("repræsentantskabets beslutning")
        verbose_name_plural = _("repræsentantskabets beslutninger")
        ordering = ["resident_decision", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(item_number=""),
                name="council_decision_says_what",
                violation_error_message=_("Skriv punktet på dagsordenen, og hvad der blev besluttet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_decision}, {self.decided_on:%d.%m.%Y}"
