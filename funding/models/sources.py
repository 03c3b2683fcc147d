"""Where money comes from, and AAB's guidelines for giving it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import SortKeyField


class FundingSource(models.Model):
    """A source of money (finansieringskilde). Its kind tells whether the money is AAB's own.

    "Penge udefra" (eksternt medfinansieret, policy point 1) is money from neither AAB nor the
    departments themselves.
    """

    class Kind(models.TextChoices):
        AAB = "aab", _("AAB")
        DEPARTMENT = "department", _("Afdelingen")
        MUNICIPALITY = "municipality", _("Kommunen")
        NATIONAL_FUND = "national_fund", _("Landsbyggefonden")
        FOUNDATION = "foundation", _("Fond eller pulje")
        HOUSING = "housing", _("Anden boligorganisation")
        USER_PAYMENT = "user_payment", _("Egenbetaling")
        VOLUNTEER_TIME = "volunteer_time", _("Frivillig tid")
        SEVERAL = "several", _("Flere sammen, delingen er ikke kendt")

    INSIDE = (Kind.AAB, Kind.DEPARTMENT, Kind.USER_PAYMENT, Kind.VOLUNTEER_TIME)
    """Kinds that are not money from outside: AAB, its departments, its residents and their time."""

    name = models.CharField(_("navn"), max_length=120, unique=True)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("slags"), max_length=16, choices=Kind)

    class Meta:
        verbose_name = _("finansieringskilde")
        verbose_name_plural = _("finansieringskilder")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        return self.kind not in self.INSIDE


class FundingGuideline(models.Model):
    """A version of AAB's retningslinjer for finansiering af sociale indsatser.

    The guideline itself is not public and nothing is invented: limits are empty until AAB enters them.
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

    class Meta:
        verbose_name = _("retningslinje for finansiering")
        verbose_name_plural = _("retningslinjer for finansiering")
        ordering = ["-in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_local_share__isnull=True)
                | Q(least_local_share__gte=0, least_local_share__lte=100),
                name="local_share_is_a_percentage",
                violation_error_message=_("Skriv en andel mellem 0 og 100 pct."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
