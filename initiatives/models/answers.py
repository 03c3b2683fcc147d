"""What staff write under a point, the explanations, and unsent answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .initiative import Initiative


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
