"""What becomes of an initiative when the money stops: planned from the start, asked about after the end."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField
from initiatives.models import Initiative


class Continuation(models.Model):
    """The plan for an initiative to run by itself (plan for bagefter): who bears it, what it costs, who pays.

    Written at the start and looked at again 12, 6 and 3 months before the end. `looked_at_on` is the last
    day on which somebody said that it still holds.
    """

    class Bearer(models.TextChoices):
        BOARD = "board", _("Bestyrelsen i afdelingen")
        VOLUNTEERS = "volunteers", _("Frivillige beboere")
        ASSOCIATION = "association", _("En forening eller en anden partner")
        MUNICIPALITY = "municipality", _("Kommunen")
        AAB = "aab", _("AAB's egen drift")
        NOBODY = "nobody", _("Ingen. Den slutter")

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="continuation", verbose_name=_("indsats")
    )
    bearer = models.CharField(_("hvem tager over"), max_length=14, choices=Bearer)
    who = models.CharField(_("hvem er det"), max_length=200, blank=True)
    yearly_cost = KronerField(_("udgift om året i kroner"))
    money_from = models.CharField(_("hvor kommer pengene fra"), max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("skrevet"))
    looked_at_on = models.DateField(_("set efter"))

    class Meta:
        verbose_name = _("plan for bagefter")
        verbose_name_plural = _("planer for bagefter")
        constraints = [
            models.CheckConstraint(
                condition=Q(bearer="nobody", who="", yearly_cost=0) | (~Q(bearer="nobody") & ~Q(who="")),
                name="continuation_says_who",
                violation_error_message=_("Skriv, hvem der tager over."),
            ),
            models.CheckConstraint(
                condition=Q(yearly_cost=0) | ~Q(money_from=""),
                name="continuation_that_costs_says_who_pays",
                violation_error_message=_("Skriv, hvor pengene kommer fra."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_bearer_display()}"


class FollowUpQuerySet(models.QuerySet):
    def asked(self, on: dt.date) -> FollowUpQuerySet:
        """Those whose day has come by `on`."""
        return self.filter(due_on__lte=on)

    def unanswered(self) -> FollowUpQuerySet:
        return self.filter(answered_at__isnull=True)

    def running(self) -> FollowUpQuerySet:
        """Said to run, as it was or changed. Silence is not a yes."""
        return self.filter(answer__in=[FollowUp.Answer.AS_IS, FollowUp.Answer.CHANGED])


class FollowUp(models.Model):
    """Whether an initiative still runs 6, 12 or 24 months after it was closed (opfølgning).

    One press from the mail and one sentence. As long as nobody answers it reads "Ukendt", never "kører".
    """

    class Months(models.IntegerChoices):
        SIX = 6, _("6 måneder efter")
        TWELVE = 12, _("12 måneder efter")
        TWENTY_FOUR = 24, _("24 måneder efter")

    class Answer(models.TextChoices):
        AS_IS = "as_is", _("Den kører, som den var")
        CHANGED = "changed", _("Den kører, men er lavet om")
        STOPPED = "stopped", _("Den er stoppet")
        DO_NOT_KNOW = "do_not_know", _("Det ved jeg ikke")

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="follow_ups", verbose_name=_("indsats")
    )
    months = models.PositiveSmallIntegerField(_("hvornår"), choices=Months)
    due_on = models.DateField(_("spørges den"), db_index=True)
    answer = models.CharField(_("kører den endnu"), max_length=12, choices=Answer, blank=True)
    sentence = models.CharField(_("med én sætning"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("svaret af"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("svaret"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("opfølgning")
        verbose_name_plural = _("opfølgninger")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "months"],
                name="follow_up_once",
                violation_error_message=_("Opfølgningen findes allerede."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True, sentence="")
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_follow_up_says_by_whom",
                violation_error_message=_("Vælg, om den kører endnu."),
            ),
            models.CheckConstraint(
                condition=Q(months__in=[6, 12, 24]),
                name="follow_up_months_are_known",
                violation_error_message=_("Vi spørger efter 6, 12 og 24 måneder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.get_months_display()}"

    @property
    def runs(self) -> bool:
        return self.answer in (self.Answer.AS_IS, self.Answer.CHANGED)

    @property
    def is_known(self) -> bool:
        """Somebody has answered, and knew."""
        return self.answer not in ("", self.Answer.DO_NOT_KNOW)


class PilotPlan(models.Model):
    """When a pilot is stopped or goes on (stopdato for et forsøg), and what was then decided.

    What is to be learnt and what would make us stop are the case's answers to point 6.1.
    """

    class Verdict(models.TextChoices):
        SCALE = "scale", _("Bred det ud")
        ADAPT = "adapt", _("Lav det om")
        STOP = "stop", _("Stop")

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="pilot_plan", verbose_name=_("indsats")
    )
    stop_on = models.DateField(_("stopdato"), db_index=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("sat"))
    verdict = models.CharField(_("hvad gør vi"), max_length=8, choices=Verdict, blank=True)
    verdict_words = models.TextField(_("hvorfor"), blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("afgjort af"),
    )  # fmt: skip
    verdict_at = models.DateTimeField(_("afgjort"), null=True, blank=True)

    class Meta:
        verbose_name = _("stopdato for et forsøg")
        verbose_name_plural = _("stopdatoer for forsøg")
        ordering = ["stop_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", verdict_words="", verdict_by__isnull=True, verdict_at__isnull=True)
                | ~Q(verdict="")
                & ~Q(verdict_words="")
                & Q(verdict_by__isnull=False, verdict_at__isnull=False, verdict_at__gte=F("set_at")),
                name="pilot_verdict_says_why_and_by_whom",
                violation_error_message=_("Vælg, hvad I gør, og skriv hvorfor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.stop_on:%d.%m.%Y}"
