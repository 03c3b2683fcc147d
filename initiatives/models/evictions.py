"""Preventing evictions, in counts alone: what happened in a department in a quarter, and what one eviction costs.

The steps are not the same thing and are never added together: a demand (påkrav) is not a termination
(ophævelse), that is not a case at the bailiff's court (fogedsag), and that is not an eviction carried out
(effektiv udsættelse). No row is about a person, and there is no free text beside a count.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField

from .departments import Department

COUNTS = ("demands", "terminations", "court_cases", "evictions", "counselled", "agreements", "averted")


def _count(label: str, help_text: str = "") -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True, help_text=help_text)


class EvictionCount(models.Model):
    """One department's counts of one quarter. Empty is unknown; 0 is none."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="eviction_counts", verbose_name=_("afdeling")
    )
    year = models.PositiveSmallIntegerField(_("år"))
    quarter = models.PositiveSmallIntegerField(_("kvartal"))
    demands = _count(_("påkrav"))
    terminations = _count(_("ophævelser"))
    court_cases = _count(_("fogedsager"))
    evictions = _count(_("effektive udsættelser"))
    counselled = _count(_("fik rådgivning"))
    agreements = _count(_("aftaler om betaling"))
    averted = _count(_("afværgede udsættelser"))
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tal om udsættelser")
        verbose_name_plural = _("tal om udsættelser")
        ordering = ["-year", "-quarter", "department__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year", "quarter"],
                name="eviction_count_once_a_quarter",
                violation_error_message=_("Afdelingen har allerede tal for det kvartal."),
            ),
            models.CheckConstraint(
                condition=Q(quarter__range=(1, 4)),
                name="eviction_count_has_a_quarter",
                violation_error_message=_("Vælg et kvartal fra 1 til 4."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="eviction_count_has_a_year",
                violation_error_message=_("Skriv et årstal, for eksempel 2026."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}, {self.year}/{self.quarter}"


class UnitCost(models.Model):
    """What one eviction is taken to cost somebody: a dated assumption with its source, never a fact."""

    class Payer(models.TextChoices):
        DEPARTMENT = "department", _("Afdelingen og boligorganisationen")
        MUNICIPALITY = "municipality", _("Kommunen")
        RESIDENT = "resident", _("Beboeren")

    payer = models.CharField(_("hvem betaler"), max_length=14, choices=Payer, default=Payer.DEPARTMENT)
    low = KronerField(_("lavt skøn"))
    middle = KronerField(_("midt imellem"))
    high = KronerField(_("højt skøn"))
    valid_from = models.DateField(_("gælder fra"))
    source = models.CharField(_("kilde"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("pris på en udsættelse")
        verbose_name_plural = _("priser på en udsættelse")
        ordering = ["payer", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("middle"), middle__lte=F("high")),
                name="unit_cost_in_order",
                violation_error_message=_("Skriv det laveste beløb først og det højeste sidst."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="unit_cost_has_source",
                violation_error_message=_("Skriv, hvor beløbet kommer fra."),
            ),
            models.UniqueConstraint(
                fields=["payer", "valid_from"],
                name="unit_cost_once_a_day",
                violation_error_message=_("Der er allerede et beløb fra den dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}, {self.valid_from}"


class EvictionCalculation(models.Model):
    """A calculation as it was made: its numbers and its assumptions are kept, whatever is changed later.

    `trend_name` and `trend_percent` are the change one names to compare with, such as the whole country's
    −34 %: only the fall beyond it may be due to the work.
    """

    title = models.CharField(_("navn"), max_length=120)
    from_year = models.PositiveSmallIntegerField(_("fra år"))
    to_year = models.PositiveSmallIntegerField(_("til år"))
    municipality = models.CharField(_("kommune"), max_length=60, blank=True)
    cost_of_work = KronerField(_("hvad indsatsen koster"))
    trend_name = models.CharField(_("sammenlignet med"), max_length=160)
    trend_percent = models.DecimalField(_("ændring i procent"), max_digits=6, decimal_places=1)
    trend_source = models.CharField(_("kilde til sammenligningen"), max_length=300)
    assumptions = models.JSONField(_("forudsætninger"), default=dict)
    result = models.JSONField(_("resultat"), default=dict)
    made_at = models.DateTimeField(_("regnet den"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("beregning af udsættelser")
        verbose_name_plural = _("beregninger af udsættelser")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_year__gt=F("from_year")),
                name="calculation_years_in_order",
                violation_error_message=_("Det sidste år skal ligge efter det første."),
            ),
            models.CheckConstraint(
                condition=~Q(trend_name="") & ~Q(trend_source=""),
                name="calculation_names_its_trend",
                violation_error_message=_("Skriv, hvad I sammenligner med, og hvor tallet kommer fra."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
