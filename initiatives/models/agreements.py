"""Agreements that are not result contracts, each with a table of its own.

A hovedaftale is between a municipality and all housing organisations; a strategisk samarbejdsaftale belongs to one
initiative and has a delaftale for each area. The result contract (resultatkontrakt) is in `partners.py`: it is with
one authority. A kontaktpersonordning is an offer of the municipality and no contract: it is a `SupportService`.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .areas import FocusArea
from .bodies import Body
from .initiative import Initiative
from .partners import Partner, ResultContract, Terms


class AgreementState(models.TextChoices):
    DISCUSSED = "discussed", _("Drøftes")
    DRAFT = "draft", _("Udkast")
    SIGNED = "signed", _("Underskrevet")
    ENDED = "ended", _("Ophørt")
    NOT_OBTAINED = "not_obtained", _("Ikke opnået")


class AgreementQuerySet(models.QuerySet):
    def ending(self, first: dt.date, last: dt.date) -> AgreementQuerySet:
        """Signed agreements whose last day lies from `first` to `last`."""
        return self.filter(state=AgreementState.SIGNED, ends_on__range=(first, last)).order_by("ends_on")


def _rules(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
            name=f"{name}_dates_in_order",
            violation_error_message=_("Aftalen skal slutte, efter at den er begyndt."),
        ),
        models.CheckConstraint(
            condition=~Q(state="not_obtained") | ~Q(what_was_tried=""),
            name=f"{name}_missing_says_what_was_tried",
            violation_error_message=_("Skriv, hvad I har prøvet for at få aftalen."),
        ),
    ]


class _Agreement(Terms):
    title = models.CharField(_("titel"), max_length=160)
    state = models.CharField(_("status"), max_length=16, choices=AgreementState)
    begins_on = models.DateField(_("gælder fra"), null=True, blank=True)
    ends_on = models.DateField(_("gælder til"), null=True, blank=True)
    purpose = models.TextField(_("formål"), blank=True)
    what_was_tried = models.TextField(_("det har vi prøvet"), blank=True)
    file = models.FileField(_("fil"), upload_to="agreements/", blank=True, editable=False)
    """Not used: an agreement's papers are `AgreementFile` rows, in versions."""
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(_("skrevet ind"), null=True, blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class MainAgreement(_Agreement):
    """A hovedaftale: one municipality with all housing organisations there, for everything they do together."""

    municipality = models.CharField(_("kommune"), max_length=60)

    class Meta:
        verbose_name = _("hovedaftale")
        verbose_name_plural = _("hovedaftaler")
        ordering = ["municipality", "-begins_on"]
        constraints = _rules("main_agreement")


class StrategicAgreement(_Agreement):
    """A strategisk samarbejdsaftale about one initiative, usually a boligsocial helhedsplan."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="strategic_agreements", verbose_name=_("indsats")
    )
    main = models.ForeignKey(
        MainAgreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hovedaftale")
    )

    class Meta:
        verbose_name = _("strategisk samarbejdsaftale")
        verbose_name_plural = _("strategiske samarbejdsaftaler")
        ordering = ["-begins_on", "pk"]
        constraints = _rules("strategic_agreement")


class SubAgreement(models.Model):
    """A delaftale of a strategic agreement: one focus area, its problem and what is agreed about it."""

    agreement = models.ForeignKey(
        StrategicAgreement, models.CASCADE, related_name="parts", verbose_name=_("samarbejdsaftale")
    )
    area = models.ForeignKey(FocusArea, models.PROTECT, related_name="+", verbose_name=_("område"))
    problem = models.TextField(_("problem"))
    agreed = models.TextField(_("det er aftalt"))

    class Meta:
        verbose_name = _("delaftale")
        verbose_name_plural = _("delaftaler")
        ordering = ["agreement", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "area"],
                name="sub_agreement_once_per_area",
                violation_error_message=_("Området har allerede en delaftale."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.area}"


class AgreementParty(models.Model):
    """One party of a main or strategic agreement, and the day it signed. AAB is a party without a partner."""

    main = models.ForeignKey(MainAgreement, models.CASCADE, null=True, blank=True, related_name="parties")
    strategic = models.ForeignKey(
        StrategicAgreement, models.CASCADE, null=True, blank=True, related_name="parties"
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner (tom er AAB)"),
    )
    signed_on = models.DateField(_("underskrevet den"), null=True, blank=True)

    class Meta:
        verbose_name = _("part i aftale")
        verbose_name_plural = _("parter i aftaler")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(main__isnull=True, strategic__isnull=False)
                | Q(main__isnull=False, strategic__isnull=True),
                name="party_of_one_agreement",
                violation_error_message=_("En part hører til én aftale."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.partner) if self.partner_id else "AAB"


class AgreementFileQuerySet(models.QuerySet):
    def visible_to(self, user, on: dt.date) -> AgreementFileQuerySet:
        """Staff and those who decide: all. Others: those of the cases they may see; no hovedaftaler."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_employee or user.is_staff:
            return self
        cases = Initiative.everything.visible_to(user, on)
        of_cases = Q(strategic__initiative__in=cases) | Q(contract__partnership__initiative__in=cases)
        if Body.objects.deciding_for(user, on).exists():
            of_cases |= Q(main__isnull=False)
        return self.filter(of_cases)


class AgreementFile(models.Model):
    """One version of an agreement's paper, kept for ever: the newest is the one that holds.

    Never served by address: `views.agreements.file` asks who may see it.
    """

    main = models.ForeignKey(MainAgreement, models.CASCADE, null=True, blank=True, related_name="files")
    strategic = models.ForeignKey(
        StrategicAgreement, models.CASCADE, null=True, blank=True, related_name="files"
    )
    contract = models.ForeignKey(ResultContract, models.CASCADE, null=True, blank=True, related_name="files")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("fil"), upload_to="evidence/%Y/%m/", max_length=200)
    name = models.CharField(_("filnavn"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("størrelse i byte"))
    sha256 = models.CharField(_("fingeraftryk"), max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("lagt ind"))

    objects = AgreementFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("aftalens fil")
        verbose_name_plural = _("aftalers filer")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(main__isnull=False, strategic__isnull=True, contract__isnull=True)
                | Q(main__isnull=True, strategic__isnull=False, contract__isnull=True)
                | Q(main__isnull=True, strategic__isnull=True, contract__isnull=False),
                name="file_of_one_agreement",
                violation_error_message=_("En fil hører til én aftale."),
            ),
            *(
                models.UniqueConstraint(fields=[of, "number"], name=f"{of}_file_version_once")
                for of in ("main", "strategic", "contract")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One initiative that comes after another: it goes on, is a part of it, or gathers several."""

    class How(models.TextChoices):
        CONTINUES = "continues", _("Fortsætter")
        SPLIT = "split", _("Er en del af")
        MERGED = "merged", _("Samler")

    before = models.ForeignKey(Initiative, models.CASCADE, related_name="successors", verbose_name=_("før"))
    after = models.ForeignKey(
        Initiative, models.CASCADE, related_name="predecessors", verbose_name=_("efter")
    )
    how = models.CharField(_("hvordan"), max_length=10, choices=How)

    class Meta:
        verbose_name = _("efterfølger")
        verbose_name_plural = _("efterfølgere")
        ordering = ["after", "before"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="succession_of_another",
                violation_error_message=_("En indsats kan ikke komme efter sig selv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
