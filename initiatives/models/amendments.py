"""Changing an initiative that has been approved: the proposal, and each approved version as it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .decisions import Decision
from .initiative import Initiative


class Amendment(models.Model):
    """A proposed change to an approved initiative (ændring), written on a copy of it.

    The copy is an initiative of its own (`Initiative.amends` points at the approved one): it has a checklist,
    boards that are asked, a route and a decision. The approved version stays in force until the copy is
    approved; then what differs from `base` is put in force and becomes the next `ApprovedVersion`.
    """

    class Kind(models.TextChoices):
        """What sort of change it is, read from what differs. AAB's own choice: each has its own route."""

        CORRECTION = "correction", _("En lille rettelse")
        TIME = "time", _("Mere tid")
        MONEY = "money", _("Andre penge")
        SCOPE = "scope", _("Andre afdelinger eller andet formål")

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="amendments", verbose_name=_("indsats")
    )
    number = models.PositiveSmallIntegerField(_("nr."))
    draft = models.OneToOneField(
        Initiative, models.PROTECT, related_name="amendment", verbose_name=_("forslaget")
    )
    reason = models.TextField(_("hvorfor"))
    base = models.JSONField(_("sådan var den, da ændringen blev foreslået"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("foreslået"))
    in_force_at = models.DateTimeField(_("sat i kraft"), null=True, blank=True)

    class Meta:
        verbose_name = _("ændring")
        verbose_name_plural = _("ændringer")
        ordering = ["initiative", "number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="amendment_says_why",
                violation_error_message=_("Skriv, hvorfor indsatsen skal ændres."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.number}"


class ApprovedVersion(models.Model):
    """A whole initiative as it was approved (godkendt version): text, period, departments, money and goals.

    Version 1 comes with the first approval, the next with each amendment or small correction.
    `contents` is a list of {"key", "label", "text"} in Danish; `sha256` is its fingerprint. Append-only.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="approved_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("slags"), max_length=12, choices=Amendment.Kind, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    amendment = models.OneToOneField(
        Amendment, models.PROTECT, null=True, blank=True, related_name="approved_version"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("gælder fra"))
    contents = models.JSONField(_("sådan var den"))
    sha256 = models.CharField(_("fingeraftryk"), max_length=64)

    class Meta:
        verbose_name = _("godkendt version")
        verbose_name_plural = _("godkendte versioner")
        ordering = ["initiative", "number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="approved_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.number}"
