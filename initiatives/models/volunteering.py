"""What residents already do themselves, and whether an initiative would push it aside (policy point 1)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .areas import FocusArea
from .departments import BoardSeat, Department


class TargetGroup(models.TextChoices):
    """Whom something is for (målgruppe), in the few groups in which residents speak of one another."""

    EVERYONE = "everyone", _("Alle")
    CHILDREN = "children", _("Børn")
    YOUNG = "young", _("Unge")
    FAMILIES = "families", _("Familier")
    ADULTS = "adults", _("Voksne")
    OLDER = "older", _("Ældre")


class Weekday(models.IntegerChoices):
    """A day of the week, numbered as `date.isoweekday()` does."""

    MONDAY = 1, _("Mandag")
    TUESDAY = 2, _("Tirsdag")
    WEDNESDAY = 3, _("Onsdag")
    THURSDAY = 4, _("Torsdag")
    FRIDAY = 5, _("Fredag")
    SATURDAY = 6, _("Lørdag")
    SUNDAY = 7, _("Søndag")


class VolunteerActivityQuerySet(models.QuerySet):
    def ongoing(self) -> VolunteerActivityQuerySet:
        """Activities that have not stopped; those on a pause count, for they come back."""
        return self.filter(ended_on__isnull=True)

    def paused(self, on: dt.date) -> VolunteerActivityQuerySet:
        """Activities on a pause on the day `on`; a pause ends on the day it names."""
        return self.ongoing().filter(paused_until__gt=on)

    def public(self) -> VolunteerActivityQuerySet:
        """What everybody may read, without a log-in: the board said so, and it has not stopped.

        One on a pause is among them: its page says until when.
        """
        return self.ongoing().filter(is_public=True)

    def last_seen_before(self, day: dt.date) -> VolunteerActivityQuerySet:
        """Ongoing activities that nobody has looked at since `day`."""
        return self.ongoing().filter(Q(reviewed_on__isnull=True) | Q(reviewed_on__lt=day))


class VolunteerActivity(models.Model):
    """An existing volunteer effort (frivillig indsats) in a department, in the board's own words.

    `contact` is the member of the board one writes to; without one it is the whole board. The page
    shows the office ("formanden"), never a name or an address. `weekday` with the two hours is set when
    it takes place every week; `when` says it in words otherwise ("den første fredag i måneden").
    """

    class Access(models.TextChoices):
        """Whether one can come in a wheelchair; blank is unknown."""

        STEP_FREE = "step_free", _("Ja, uden trin og med plads")
        WITH_HELP = "with_help", _("Ja, med lidt hjælp")
        NO = "no", _("Nej")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="volunteer_activities", verbose_name=_("afdeling")
    )
    name = models.CharField(_("navn"), max_length=120)
    what = models.TextField(_("hvad I gør"))
    example = models.TextField(_("et eksempel"), blank=True)
    area = models.ForeignKey(
        FocusArea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    target_group = models.CharField(_("målgruppe"), max_length=12, choices=TargetGroup, blank=True)
    who_can_join = models.CharField(_("hvem kan være med"), max_length=200, blank=True)
    weekday = models.PositiveSmallIntegerField(_("ugedag"), choices=Weekday, null=True, blank=True)
    starts_at = models.TimeField(_("fra kl."), null=True, blank=True)
    ends_at = models.TimeField(_("til kl."), null=True, blank=True)
    when = models.CharField(_("hvornår"), max_length=120, blank=True)
    place = models.CharField(_("sted"), max_length=160, blank=True)
    access = models.CharField(_("plads til kørestol"), max_length=12, choices=Access, blank=True)
    language = models.CharField(_("sprog"), max_length=80, blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontakt i bestyrelsen"),
    )
    is_public = models.BooleanField(_("alle må se det"), default=False)
    reviewed_on = models.DateField(_("set efter den"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set efter af"),
    )
    paused_until = models.DateField(_("holder pause til"), null=True, blank=True)
    ended_on = models.DateField(_("holdt op den"), null=True, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    objects = VolunteerActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("frivillig aktivitet")
        verbose_name_plural = _("frivillige aktiviteter")
        ordering = ["department", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 7)),
                name="activity_weekday_is_a_day",
                violation_error_message=_("Vælg en ugedag."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="activity_hours_in_order",
                violation_error_message=_("Det skal slutte, efter at det er startet."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(weekday__isnull=False),
                name="activity_hours_have_a_weekday",
                violation_error_message=_("Vælg en ugedag, når I skriver et klokkeslæt."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(what=""),
                name="activity_has_name_and_words",
                violation_error_message=_("Skriv, hvad det hedder, og hvad I gør."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"

    def is_paused(self, on: dt.date) -> bool:
        return self.paused_until is not None and self.paused_until > on

    @property
    def when_in_words(self) -> str:
        """ "Torsdag kl. 15.00-17.00", with the words the board added: "Den første fredag i måneden"."""
        parts = []
        if self.weekday:
            parts.append(str(Weekday(self.weekday).label))
        if self.starts_at:
            hours = f"{self.starts_at:%H.%M}"
            if self.ends_at:
                hours += f"-{self.ends_at:%H.%M}"
            parts.append(gettext("kl. %(time)s") % {"time": hours})
        return ". ".join(part for part in (" ".join(parts), self.when) if part)

    @property
    def minutes(self) -> int | None:
        """How long it lasts, when both hours are known."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute

    def contact_seat(self, on: dt.date) -> BoardSeat | None:
        """The seat of the contact on the day; None for the whole board, and when the contact has left it."""
        if self.contact_id is None:
            return None
        seats = BoardSeat.objects.in_office(on).filter(person=self.contact_id, department=self.department_id)
        return seats.first()

    def contact_in_words(self, on: dt.date) -> str:
        """Whom one writes to, as everybody may read it: an office, never a name."""
        seat = self.contact_seat(on)
        if seat is None:
            return gettext("Bestyrelsen i afdelingen")
        return gettext("%(office)s i bestyrelsen") % {"office": seat.get_office_display()}


class DisplacementReview(models.Model):
    """The look at a department's volunteer work made for one initiative (policy point 1).

    An initiative with money from outside "må ikke overtage eller udkonkurrere" what residents do.
    An empty register proves nothing by itself: somebody must have asked the board and say so in `note`.
    `for_board` is True when the department's board itself answered.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", models.CASCADE, related_name="displacement_reviews"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    note = models.TextField(_("sådan passer det sammen"))
    for_board = models.BooleanField(_("bestyrelsen har selv svaret"), default=False)
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


class DisplacementRequest(models.Model):
    """The board of a department is asked whether an initiative takes over what residents do (policy point 1).

    Work of the board, not of one member; the first answer closes it. Also staff's answer does.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", models.CASCADE, related_name="displacement_requests"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("spurgt"))
    deadline_on = models.DateField(_("svar senest"))
    closed_at = models.DateTimeField(_("lukket"), null=True, blank=True)

    class Meta:
        verbose_name = _("spørgsmål om frivilligt arbejde")
        verbose_name_plural = _("spørgsmål om frivilligt arbejde")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "department"],
                condition=Q(closed_at__isnull=True),
                name="one_open_displacement_request",
                violation_error_message=_("Bestyrelsen er allerede spurgt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.department}"
