"""What residents already do themselves, and whether an initiative would push it aside (policy point 1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .areas import FocusArea
from .departments import Department


class VolunteerActivity(models.Model):
    """An existing volunteer effort (frivillig indsats) in a department, in the board's own words."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="volunteer_activities", verbose_name=_("afdeling")
    )
    name = models.CharField(_("navn"), max_length=120)
    what = models.TextField(_("hvad I gør"))
    area = models.ForeignKey(
        FocusArea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    when = models.CharField(_("hvornår"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("set efter den"), null=True, blank=True)
    ended_on = models.DateField(_("holdt op den"), null=True, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    class Meta:
        verbose_name = _("frivillig aktivitet")
        verbose_name_plural = _("frivillige aktiviteter")
        ordering = ["department", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class DisplacementReview(models.Model):
    """The look at a department's volunteer work made for one initiative (policy point 1).

    An initiative with money from outside "må ikke overtage eller udkonkurrere" what residents do.
    An empty register proves nothing by itself: somebody must have asked the board and say so in `note`.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", models.CASCADE, related_name="displacement_reviews"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    note = models.TextField(_("sådan passer det sammen"))
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gennemgang af frivilligt arbejde")
        verbose_name_plural = _("gennemgange af frivilligt arbejde")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "department"], name="displacement_review_once"),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="displacement_review_has_note",
                violation_error_message=_("Skriv, hvordan det passer sammen med det, beboerne selv gør."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.department}"


class DisplacementAnswer(models.Model):
    """What an initiative does to one existing activity: adds to it, conflicts with it, or neither."""

    class Effect(models.TextChoices):
        SUPPLEMENTS = "supplements", _("Den støtter det, beboerne gør")
        CONFLICTS = "conflicts", _("Den tager over for det, beboerne gør")
        NOT_RELEVANT = "not_relevant", _("De to har ikke med hinanden at gøre")

    review = models.ForeignKey(DisplacementReview, models.CASCADE, related_name="answers")
    activity = models.ForeignKey(VolunteerActivity, models.PROTECT, related_name="+")
    effect = models.CharField(_("virkning"), max_length=16, choices=Effect)

    class Meta:
        verbose_name = _("svar om en aktivitet")
        verbose_name_plural = _("svar om aktiviteter")
        constraints = [
            models.UniqueConstraint(fields=["review", "activity"], name="displacement_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_effect_display()}"
