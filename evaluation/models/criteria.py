"""What an initiative wants to change, in figures (policy point 6)."""

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
    count counts, in the words people use: "personer", "familier"; `counts` says whether the same person
    is counted once or each time, which are two different figures. A milestone either has happened (1) or
    has not (0). `groups` are the groups a figure may be split by, such as "piger, drenge".
    """

    class Unit(models.TextChoices):
        COUNT = "count", _("antal")
        PERCENT = "percent", _("procent")
        PERCENTAGE_POINTS = "percentage_points", _("procentpoint")
        KRONER = "kroner", _("kroner")
        MILESTONE = "milestone", _("ja eller nej")

    class Counts(models.TextChoices):
        PEOPLE = "people", _("Forskellige personer")
        ATTENDANCES = "attendances", _("Fremmøder")

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
    counts = models.CharField(
        _("tæller vi personer eller fremmøder"), max_length=12, choices=Counts, blank=True
    )
    direction = models.CharField(_("retning"), max_length=8, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("hvor er vi nu"), max_digits=12, decimal_places=2)
    baseline_on = models.DateField(_("hvornår er tallet i dag fra"), null=True, blank=True)
    baseline_source = models.CharField(_("hvor er tallet i dag fra"), max_length=200, blank=True)
    target = models.DecimalField(_("hvor vil vi hen"), max_digits=12, decimal_places=2)
    target_high = models.DecimalField(
        _("højst"), max_digits=12, decimal_places=2, null=True, blank=True,
        help_text=_("Kun når målet er at ligge inden for to tal."),
    )  # fmt: skip
    target_on = models.DateField(_("hvornår"))
    method = models.CharField(_("hvordan måler vi"), max_length=300)
    data_source = models.CharField(_("hvor får vi tallene fra"), max_length=200, blank=True)
    groups = models.CharField(_("grupper, tallet kan deles i"), max_length=200, blank=True)
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
            models.CheckConstraint(
                condition=Q(unit="count") | Q(counts=""),
                name="only_a_count_counts_people_or_attendances",
                violation_error_message=_("Kun et antal kan være personer eller fremmøder."),
            ),
            models.CheckConstraint(
                condition=~Q(unit="milestone") | Q(direction="up", baseline=0, target=1),
                name="milestone_goes_from_no_to_yes",
                violation_error_message=_("En milepæl går fra nej til ja."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_milestone(self) -> bool:
        return self.unit == self.Unit.MILESTONE

    @property
    def group_names(self) -> list[str]:
        """The groups one by one, in the order they were written."""
        return list(dict.fromkeys(name.strip() for name in self.groups.split(",") if name.strip()))


class ComparisonFigure(models.Model):
    """How the same figure stands elsewhere on one day (sammenligning): in the municipality or the country.

    Without it a rise that everybody has looks like the initiative's own.
    """

    class Whose(models.TextChoices):
        MUNICIPALITY = "municipality", _("Kommunen")
        COUNTRY = "country", _("Hele landet")

    criterion = models.ForeignKey(
        SuccessCriterion, models.CASCADE, related_name="comparisons", verbose_name=_("mål")
    )
    whose = models.CharField(_("hvis tal"), max_length=14, choices=Whose)
    value = models.DecimalField(_("tal"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("målt den"))
    source = models.CharField(_("kilde"), max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("skrevet af")
    )
    recorded_at = models.DateTimeField(_("skrevet"))

    class Meta:
        verbose_name = _("tal til sammenligning")
        verbose_name_plural = _("tal til sammenligning")
        ordering = ["measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "whose", "measured_on"],
                name="comparison_once_a_day",
                violation_error_message=_("Der er allerede et tal fra den dag."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="comparison_has_source",
                violation_error_message=_("Skriv, hvor tallet er fra."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}, {self.measured_on:%d.%m.%Y}: {self.value}"
