"""The files and links that prove a point, in versions, and which points each of them proves."""

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
        """Files that have not been removed, in every version."""
        return self.filter(removed_at__isnull=True)

    def current(self) -> EvidenceQuerySet:
        """The newest version of each file that has not been removed: what proves something now."""
        return self.present().filter(replaced_by__isnull=True)

    def proving(self, requirement_key: str) -> EvidenceQuerySet:
        """The files that prove a point, whether they were put there or were said to prove it too."""
        also = EvidencePoint.objects.standing().filter(
            evidence=OuterRef("pk"), requirement_key=requirement_key
        )
        return self.filter(Q(requirement_key=requirement_key) | Exists(also))

    def outdated(self, on: dt.date) -> EvidenceQuerySet:
        """Current files that were said to be good until a day before `on`, with their points."""
        return self.current().filter(valid_until__lt=on).prefetch_related("points")


class Evidence(models.Model):
    """A file or a link that proves a point (bilag), such as the minutes of a department meeting.

    Never served by address: `views.evidence` asks who may see it. `department` is set when the file
    belongs to one department's answer. Removal is a mark, so that a decision keeps what it saw.

    A better file is a new row, a version that `replaces` the one before; the old one can still be opened.
    After `valid_until`, a day staff may set, a point does not count as proven by it. The database refuses
    to change what a row says or to remove it (`guards`). Of a link, `sha256` is that of its address.
    """

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="evidence")
    requirement_key = models.CharField(_("punkt"), max_length=8)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("afdeling")
    )
    file = models.FileField(_("fil"), upload_to="evidence/%Y/%m/", max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    version = models.PositiveSmallIntegerField(_("udgave"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("afløser")
    )
    valid_until = models.DateField(_("gælder til og med"), null=True, blank=True)
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
            models.CheckConstraint(condition=Q(size__gt=0) | ~Q(link=""), name="evidence_is_not_empty"),
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
                name="evidence_is_a_file_or_a_link",
                violation_error_message=_("Vælg en fil, eller skriv et link."),
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="evidence_versions_are_in_line",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keys(self) -> list[str]:
        """The points it proves: where it was put, and those it was said to prove too."""
        also = {point.requirement_key for point in self.points.all() if point.removed_at is None}
        return [self.requirement_key, *sorted(also - {self.requirement_key})]

    def is_expired(self, on: dt.date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class EvidencePointQuerySet(models.QuerySet):
    def standing(self) -> EvidencePointQuerySet:
        """What has not been taken back."""
        return self.filter(removed_at__isnull=True)


class EvidencePoint(models.Model):
    """One more point that a file proves (punkt, bilaget også viser), beside the one it was put under."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="points")
    requirement_key = models.CharField(_("punkt"), max_length=8)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("tilføjet"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("taget af"), null=True, blank=True)

    objects = EvidencePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("punkt, bilaget også viser")
        verbose_name_plural = _("punkter, bilag også viser")
        ordering = ["requirement_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "requirement_key"],
                condition=Q(removed_at__isnull=True),
                name="evidence_proves_a_point_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_evidence_point_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.requirement_key}"
