"""What was printed for a meeting, so that a later change of a case can be told from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bodies import Meeting
from .decisions import Submission


class MeetingPack(models.Model):
    """The papers of a meeting as they were made ready on one day (mødepakke)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="packs", verbose_name=_("møde"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lavet"))

    class Meta:
        verbose_name = _("mødepakke")
        verbose_name_plural = _("mødepakker")
        ordering = ["meeting", "made_at"]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.made_at:%d.%m.%Y}"


class PackedCase(models.Model):
    """One case in a pack, with the fingerprint of what its two pages said."""

    pack = models.ForeignKey(MeetingPack, models.CASCADE, related_name="cases")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="packed")
    fingerprint = models.CharField(_("fingeraftryk"), max_length=64)

    class Meta:
        verbose_name = _("sag i en mødepakke")
        verbose_name_plural = _("sager i mødepakker")
        constraints = [
            models.UniqueConstraint(fields=["pack", "submission"], name="packed_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack}: {self.submission}"
