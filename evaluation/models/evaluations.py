"""When an initiative is looked at, by whom, and what they answered (policy point 6: "løbende evalueres")."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import Department, Evidence, Initiative, Partnership, ResidentDecision


class EvaluationPlan(models.Model):
    """How often an initiative is evaluated, from when, and which role answers: never only a person.

    The policy names no interval; the rhythm is the initiative's own and the choices are AAB's.
    `asks_from` is the first day on which the plan's occasions count: a plan that is written or
    changed late does not ask about what is past.
    """

    class Rhythm(models.TextChoices):
        MONTHLY = "monthly", _("Hver måned")
        QUARTERLY = "quarterly", _("Hvert kvartal")
        HALF_YEARLY = "half_yearly", _("Hvert halve år")
        YEARLY = "yearly", _("Hvert år")
        MIDWAY = "midway", _("Midtvejs og til sidst")
        FINAL = "final", _("Kun til sidst")
        FIXED = "fixed", _("På faste datoer")

    class Role(models.TextChoices):
        BOARD = "board", _("Bestyrelsen i hver afdeling")
        STAFF = "staff", _("Den ansvarlige hos AAB")
        PARTNER = "partner", _("Kontakten hos hver partner")

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="evaluation_plan", verbose_name=_("indsats")
    )
    rhythm = models.CharField(_("hvor tit"), max_length=12, choices=Rhythm)
    first_on = models.DateField(_("første gang"))
    fixed_days = models.JSONField(_("faste datoer"), default=list, blank=True)
    """Days as "2027-03-01", for the rhythm of fixed dates only."""
    answered_by_role = models.CharField(_("hvem svarer"), max_length=8, choices=Role)
    asks_from = models.DateField(_("gælder fra"), default=timezone.localdate)

    class Meta:
        verbose_name = _("plan for evaluering")
        verbose_name_plural = _("planer for evaluering")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    rhythm__in=["monthly", "quarterly", "half_yearly", "yearly", "midway", "final", "fixed"]
                ),
                name="plan_rhythm_is_known",
                violation_error_message=_("Vælg, hvor tit I ser på det."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by_role__in=["board", "staff", "partner"]),
                name="plan_role_is_known",
                violation_error_message=_("Vælg, hvem der svarer."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm="fixed") & ~Q(fixed_days=[]) | ~Q(rhythm="fixed") & Q(fixed_days=[]),
                name="fixed_plan_has_its_days",
                violation_error_message=_("Skriv de datoer, hvor I ser på det."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_rhythm_display()}"

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The fixed days in their order."""
        return tuple(sorted(dt.date.fromisoformat(day) for day in self.fixed_days))


class EvaluationQuerySet(models.QuerySet):
    def open(self) -> EvaluationQuerySet:
        """Neither answered nor skipped."""
        return self.filter(answered_at__isnull=True, skipped_at__isnull=True)

    def opened(self, on: dt.date) -> EvaluationQuerySet:
        """Open for an answer on the day `on`."""
        return self.open().filter(opens_on__lte=on)

    def answered(self) -> EvaluationQuerySet:
        return self.filter(answered_at__isnull=False)


