"""Physical projects, so that social work can meet the building work (policy point 3)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .departments import Department


class PhysicalProjectQuerySet(models.QuerySet):
    def not_over(self, on: dt.date) -> PhysicalProjectQuerySet:
        """Projects under way or to come on the day `on`; an unknown end is not over."""
        going = self.exclude(stage__in=PhysicalProject.OVER)
        return going.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def overlapping(
        self, departments, starts_on: dt.date, ends_on: dt.date | None
    ) -> PhysicalProjectQuerySet:
        """Projects in any of `departments` whose period touches the given one.

        An open end reaches for ever; an unknown start has begun; one that was stopped meets nothing.
        """
        going = self.exclude(stage=PhysicalProject.Stage.STOPPED)
        found = going.filter(departments__in=departments).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        )
        if ends_on is not None:
            found = found.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=ends_on))
        return found.distinct()


class PhysicalProject(models.Model):
    """A building case (byggesag) in one or more departments: a renovation, new balconies, a courtyard.

    `reference` is the number under which the building department keeps it; an import knows it by that.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Helhedsplan")
        ROOF = "roof", _("Tag og facader")
        BALCONIES = "balconies", _("Altaner")
        KITCHENS = "kitchens", _("Køkken og bad")
        OUTDOORS = "outdoors", _("Gård og udearealer")
        COMMON = "common", _("Fælleslokaler og vaskeri")
        PIPES = "pipes", _("Rør og varme")
        NEW = "new", _("Nybyggeri")
        OTHER = "other", _("Andet")

    class Stage(models.TextChoices):
        IDEA = "idea", _("Idé")
        PLANNED = "planned", _("Planlægges")
        DECIDED = "decided", _("Besluttet")
        BUILDING = "building", _("I gang")
        DONE = "done", _("Færdig")
        STOPPED = "stopped", _("Stoppet")

    OVER = (Stage.DONE, Stage.STOPPED)

    reference = models.CharField(_("sagens nummer"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.OTHER)
    stage = models.CharField(_("stadie"), max_length=12, choices=Stage, default=Stage.PLANNED)
    name = models.CharField(_("navn"), max_length=120)
    departments = models.ManyToManyField(
        Department, related_name="physical_projects", verbose_name=_("afdelinger")
    )
    starts_on = models.DateField(_("starter"), null=True, blank=True)
    ends_on = models.DateField(_("slutter"), null=True, blank=True)
    contact = models.CharField(_("kontakt"), max_length=120, blank=True)
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = PhysicalProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("byggesag")
        verbose_name_plural = _("byggesager")
        ordering = ["starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="physical_project_reference_once",
                violation_error_message=_("En anden byggesag har det nummer. Skriv et andet."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="physical_project_dates_in_order",
                violation_error_message=_("Byggesagen skal slutte, efter at den er startet."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiatives:project", args=[self.pk])


class SynergyNote(models.Model):
    """What AAB said when asked whether a building case can be used socially in one department (policy 3)."""

    class Answer(models.TextChoices):
        YES = "yes", _("Ja, vi vil bruge den")
        NO = "no", _("Nej")
        LATER = "later", _("Det er for tidligt at sige")

    project = models.ForeignKey(PhysicalProject, models.CASCADE, related_name="synergy_notes")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    answer = models.CharField(_("svar"), max_length=8, choices=Answer)
    words = models.TextField(_("hvordan, eller hvorfor ikke"), max_length=1000)
    ask_again_on = models.DateField(_("spørg igen den"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("svar om en byggesag")
        verbose_name_plural = _("svar om byggesager")
        ordering = ["-answered_at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "department"], name="synergy_note_once"),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="synergy_note_has_words",
                violation_error_message=_("Skriv kort, hvordan den kan bruges, eller hvorfor ikke."),
            ),
            models.CheckConstraint(
                condition=Q(answer="later", ask_again_on__isnull=False)
                | Q(~Q(answer="later"), ask_again_on__isnull=True),
                name="synergy_note_later_has_a_day",
                violation_error_message=_("Skriv, hvornår vi skal spørge igen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.department}: {self.get_answer_display()}"
