"""Where money comes from, by what rules, and AAB's guidelines for giving it."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField, SortKeyField


def _is_a_percentage(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": 100})


class FundingSource(models.Model):
    """A source of money (finansieringskilde). Its kind tells whether the money is AAB's own.

    "Penge udefra" (eksternt medfinansieret, policy point 1) is money from neither AAB nor the
    departments themselves. The rules are the source's own; an empty rule is one nobody knows, and
    the portal does not ask for it.
    """

    class Kind(models.TextChoices):
        AAB = "aab", _("AAB, dispositionsfonden")
        WORKING_CAPITAL = "working_capital", _("AAB, arbejdskapitalen")
        POOL = "pool", _("AAB, en pulje")
        DEPARTMENT = "department", _("Afdelingen")
        MUNICIPALITY = "municipality", _("Kommunen")
        NATIONAL_FUND = "national_fund", _("Landsbyggefonden")
        FOUNDATION = "foundation", _("Fond eller pulje")
        HOUSING = "housing", _("Anden boligorganisation")
        PARTNER = "partner", _("Samarbejdspartner")
        USER_PAYMENT = "user_payment", _("Egenbetaling")
        VOLUNTEER_TIME = "volunteer_time", _("Frivillig tid")
        SEVERAL = "several", _("Flere sammen, delingen er ikke kendt")

    AAB_KINDS = (Kind.AAB, Kind.WORKING_CAPITAL, Kind.POOL)
    """Kinds that are AAB's own money, whichever purse it is in."""

    INSIDE = (*AAB_KINDS, Kind.DEPARTMENT, Kind.USER_PAYMENT, Kind.VOLUNTEER_TIME)
    """Kinds that are not money from outside: AAB, its departments, its residents and their time."""

    name = models.CharField(_("navn"), max_length=120, unique=True)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("slags"), max_length=16, choices=Kind)
    decided_by = models.CharField(
        _("hvem bestemmer"), max_length=120, blank=True, help_text=_("Den, der siger ja eller nej.")
    )
    least_local_share = models.DecimalField(
        _("mindste lokale andel i pct."),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Så meget skal komme fra andre end kilden. Tomt betyder, at der ikke er en grænse."),
    )
    in_kind_counts = models.BooleanField(
        _("timer tæller med i den lokale andel"), null=True, blank=True, help_text=_("Tomt betyder ukendt.")
    )
    needs_own_account = models.BooleanField(_("pengene skal have en egen konto"), default=False)
    needs_auditor = models.BooleanField(_("regnskabet skal have en revisorerklæring"), default=False)
    rules = models.CharField(
        _("hvor reglerne står"), max_length=200, blank=True, help_text=_("Et dokument eller en adresse.")
    )

    class Meta:
        verbose_name = _("finansieringskilde")
        verbose_name_plural = _("finansieringskilder")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=_is_a_percentage("least_local_share"),
                name="source_share_is_a_percentage",
                violation_error_message=_("Skriv en andel mellem 0 og 100 pct."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        return self.kind not in self.INSIDE

    @property
    def is_aab(self) -> bool:
        return self.kind in self.AAB_KINDS


class ApplicationDeadlineQuerySet(models.QuerySet):
    def between(self, first: dt.date, last: dt.date) -> ApplicationDeadlineQuerySet:
        """Deadlines from `first` to `last`, both included, the nearest first."""
        return self.filter(deadline_on__range=(first, last)).select_related("source").order_by("deadline_on")


class ApplicationDeadline(models.Model):
    """The last day (ansøgningsfrist) on which a source takes applications, and when it answers."""

    source = models.ForeignKey(
        FundingSource, models.CASCADE, related_name="deadlines", verbose_name=_("kilde")
    )
    deadline_on = models.DateField(_("frist"))
    answer_on = models.DateField(_("svar ventes"), null=True, blank=True)
    note = models.CharField(_("bemærkning"), max_length=200, blank=True)

    objects = ApplicationDeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ansøgningsfrist")
        verbose_name_plural = _("ansøgningsfrister")
        ordering = ["deadline_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "deadline_on"],
                name="application_deadline_once",
                violation_error_message=_("Kilden har allerede den frist."),
            ),
            models.CheckConstraint(
                condition=Q(answer_on__isnull=True) | Q(answer_on__gte=models.F("deadline_on")),
                name="answer_comes_after_deadline",
                violation_error_message=_("Svaret kan ikke komme før fristen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.deadline_on:%d.%m.%Y}"


class FundingGuidelineQuerySet(models.QuerySet):
    def in_force(self, on: dt.date | Combinable) -> FundingGuideline | None:
        """The version in force on the day (or what the database reads as one): the newest that has begun, or None."""
        return self.filter(in_force_from__lte=on).order_by("-in_force_from").first()


class FundingGuideline(models.Model):
    """A version of AAB's retningslinjer for finansiering af sociale indsatser.

    The guideline itself is not public and nothing is invented: limits are empty until AAB enters them,
    and an empty limit is not asked about. A version that has been in force is not changed; the
    organisationsbestyrelse adopts a new one.
    """

    title = models.CharField(_("titel"), max_length=160)
    adopted_by = models.CharField(_("vedtaget af"), max_length=120)
    in_force_from = models.DateField(_("gælder fra"), unique=True)
    file = models.FileField(_("fil"), upload_to="guidelines/", blank=True)
    least_local_share = models.DecimalField(
        _("mindste lokale andel i pct."),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_(
            "Den del, der ikke kommer fra Landsbyggefonden. Lad feltet stå tomt, hvis der ikke er en grænse."
        ),
    )
    leader_limit = KronerField(
        _("lederen kan give op til (kroner)"),
        null=True,
        blank=True,
        help_text=_(
            "Mere end det afgør organisationsbestyrelsen. Er feltet tomt, gælder portalens egen grænse."
        ),
    )
    most_from_aab = KronerField(
        _("AAB giver højst (kroner)"),
        null=True,
        blank=True,
        help_text=_("For hele indsatsen. Tomt betyder, at der ikke er en grænse."),
    )
    most_share_from_aab = models.DecimalField(
        _("AAB giver højst (pct. af udgifterne)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Tomt betyder, at der ikke er en grænse."),
    )

    objects = FundingGuidelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("retningslinje for finansiering")
        verbose_name_plural = _("retningslinjer for finansiering")
        ordering = ["-in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=_is_a_percentage("least_local_share"),
                name="local_share_is_a_percentage",
                violation_error_message=_("Skriv en andel mellem 0 og 100 pct."),
            ),
            models.CheckConstraint(
                condition=_is_a_percentage("most_share_from_aab"),
                name="aab_share_is_a_percentage",
                violation_error_message=_("Skriv en andel mellem 0 og 100 pct."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
