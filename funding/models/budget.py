"""What an initiative costs and who pays: the two sides of its budget (policy, Finansiering)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField
from initiatives.models import Initiative

from .sources import FundingSource


class BudgetLine(models.Model):
    """One cost (udgift) in kroner, for the whole period of the initiative."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="budget_lines")
    text = models.CharField(_("udgift"), max_length=120)
    amount = KronerField(_("beløb i kroner"))
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("udgift")
        verbose_name_plural = _("udgifter")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_is_not_negative"),
            models.CheckConstraint(condition=~Q(text=""), name="cost_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class FundingLine(models.Model):
    """One source's part of the money, in kroner for the whole period, and how sure it is."""

    class State(models.TextChoices):
        IDEA = "idea", _("Idé")
        APPLIED = "applied", _("Søgt")
        GRANTED = "granted", _("Bevilget")
        DECLINED = "declined", _("Afslag")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="funding_lines")
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="lines", verbose_name=_("kilde"))
    amount = KronerField(_("beløb i kroner"))
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.IDEA)
    note = models.CharField(_("bemærkning"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("finansiering")
        verbose_name_plural = _("finansiering")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="funding_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source}"
