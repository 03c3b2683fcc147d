"""What an initiative wants to change, in figures, and what was measured (policy point 6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative


class SuccessCriterion(models.Model):
    """A success criterion (succeskriterium, shown as "mål"): from where, to where, by when, how measured.

    Higher is not always better: the direction says whether the figure should rise, fall, be held,
    or land within a range. Percent and percentage points are different units. `counted` is what a
    count counts, in the words people use: "personer", "familier".
    """

    class Unit(models.TextChoices):
        COUNT = "count", _("antal")
        PERCENT = "percent", _("procent")
        PERCENTAGE_POINTS = "percentage_points", _("procentpoint")
        KRONER = "kroner", _("kroner")

    class Direction(models.TextChoices):
        UP = "up", _("Op")
        DOWN = "down", _("Ned")
        HOLD = "hold", _("Hold niveauet")
        RANGE = "range", _("Inden for to tal")

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="criteria", verbose_name=_("indsats")
    )
    name = models.CharField(_("hvad skal blive bedre"), max_length=120)
    unit = models.CharField(_("måles i"), max_length=20, choices=Unit, default=Unit.COUNT)
    counted = models.CharField(_("hvad tæller vi"), max_length=40, blank=True)
    direction = models.CharField(_("retning"), max_length=8, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("hvor er vi nu"), max_digits=12, decimal_places=2)
    target = models.DecimalField(_("hvor vil vi hen"), max_digits=12, decimal_places=2)
    target_high = models.DecimalField(
        _("højst"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Kun når målet er at ligge inden for to tal."),
    )  # fmt: skip
    target_on = models.DateField(_("hvornår"))
    method = models.CharField(_("hvordan måler vi"), max_length=300)
    order = models.PositiveSmallIntegerField(_("rækkefølge"), default=1)

    class Meta:
        verbose_name = _("mål")
        verbose_name_plural = _("mål")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(direction="up") | Q(target__gt=F("baseline")),
                name="target_above_baseline",
                violation_error_message=_("Målet skal være højere end tallet i dag, når tallet skal op."),
            ),
            models.CheckConstraint(
                condition=~Q(direction="down") | Q(target__lt=F("baseline")),
                name="target_below_baseline",
                violation_error_message=_("Målet skal være lavere end tallet i dag, når tallet skal ned."),
            ),
            models.CheckConstraint(
                condition=Q(direction="range", target_high__isnull=False, target_high__gt=F("target"))
                | (~Q(direction="range") & Q(target_high__isnull=True)),
                name="range_has_two_numbers",
                violation_error_message=_("Skriv både det laveste og det højeste tal."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="criterion_has_name",
                violation_error_message=_("Skriv, hvad der skal blive bedre."),
            ),
            models.CheckConstraint(
                condition=~Q(method=""),
                name="criterion_has_method",
                violation_error_message=_("Skriv, hvordan I måler det."),
            ),
            models.CheckConstraint(
                condition=Q(unit="count") | Q(counted=""),
                name="only_a_count_counts_something",
                violation_error_message=_("Kun et antal kan have noget, der tælles."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeasurementQuerySet(models.QuerySet):
    def standing(self) -> MeasurementQuerySet:
        """The figures that stand; corrected ones stay in the table and are not counted."""
        return self.filter(superseded_at__isnull=True)


class Measurement(models.Model):
    """One reading of a criterion (måling) on one day.

    A correction is a new row that `replaces` the old one, and the old one stays with the time at
    which it was superseded; who corrected it is the new row's `recorded_by`.
    """

    criterion = models.ForeignKey(
        SuccessCriterion, models.CASCADE, related_name="measurements", verbose_name=_("mål")
    )
    value = models.DecimalField(_("tal"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("målt den"))
    note = models.CharField(_("bemærkning"), max_length=300, blank=True)
    evaluation = models.ForeignKey(
        "evaluation.Evaluation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="measurements",
        verbose_name=_("evaluering"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("skrevet af")
    )
    recorded_at = models.DateTimeField(_("skrevet"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("retter"),
    )
    superseded_at = models.DateTimeField(_("rettet"), null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "measured_on"],
                condition=Q(superseded_at__isnull=True, evaluation__isnull=True),
                name="one_measurement_a_day",
                violation_error_message=_("Der er allerede en måling fra den dag."),
            ),
            models.UniqueConstraint(
                fields=["criterion", "evaluation"],
                condition=Q(superseded_at__isnull=True, evaluation__isnull=False),
                name="one_measurement_an_evaluation",
                violation_error_message=_("Evalueringen har allerede et tal for det mål."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="measurement_replaces_another",
                violation_error_message=_("En måling kan ikke rette sig selv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
