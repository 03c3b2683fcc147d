"""Sending a case to be decided, the decision with all it rested on, and the history of everything."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import kroner
from initiatives.fields import KronerField

from .bodies import Body, Meeting
from .departments import Department
from .initiative import Initiative, Status
from .policy import PolicyVersion
from .route import PlannedStep


class Submission(models.Model):
    """A case laid before one body that decides (indstilling), with the assessment at that moment.

    A sending of the case is a `round`. Where the route has several steps, each step of the round is a row
    of its own with its own decision: the next one is made when the one before has said yes.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField(_("runde"))
    step = models.PositiveSmallIntegerField(_("trin"), default=1)
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
        ordering = ["initiative", "round", "step"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "round", "step"], name="submission_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.round}"


class DecisionQuerySet(models.QuerySet):
    def granting(self) -> DecisionQuerySet:
        """Those that gave the case leave to begin: a yes of the last step of its round.

        The yes of an earlier step passes the case on, and its amount is no money. A sum of what was granted
        counts these alone.
        """
        later = PlannedStep.objects.filter(
            initiative=OuterRef("submission__initiative"),
            round=OuterRef("submission__round"),
            number__gt=OuterRef("submission__step"),
        )
        return self.filter(~Exists(later), outcome=Decision.Outcome.APPROVED)


class Decision(models.Model):
    """What a body decided about a submitted case (beslutning), and everything it rested on.

    Append-only. `case_file` holds the whole assessment, facts, money, goals and the SHA-256 of each
    piece of evidence as they were; `case_file_sha256` is the fingerprint of that record. `decided_by` is
    the person who pressed; a deputy does so `on_behalf_of` a member. What was decided at a meeting also
    keeps its day, the number of the item, and whether the item was closed to listeners.
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
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("på vegne af"),
    )
    decided_at = models.DateTimeField(_("besluttet"))
    held_on = models.DateField(_("mødedag"), null=True, blank=True)
    item_number = models.CharField(_("punkt på dagsordenen"), max_length=20, blank=True)
    is_closed_item = models.BooleanField(_("lukket punkt"), null=True, blank=True)
    case_file = models.JSONField(_("sagen, som den var"))
    case_file_sha256 = models.CharField(_("fingeraftryk"), max_length=64)

    objects = DecisionQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, item_number="", is_closed_item__isnull=True)
                | (Q(held_on__isnull=False, is_closed_item__isnull=False) & ~Q(item_number="")),
                name="decision_at_meeting_is_whole",
                violation_error_message=_(
                    "Skriv mødets dag, punktets nummer, og om det var åbent eller lukket."
                ),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("decided_by")),
                name="nobody_is_their_own_deputy",
                violation_error_message=_("Ingen kan være stedfortræder for sig selv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.initiative}: {self.get_outcome_display()}"


class PartInRound(models.Model):
    """What one person had to do with one round of a case (rolle i sagen): exactly one thing.

    That one row per person and round is what keeps, in the database itself, those who prepared a case or
    are inabil from deciding it, and makes two steps of a route be decided by two different people.
    """

    class Part(models.TextChoices):
        PREPARED = "prepared", _("har arbejdet på sagen")
        INTERESTED = "interested", _("har sagt fra som inabil")
        OUT = "out", _("var ude som inabil")
        DECIDED = "decided", _("besluttede")
        REPRESENTED = "represented", _("blev repræsenteret af en stedfortræder")
        PRESENT = "present", _("var til stede")

    DECIDING = (Part.DECIDED, Part.REPRESENTED, Part.PRESENT)
    BARRED = (Part.PREPARED, Part.INTERESTED, Part.OUT)

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="parts")
    round = models.PositiveSmallIntegerField(_("runde"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="parts_in_cases", verbose_name=_("person")
    )
    part = models.CharField(_("rolle"), max_length=12, choices=Part)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("trin")
    )
    words = models.CharField(_("hvorfor"), max_length=300, blank=True)
    at = models.DateTimeField(_("tidspunkt"))

    class Meta:
        verbose_name = _("rolle i en sag")
        verbose_name_plural = _("roller i sager")
        ordering = ["initiative", "round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "round", "person"],
                name="one_part_in_a_round",
                violation_error_message=_(
                    "Personen har arbejdet på sagen, er inabil eller har allerede været med til at beslutte den."
                ),
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(part="decided"), name="one_who_decides_a_step"
            ),
            models.CheckConstraint(
                condition=Q(part__in=["prepared", "interested"], submission__isnull=True)
                | Q(part__in=["out", "decided", "represented", "present"], submission__isnull=False),
                name="part_in_decision_names_the_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_part_display()}"


class HistoryEntry(models.Model):
    """Something that happened to a case: who, when, what and why. Rows are only ever added.

    `number` counts the rows of a case; `previous` and `fingerprint` chain them (see `initiatives.history`).
    What people wrote (`params`, `words`, `changes`) can be taken away and nothing else (`erased_at`).
    `sentence` is a Danish sentence with named gaps and is also its own translation key;
    `params` fills the gaps. `prepares` marks work on the case itself: whoever did such work may not
    decide the case. `on_behalf_of` is the department whose board acted.
    """

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="history")
    number = models.PositiveIntegerField(_("nr."), editable=False)
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
    previous = models.CharField(max_length=64, blank=True, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    content_sha256 = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(_("fingeraftryk"), max_length=64, editable=False)
    erased_at = models.DateTimeField(_("teksten slettet"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("hændelse")
        verbose_name_plural = _("historik")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["initiative", "-at"], name="history_of_initiative")]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="history_number_once"),
            models.CheckConstraint(
                condition=Q(to_status="") | ~Q(to_status=F("from_status")),
                name="history_status_changes",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence in the reader's language, with its gaps filled; what is kept as "kroner" reads as money."""
        if self.erased_at:
            return gettext(self.sentence) % defaultdict(lambda: "…")
        if not self.params:
            return gettext(self.sentence)
        money = {"kroner": kroner(self.params["kroner"])} if "kroner" in self.params else {}
        return gettext(self.sentence) % (self.params | money)