class Evaluation(models.Model):
    """One occasion to look at an initiative (evaluering): six questions, answered by a board or by staff.

    `department` is the board that answers, `partnership` the partner whose contact does; both are empty
    when AAB's own staff answer. Opens 14 days
    before `due_on`. The first answer closes it for everybody. `received_on` is the day the answer
    came, earlier than `answered_at` when it came by phone or on paper; it was then given by `answered_by`
    of the board or by whom `given_by` says, and written down by `entered_by`. A board that cannot
    answer says so (`cannot_*`): nobody reminds it any more, and staff ring. One that is skipped
    without `skipped_by` fell due while the initiative was paused.
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

    Channel = ResidentDecision.Channel

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="evaluations", verbose_name=_("indsats")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("afdeling"),
    )
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("partner"),
    )
    due_on = models.DateField(_("svar senest"), db_index=True)
    opens_on = models.DateField(_("åbner"))
    is_final = models.BooleanField(_("den sidste"), default=False)

    going = models.CharField(_("hvordan går det"), max_length=12, choices=Going, blank=True)
    went_well = models.TextField(_("hvad er gået godt"), blank=True)
    was_hard = models.TextField(_("hvad har været svært"), blank=True)
    future = models.CharField(_("skal den fortsætte"), max_length=12, choices=Future, blank=True)
    may_share = models.BooleanField(_("må andre lære af svaret"), null=True, blank=True)

    channel = models.CharField(_("kom"), max_length=10, choices=Channel, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("svaret af"),
    )  # fmt: skip
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("skrevet ind af"),
    )  # fmt: skip
    given_by = models.CharField(_("svaret givet af"), max_length=120, blank=True)
    received_on = models.DateField(_("svaret den"), null=True, blank=True)
    answered_at = models.DateTimeField(_("modtaget"), null=True, blank=True)
    cannot_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("kan ikke svare, siger"),
    )  # fmt: skip
    cannot_at = models.DateTimeField(_("kan ikke svare, sagt"), null=True, blank=True)
    cannot_reason = models.TextField(_("hvorfor ikke"), blank=True)
    paper = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("billede af arket"),
    )  # fmt: skip
    paper_at = models.DateTimeField(_("arket sendt"), null=True, blank=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("sprunget over af"),
    )  # fmt: skip
    skipped_at = models.DateTimeField(_("sprunget over"), null=True, blank=True)
    skip_reason = models.TextField(_("hvorfor sprunget over"), blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluering")
        verbose_name_plural = _("evalueringer")
        ordering = ["due_on", "pk"]
        constraints = [
            # Two constraints, because SQLite takes every empty department for another one.
            models.UniqueConstraint(
                fields=["initiative", "department", "due_on"],
                condition=Q(department__isnull=False),
                name="board_evaluation_once",
                violation_error_message=_("Der er allerede en evaluering den dag."),
            ),
            models.UniqueConstraint(
                fields=["initiative", "due_on"],
                condition=Q(department__isnull=True, partnership__isnull=True),
                name="staff_evaluation_once",
                violation_error_message=_("Der er allerede en evaluering den dag."),
            ),
            models.UniqueConstraint(
                fields=["initiative", "partnership", "due_on"],
                condition=Q(partnership__isnull=False),
                name="partner_evaluation_once",
                violation_error_message=_("Der er allerede en evaluering den dag."),
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(partnership__isnull=True),
                name="evaluation_is_asked_of_one",
                violation_error_message=_("En evaluering kan kun have én, der svarer."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")),
                name="evaluation_opens_before_it_is_due",
                violation_error_message=_("En evaluering skal åbne, før den skal være svaret."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, received_on__isnull=True, channel="")
                | Q(answered_at__isnull=False, received_on__isnull=False)
                & (
                    Q(channel="portal", answered_by__isnull=False, entered_by__isnull=True)
                    | Q(channel__in=["phone", "paper", "meeting"], entered_by__isnull=False)
                ),
                name="answered_evaluation_says_by_whom",
                violation_error_message=_("Skriv, hvem der har svaret, og hvordan."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(going=""),
                name="answered_evaluation_has_one_answer",
                violation_error_message=_("Vælg, hvordan det går. Ét svar er nok."),
            ),
            models.CheckConstraint(
                condition=Q(skipped_at__isnull=True, skipped_by__isnull=True, skip_reason="")
                | Q(skipped_at__isnull=False, answered_at__isnull=True) & ~Q(skip_reason=""),
                name="skipped_evaluation_has_reason",
                violation_error_message=_("Skriv, hvorfor evalueringen bliver sprunget over."),
            ),
            models.CheckConstraint(
                condition=Q(cannot_at__isnull=True, cannot_by__isnull=True, cannot_reason="")
                | Q(cannot_at__isnull=False, cannot_by__isnull=False) & ~Q(cannot_reason=""),
                name="board_that_cannot_answer_says_why",
                violation_error_message=_("Skriv, hvorfor I ikke kan svare."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.due_on:%d.%m.%Y}"

    @property
    def asked_name(self) -> str:
        """The board or the partner that is asked; empty for AAB's own staff. Read with its names."""
        if self.department_id:
            return self.department.title
        return str(self.partnership.partner) if self.partnership_id else ""

    @property
    def is_of_staff(self) -> bool:
        return self.department_id is None and self.partnership_id is None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.skipped_at is None

    @property
    def sender(self) -> str:
        """Who gave the answer, as it is shown: a member of the board, or whom staff have named."""
        return str(self.answered_by) if self.answered_by_id else self.given_by or str(self.entered_by)
