"""When an initiative is looked at, by whom, and what they answered (policy point 6: "løbende evalueres")."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import Department, Initiative


class EvaluationPlan(models.Model):
    """How often an initiative is evaluated, from when, and which role answers: never only a person.

    The policy names no interval; the rhythm is the initiative's own and the choices are AAB's.
    """

    class Rhythm(models.TextChoices):
        MONTHLY = "monthly", _("Hver måned")
        QUARTERLY = "quarterly", _("Hvert kvartal")
        HALF_YEARLY = "half_yearly", _("Hvert halve år")
        YEARLY = "yearly", _("Hvert år")

    class Role(models.TextChoices):
        BOARD = "board", _("Bestyrelsen i hver afdeling")
        STAFF = "staff", _("Den ansvarlige hos AAB")

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="evaluation_plan", verbose_name=_("indsats")
    )
    rhythm = models.CharField(_("hvor tit"), max_length=12, choices=Rhythm)
    first_on = models.DateField(_("første gang"))
    answered_by_role = models.CharField(_("hvem svarer"), max_length=8, choices=Role)

    class Meta:
        verbose_name = _("plan for evaluering")
        verbose_name_plural = _("planer for evaluering")

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_rhythm_display()}"


class EvaluationQuerySet(models.QuerySet):
    def open(self) -> EvaluationQuerySet:
        """Neither answered nor skipped."""
        return self.filter(answered_at__isnull=True, skipped_at__isnull=True)


class Evaluation(models.Model):
    """One occasion to look at an initiative (evaluering): six questions, answered by a board or by staff.

    `department` is the board that answers; it is empty when AAB's own staff answer. Opens 14 days
    before `due_on`. The first answer closes it for everybody.
    """

    class Going(models.TextChoices):
        VERY_WELL = "very_well", _("Meget godt")
        WELL = "well", _("Godt")
        SO_SO = "so_so", _("Sådan lidt")
        BADLY = "badly", _("Skidt")
        VERY_BADLY = "very_badly", _("Meget skidt")

    class Future(models.TextChoices):
        YES = "yes", _("Ja")
        DIFFERENTLY = "differently", _("Ja, men anderledes")
        NO = "no", _("Nej")

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="evaluations", verbose_name=_("indsats")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="evaluations", verbose_name=_("afdeling")
    )
    due_on = models.DateField(_("svar senest"), db_index=True)
    opens_on = models.DateField(_("åbner"))
    going = models.CharField(_("hvordan går det"), max_length=12, choices=Going, blank=True)
    went_well = models.TextField(_("hvad er gået godt"), blank=True)
    was_hard = models.TextField(_("hvad har været svært"), blank=True)
    future = models.CharField(_("skal den fortsætte"), max_length=12, choices=Future, blank=True)
    may_share = models.BooleanField(_("må andre lære af svaret"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(_("svaret"), null=True, blank=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    skipped_at = models.DateTimeField(_("sprunget over"), null=True, blank=True)
    skip_reason = models.TextField(_("hvorfor sprunget over"), blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluering")
        verbose_name_plural = _("evalueringer")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "department", "due_on"],
                name="evaluation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")), name="evaluation_opens_before_it_is_due"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | Q(answered_by__isnull=False)
                | Q(entered_by__isnull=False),
                name="answered_evaluation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(going=""),
                name="answered_evaluation_has_one_answer",
                violation_error_message=_("Vælg, hvordan det går. Ét svar er nok."),
            ),
            models.CheckConstraint(
                condition=Q(skipped_at__isnull=True)
                | (Q(skipped_by__isnull=False) & ~Q(skip_reason="") & Q(answered_at__isnull=True)),
                name="skipped_evaluation_has_reason",
                violation_error_message=_("Skriv, hvorfor evalueringen bliver sprunget over."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.due_on:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.skipped_at is None
