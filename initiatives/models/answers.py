"""What staff write under a point, the explanations, the files that prove it, and unsent answers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .bodies import Body
from .departments import Department
from .initiative import Initiative
from .residents import BoardRequest


class Statement(models.Model):
    """One answer to one question under a point of the checklist, in plain words."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="statements")
    requirement_key = models.CharField(max_length=8)
    prompt_key = models.CharField(max_length=40)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("svar på et punkt")
        verbose_name_plural = _("svar på punkter")
        ordering = ["requirement_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "requirement_key", "prompt_key"], name="statement_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="statement_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_key} {self.prompt_key}"


class Explanation(models.Model):
    """Why an initiative does otherwise than a "Skal eller forklar" point asks. Shown first to deciders.

    From `look_again_on`, a day staff may set, the point reads "Skal ses igen" until somebody has looked.
    """

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="explanations")
    requirement_key = models.CharField(max_length=8)
    text = models.TextField(_("forklaring"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    look_again_on = models.DateField(_("se på den igen den"), null=True, blank=True)

    class Meta:
        verbose_name = _("forklaring")
        verbose_name_plural = _("forklaringer")
        ordering = ["requirement_key"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "requirement_key"], name="explanation_once"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="explanation_has_text",
                violation_error_message=_("Skriv, hvorfor I gør det anderledes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_key}: {self.text[:40]}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user, on: dt.date) -> EvidenceQuerySet:
        """The files `user` may fetch on the day `on`.

        Staff: all, removed ones too. A board: those of its own department, where it may see the case or
        was asked about it, and those that belong to no department where it may see the case. Deciders:
        all of a case that was sent to be decided.
        """
        if user.is_authenticated and user.is_active and (user.is_employee or user.is_staff):
            return self
        if not user.is_authenticated or not user.is_active:
            return self.none()
        cases = Initiative.everything.visible_to(user, on)
        mine = Department.objects.with_board_seat_of(user, on)
        decides = Body.objects.deciding_for(user, on).filter(department__isnull=True)
        asked = BoardRequest.objects.filter(
            initiative=OuterRef("initiative"), department=OuterRef("department")
        )
        return self.present().filter(
            (Q(department__in=mine) & (Q(initiative__in=cases) | Exists(asked)))
            | Q(department__isnull=True, initiative__in=cases)
            | Q(Exists(decides), initiative__first_submitted_at__isnull=False)
        )

    def present(self) -> EvidenceQuerySet:
        """Files that have not been removed."""
        return self.filter(removed_at__isnull=True)


class Evidence(models.Model):
    """A file that proves a point (bilag), such as the minutes of a department meeting.

    Never served by address: `views.evidence` asks who may see it. `department` is set when the file
    belongs to one department's answer. Removal is a mark, so that a decision keeps what it saw.
    """

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="evidence")
    requirement_key = models.CharField(_("punkt"), max_length=8)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("afdeling")
    )
    file = models.FileField(_("fil"), upload_to="evidence/%Y/%m/", max_length=200)
    name = models.CharField(_("filnavn"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("størrelse i byte"))
    sha256 = models.CharField(_("fingeraftryk"), max_length=64)
    text_checked = models.BooleanField(
        _("læst for CPR-numre"),
        default=False,
        help_text=_("Et billede eller en scannet fil kan kun et menneske se efter."),
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("lagt ind"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("fjernet"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilag")
        verbose_name_plural = _("bilag")
        ordering = ["requirement_key", "uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_evidence_says_by_whom",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedAnswer(models.Model):
    """An answer somebody has begun and not sent yet: typed text is never lost.

    It belongs to the person, not to the board: an unfinished answer is nobody else's business.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gemt svar")
        verbose_name_plural = _("gemte svar")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "object_id"], name="saved_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.kind} {self.object_id}"
