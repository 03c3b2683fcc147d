"""Marks that say "Skal ses igen": an answer was given before something it rests on was changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .departments import Department
from .initiative import Initiative


class LookAgainQuerySet(models.QuerySet):
    def open(self) -> LookAgainQuerySet:
        """Marks that nobody has looked at yet."""
        return self.filter(cleared_at__isnull=True)

    def of_points(self) -> LookAgainQuerySet:
        """Marks on what staff answered; the others wait for a department's board."""
        return self.filter(department__isnull=True)


class LookAgain(models.Model):
    """One answer that is to be looked at again, and exactly what changed since it was given.

    With `department` it is that department's residents' decision, for its board to look at; without, the
    answer to a point. `differences` are {"change", "label", "before", "after"} in Danish: what stood
    when the answer was given, and what stands now, however often it was changed in between.
    """

    class Cleared(models.TextChoices):
        """How a mark went away."""

        STILL = "still", _("Det er stadig i orden")
        ANSWERED = "answered", _("Svaret er skrevet om")
        REVERTED = "reverted", _("Ændringen er taget tilbage")
        GONE = "gone", _("Svaret gælder ikke længere")

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="look_agains")
    requirement_key = models.CharField(_("punkt"), max_length=8)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("afdeling")
    )
    differences = models.JSONField(_("hvad der er ændret"), default=list)
    marked_at = models.DateTimeField(_("markeret"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(_("set igen"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_how = models.CharField(_("hvordan"), max_length=10, choices=Cleared, blank=True)

    objects = LookAgainQuerySet.as_manager()

    class Meta:
        verbose_name = _("mærke om at se igen")
        verbose_name_plural = _("mærker om at se igen")
        ordering = ["initiative", "requirement_key", "department__sort_key", "-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "requirement_key"],
                condition=Q(cleared_at__isnull=True, department__isnull=True),
                name="one_open_look_again_of_a_point",
                violation_error_message=_("Punktet er allerede markeret."),
            ),
            models.UniqueConstraint(
                fields=["initiative", "requirement_key", "department"],
                condition=Q(cleared_at__isnull=True, department__isnull=False),
                name="one_open_look_again_of_a_department",
                violation_error_message=_("Afdelingens svar er allerede markeret."),
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_how="")
                | (Q(cleared_at__isnull=False) & ~Q(cleared_how="")),
                name="cleared_look_again_says_how",
                violation_error_message=_("Skriv, hvordan punktet blev set igen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.requirement_key}"

    @property
    def is_open(self) -> bool:
        return self.cleared_at is None

    @property
    def labels(self) -> list[str]:
        """The names of what changed, in Danish."""
        return [difference["label"] for difference in self.differences]
