"""Sending a case to be decided, the decision with all it rested on, and the history of everything."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.fields import KronerField

from .bodies import Body, Meeting
from .departments import Department
from .initiative import Initiative, Status
from .policy import PolicyVersion


class Submission(models.Model):
    """One sending of a case to the body that decides (indstilling), with the assessment at that moment."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField(_("runde"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="submissions", verbose_name=_("organ"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("møde")
    )
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    assessment = models.JSONField(_("vurdering"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("sendt"))

    class Meta:
        verbose_name = _("indstilling")
        verbose_name_plural = _("indstillinger")
        ordering = ["initiative", "round"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "round"], name="submission_round_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.round}"


class Decision(models.Model):
    """What a body decided about a submitted case (beslutning), and everything it rested on.

    Append-only. `case_file` holds the whole assessment, facts, money, goals and the SHA-256 of each
    piece of evidence as they were; `case_file_sha256` is the fingerprint of that record.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Godkendt")
        RETURNED = "returned", _("Sendt tilbage")
        DECLINED = "declined", _("Ikke godkendt")

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("beslutning"), max_length=10, choices=Outcome)
    amount = KronerField(_("beløb fra AAB i kroner"), null=True, blank=True)
    words = models.TextField(_("vilkår eller begrundelse"), blank=True)
    points = models.JSONField(_("punkter, der skal rettes"), default=list, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("besluttet"))
    case_file = models.JSONField(_("sagen, som den var"))
    case_file_sha256 = models.CharField(_("fingeraftryk"), max_length=64)

    class Meta:
        verbose_name = _("beslutning")
        verbose_name_plural = _("beslutninger")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="returned") | (~Q(words="") & ~Q(points=[])),
                name="returned_case_has_points_and_words",
                violation_error_message=_("Vælg mindst ét punkt, og skriv, hvad der skal rettes."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(words=""),
                name="declined_case_has_words",
                violation_error_message=_("Skriv, hvorfor I siger nej."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="approved", amount__isnull=False)
                | (~Q(outcome="approved") & Q(amount__isnull=True)),
                name="only_approved_case_has_amount",
                violation_error_message=_("Skriv beløbet fra AAB. Skriv 0, hvis AAB ikke giver penge."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.initiative}: {self.get_outcome_display()}"


class HistoryEntry(models.Model):
    """Something that happened to a case: who, when, what and why. Rows are only ever added.

    `sentence` is a Danish sentence with named gaps and is also its own translation key;
    `params` fills the gaps. `prepares` marks work on the case itself: whoever did such work may not
    decide the case. `on_behalf_of` is the department whose board acted.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="history")
    at = models.DateTimeField(_("tidspunkt"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    on_behalf_of = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("på vegne af")
    )
    kind = models.CharField(_("slags"), max_length=40)
    sentence = models.CharField(_("hvad der skete"), max_length=200)
    params = models.JSONField(default=dict, blank=True)
    words = models.TextField(_("begrundelse"), blank=True)
    changes = models.JSONField(_("før og efter"), default=dict, blank=True)
    from_status = models.CharField(_("fra status"), max_length=12, choices=Status, blank=True)
    to_status = models.CharField(_("til status"), max_length=12, choices=Status, blank=True)
    prepares = models.BooleanField(_("arbejde på sagen"), default=False)

    class Meta:
        verbose_name = _("hændelse")
        verbose_name_plural = _("historik")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["initiative", "-at"], name="history_of_initiative")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_status="") | ~Q(to_status=F("from_status")),
                name="history_status_changes",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence in the reader's language, with its gaps filled."""
        return gettext(self.sentence) % self.params if self.params else gettext(self.sentence)
