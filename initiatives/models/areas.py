"""Focus areas: the policy's four, and Landsbyggefonden's present four that they map to."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FundArea(models.Model):
    """One of Landsbyggefonden's focus areas for 2019-26, used when reporting to the fund.

    The policy's areas are the fund's from 2015-18; the fund has since replaced them (domain.md § 2.1).
    """

    key = models.SlugField(_("nøgle"), unique=True)
    name = models.CharField(_("navn"), max_length=80)
    name_en = models.CharField(_("navn på engelsk"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)

    class Meta:
        verbose_name = _("område hos Landsbyggefonden")
        verbose_name_plural = _("områder hos Landsbyggefonden")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name


class FocusArea(models.Model):
    """An area the policy gives weight to (indsatsområde, policy point 6). Data, for areas change."""

    key = models.SlugField(_("nøgle"), unique=True)
    name = models.CharField(_("navn"), max_length=80)
    name_en = models.CharField(_("navn på engelsk"), max_length=80, blank=True)
    icon = models.SlugField(_("ikon"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)
    is_active = models.BooleanField(
        _("kan vælges"), default=True, help_text=_("Gamle indsatser beholder området, når krydset fjernes.")
    )
    fund_areas = models.ManyToManyField(
        FundArea,
        blank=True,
        related_name="focus_areas",
        verbose_name=_("svarer til hos Landsbyggefonden"),
    )

    class Meta:
        verbose_name = _("område")
        verbose_name_plural = _("områder")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name
