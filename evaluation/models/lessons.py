"""What others can learn from an initiative."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from initiatives.models import Closing, Initiative

from .evaluations import Evaluation


class LessonQuerySet(models.QuerySet):
    def shared(self) -> LessonQuerySet:
        """Those others may read."""
        return self.filter(shared_at__isnull=False)

    def visible_to(self, user) -> LessonQuerySet:
        """Everybody who is logged in reads what is shared; AAB's own people also what is being written."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_employee or user.is_staff else self.shared()


class Lesson(models.Model):
    """One lesson (læring): a verdict, the problem, what was done, what happened, and whether to do it again.

    An anonymous lesson names neither the initiative nor its departments; a lesson that it did not work is
    as welcome as any other.
    """

    class Cost(models.TextChoices):
        UNDER_25 = "under_25", _("Under 25.000 kr.")
        UNDER_100 = "under_100", _("25.000 til 100.000 kr.")
        UNDER_500 = "under_500", _("100.000 til 500.000 kr.")
        OVER_500 = "over_500", _("Over 500.000 kr.")

    class Ground(models.TextChoices):
        PILOT = "pilot", _("Et forsøg")
        OWN_FIGURES = "own_figures", _("Egne tal")
        RESEARCH = "research", _("Forskning")

    Verdict = Closing.Verdict
    Again = Evaluation.Future

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="lesson", verbose_name=_("indsats")
    )
    title = models.CharField(_("overskrift"), max_length=120)
    verdict = models.CharField(_("virkede det"), max_length=16, choices=Verdict)
    problem = models.TextField(_("problemet"))
    what_was_done = models.TextField(_("det gjorde vi"))
    what_happened = models.TextField(_("det skete der"))
    again = models.CharField(_("ville vi gøre det igen"), max_length=12, choices=Again)
    again_words = models.CharField(_("hvad ville vi gøre anderledes"), max_length=300, blank=True)
    cost = models.CharField(_("hvad kostede det"), max_length=10, choices=Cost)
    ground = models.CharField(_("hvad bygger det på"), max_length=12, choices=Ground)
    is_anonymous = models.BooleanField(_("uden navn"), default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("skrevet"))
    shared_at = models.DateTimeField(_("delt"), null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("læring")
        verbose_name_plural = _("læring")
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(problem="") & ~Q(what_was_done="") & ~Q(what_happened=""),
                name="lesson_is_told_in_full",
                violation_error_message=_("Skriv problemet, hvad I gjorde, og hvad der skete."),
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["worked", "worked_partly", "did_not_work", "too_early"]),
                name="lesson_has_a_verdict",
                violation_error_message=_("Vælg, om det virkede."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:lesson", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        plain = self.title.lower().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
        return slugify(plain)[:60] or "laering"
