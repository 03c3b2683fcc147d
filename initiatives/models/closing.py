"""How an initiative ended (afslutning): the outcome, what was learnt, and what is left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField

from .initiative import Initiative


class Closing(models.Model):
    """The final steps of an initiative, written once when it is closed, and never without them.

    `self_sustaining` is what is expected on the day of closing; whether it came true is asked about later.
    `not_measured` and `not_evaluated` say why a final figure or the final evaluation is missing.
    """

    class Outcome(models.TextChoices):
        CARRIED_THROUGH = "carried_through", _("Gennemført")
        STOPPED_EARLY = "stopped_early", _("Stoppet før tid")

    class Verdict(models.TextChoices):
        """What others are told first (blueprint L9)."""

        WORKED = "worked", _("Virkede")
        WORKED_PARTLY = "worked_partly", _("Virkede delvist")
        DID_NOT_WORK = "did_not_work", _("Virkede ikke")
        TOO_EARLY = "too_early", _("For tidligt at sige")

    class SelfSustaining(models.TextChoices):
        YES = "yes", _("Ja, af sig selv")
        WITH_HELP = "with_help", _("Ja, men med støtte fra nogen")
        NO = "no", _("Nej, den stopper")
        UNKNOWN = "unknown", _("Det ved vi ikke endnu")

    initiative = models.OneToOneField(
        Initiative, models.PROTECT, related_name="closing", verbose_name=_("indsats")
    )
    outcome = models.CharField(_("sådan sluttede den"), max_length=16, choices=Outcome)
    stop_reason = models.TextField(_("hvorfor den stoppede"), blank=True)
    closed_on = models.DateField(_("sluttede den"))
    verdict = models.CharField(_("virkede den"), max_length=16, choices=Verdict)
    learnt = models.TextField(_("det lærte vi"))
    self_sustaining = models.CharField(_("kører den videre"), max_length=10, choices=SelfSustaining)
    carried_on_by = models.CharField(_("hvem fører den videre"), max_length=200, blank=True)
    money_left = KronerField(_("penge tilbage i kroner"))
    money_left_use = models.CharField(_("hvad der sker med pengene"), max_length=200, blank=True)
    not_measured = models.TextField(_("hvorfor der ikke er en sidste måling"), blank=True)
    not_evaluated = models.TextField(_("hvorfor der ikke er en sidste evaluering"), blank=True)
    may_share = models.BooleanField(_("andre må lære af den"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("skrevet"))

    class Meta:
        verbose_name = _("afslutning")
        verbose_name_plural = _("afslutninger")
        ordering = ["-closed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="carried_through", stop_reason="")
                | Q(outcome="stopped_early") & ~Q(stop_reason=""),
                name="stopped_initiative_says_why",
                violation_error_message=_("Skriv, hvorfor indsatsen stoppede før tid."),
            ),
            models.CheckConstraint(
                condition=~Q(learnt=""),
                name="closed_initiative_says_what_was_learnt",
                violation_error_message=_("Skriv, hvad I lærte."),
            ),
            models.CheckConstraint(
                condition=Q(money_left=0, money_left_use="") | Q(money_left__gt=0) & ~Q(money_left_use=""),
                name="money_left_says_what_becomes_of_it",
                violation_error_message=_("Skriv, hvad der sker med de penge, der er tilbage."),
            ),
            models.CheckConstraint(
                condition=~Q(self_sustaining__in=["yes", "with_help"]) | ~Q(carried_on_by=""),
                name="carried_on_initiative_says_by_whom",
                violation_error_message=_("Skriv, hvem der fører den videre."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_outcome_display()}"
