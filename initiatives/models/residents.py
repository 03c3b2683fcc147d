"""How the residents of each department were involved in the decision (policy point 1)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .departments import Department
from .initiative import Initiative


class BoardRequest(models.Model):
    """A question sent to a department's board: were the residents involved, and what did they decide?

    It is work of the board, not of one member: the first answer closes it for all. A question about a
    *change* shows what is different since the board answered; "det er stadig i orden" is one tap.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Hvad beboerne besluttede")
        CHANGE = "change", _("Om en ændring er i orden")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="board_requests")
    department = models.ForeignKey(Department, models.PROTECT, related_name="board_requests")
    kind = models.CharField(_("spørgsmål"), max_length=10, choices=Kind, default=Kind.DECISION)
    round = models.PositiveSmallIntegerField(_("runde"), default=1)
    asked_at = models.DateTimeField(_("spurgt"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deadline_on = models.DateField(_("svar senest"))
    closed_at = models.DateTimeField(_("lukket"), null=True, blank=True)

    class Meta:
        verbose_name = _("spørgsmål til bestyrelse")
        verbose_name_plural = _("spørgsmål til bestyrelser")
        ordering = ["initiative", "department__sort_key", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "department", "round"], name="board_request_round_once"
            ),
            models.UniqueConstraint(
                fields=["initiative", "department"],
                condition=Q(closed_at__isnull=True),
                name="one_open_board_request",
                violation_error_message=_("Bestyrelsen er allerede spurgt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.department}, {self.round}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_about_change(self) -> bool:
        return self.kind == self.Kind.CHANGE

    @property
    def asked_on(self) -> dt.date:
        """The day the board was asked, in Denmark."""
        return timezone.localdate(self.asked_at)


class ResidentDecisionQuerySet(models.QuerySet):
    def current(self) -> ResidentDecisionQuerySet:
        """The answers that stand; corrected ones stay in the table but are not current."""
        return self.filter(superseded_at__isnull=True)


class ResidentDecision(models.Model):
    """What the residents of a department decided about an initiative (beboernes beslutning).

    Policy point 1: "For at kunne igangsætte en indsats, forudsætter det …, at beboerne er involveret
    i beslutningen om den." A board's own approval is not residents' involvement, so the form of
    involvement is part of the record. Corrections are new rows; the old one is kept.

    An answer that came by phone, on paper or at a meeting is entered by staff: `entered_by` wrote it
    down, `received_on` is the day it came, and it was given by `answered_by` of the board or, where
    nobody of the board gave it, by the assembly or person named in `given_by`.
    """

    class Form(models.TextChoices):
        DEPARTMENT_MEETING = "department_meeting", _("På afdelingsmødet")
        RESIDENTS_MEETING = "residents_meeting", _("På et møde for beboerne")
        BALLOT = "ballot", _("Ved en afstemning")
        NOT_ASKED = "not_asked", _("Beboerne er ikke spurgt endnu")

    class Result(models.TextChoices):
        YES = "yes", _("Ja til indsatsen")
        YES_WITH_WISHES = "yes_with_wishes", _("Ja, men med ønsker")
        NO = "no", _("Nej")

    class Channel(models.TextChoices):
        """How the answer reached AAB."""

        PORTAL = "portal", _("I portalen")
        PHONE = "phone", _("På telefon")
        PAPER = "paper", _("På papir")
        MEETING = "meeting", _("På et møde")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="resident_decisions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="resident_decisions")
    request = models.ForeignKey(BoardRequest, models.SET_NULL, null=True, blank=True, related_name="answers")
    form = models.CharField(_("hvor beboerne var med"), max_length=24, choices=Form)
    held_on = models.DateField(_("hvornår"), null=True, blank=True)
    result = models.CharField(_("hvad beboerne besluttede"), max_length=20, choices=Result, blank=True)
    wishes = models.TextField(_("ønsker eller begrundelse"), blank=True)
    sentence = models.TextField(_("beslutningen med én sætning"), blank=True)
    minutes_follow = models.BooleanField(_("referatet kommer senere"), default=False)
    votes_yes = models.PositiveIntegerField(_("stemmer for"), null=True, blank=True)
    votes_no = models.PositiveIntegerField(_("stemmer imod"), null=True, blank=True)
    attendance = models.PositiveIntegerField(_("hvor mange var med"), null=True, blank=True)
    will_ask_on = models.DateField(_("spørger beboerne den"), null=True, blank=True)
    wants_help = models.BooleanField(_("vil gerne have hjælp"), default=False)
    channel = models.CharField(_("kom"), max_length=10, choices=Channel, default=Channel.PORTAL)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_by = models.CharField(_("svaret givet af"), max_length=120, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("svaret"))
    received_on = models.DateField(_("modtaget"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("rettet"), null=True, blank=True)
    objection = models.TextField(_("indsigelse"), blank=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    objected_at = models.DateTimeField(_("indsigelse kom"), null=True, blank=True)

    objects = ResidentDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beboernes beslutning")
        verbose_name_plural = _("beboernes beslutninger")
        ordering = ["initiative", "department__sort_key", "-answered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "department"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_resident_decision",
                violation_error_message=_("Der er allerede et svar, som gælder."),
            ),
            models.CheckConstraint(
                condition=Q(form="not_asked", result="", held_on__isnull=True)
                | (~Q(form="not_asked") & ~Q(result="") & Q(held_on__isnull=False)),
                name="asked_residents_have_date_and_result",
                violation_error_message=_("Skriv, hvornår beboerne var med, og hvad de besluttede."),
            ),
            models.CheckConstraint(
                condition=Q(form="ballot") | Q(votes_yes__isnull=True, votes_no__isnull=True),
                name="only_a_ballot_has_votes",
                violation_error_message=_("Kun en afstemning har stemmer."),
            ),
            models.CheckConstraint(
                condition=Q(objection="", objected_by__isnull=True, objected_at__isnull=True)
                | (
                    ~Q(objection="")
                    & Q(objected_by__isnull=False, objected_at__isnull=False, entered_by__isnull=False)
                ),
                name="objection_is_the_boards_to_an_entered_answer",
                violation_error_message=_(
                    "Bestyrelsen kan gøre indsigelse mod et svar, AAB har skrevet ind."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(result="yes_with_wishes") | ~Q(wishes=""),
                name="wishes_are_written",
                violation_error_message=_("Skriv beboernes ønsker."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=False) | Q(entered_by__isnull=False),
                name="resident_decision_has_a_sender",
                violation_error_message=_("Skriv, hvem der har svaret."),
            ),
            models.CheckConstraint(
                condition=Q(channel="portal", answered_by__isnull=False, entered_by__isnull=True)
                | (~Q(channel="portal") & Q(entered_by__isnull=False)),
                name="answer_by_phone_or_paper_is_entered_by_staff",
                violation_error_message=_("Skriv, hvem der har skrevet svaret ind."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.department}: {self.get_result_display() or self.get_form_display()}"

    @property
    def says_yes(self) -> bool:
        return self.result in (self.Result.YES, self.Result.YES_WITH_WISHES)

    @property
    def says_no(self) -> bool:
        return self.result == self.Result.NO

    @property
    def council_decision(self):
        """What the repræsentantskab decided after this no (§ 37 stk. 4), or None. Asks only of a no."""
        if not self.says_no:
            return None
        return self.council_decisions.select_related("recorded_by", "evidence").last()

    def correctable_until(self, days: int) -> dt.date:
        """The last day on which the board may correct the answer, `days` after it was given."""
        return timezone.localdate(self.answered_at) + dt.timedelta(days=days)

    @property
    def sender(self) -> str:
        """Who gave the answer, as it is shown: a member of the board, or "afdelingsmødet"."""
        return str(self.answered_by) if self.answered_by_id else self.given_by or str(self.entered_by)
