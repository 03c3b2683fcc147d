"""What residents and others may read without a log-in: stories, public cards, and asking to join (P1-P6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .areas import FocusArea
from .departments import Department
from .initiative import Initiative
from .volunteering import VolunteerActivity


class Story(models.Model):
    """A story a board tells about something that went well, in answers to five questions (B4).

    What is written here is not public: `PublishedStory` is the copy people read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Kladde")
        IN_REVIEW = "in_review", _("Til gennemsyn")
        RETURNED = "returned", _("Sendt tilbage")
        PUBLISHED = "published", _("Udgivet")
        TAKEN_DOWN = "taken_down", _("Taget ned")

    class People(models.TextChoices):
        """Who can be recognised in the picture."""

        NOBODY = "nobody", _("Ingen kan kendes")
        AGREED = "agreed", _("De har sagt ja")
        CHILDREN = "children", _("Der er børn med – forældre har sagt ja")
        UNKNOWN = "unknown", _("Ved ikke")

    PROMPTS = ("what_happened", "who_took_part", "how_it_began", "what_got_better", "what_others_can_do")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="stories", verbose_name=_("afdeling")
    )
    activity = models.ForeignKey(
        VolunteerActivity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("aktivitet"),
    )
    area = models.ForeignKey(
        FocusArea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    title = models.CharField(_("overskrift"), max_length=90)
    what_happened = models.TextField(_("hvad skete der"), max_length=1500, blank=True)
    who_took_part = models.TextField(_("hvem var med"), max_length=600, blank=True)
    how_it_began = models.TextField(_("hvordan begyndte det"), max_length=600, blank=True)
    what_got_better = models.TextField(_("hvad blev bedre"), max_length=600, blank=True)
    what_others_can_do = models.TextField(_("hvad kan andre gøre efter"), max_length=600, blank=True)
    quote = models.CharField(_("citat"), max_length=200, blank=True)
    photo = models.FileField(_("billede"), upload_to="stories", blank=True)
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    photo_people = models.CharField(_("hvem er på billedet"), max_length=10, choices=People, blank=True)
    photo_alt = models.CharField(_("hvad ser man på billedet"), max_length=200, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    returned_with = models.TextField(_("besked fra gennemsyn"), max_length=600, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stories")
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sendt til gennemsyn"), null=True, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    class Meta:
        verbose_name = _("historie")
        verbose_name_plural = _("historier")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="story_has_title",
                violation_error_message=_("Skriv en overskrift."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_with=""),
                name="returned_story_has_words",
                violation_error_message=_("Skriv, hvad der skal rettes."),
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(photo_people=""),
                name="story_photo_says_who",
                violation_error_message=_("Vælg, hvem der er på billedet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def text(self) -> str:
        """Everything that was written, for counting words and reading it through."""
        return "\n".join(
            filter(None, (self.title, *(getattr(self, name) for name in self.PROMPTS), self.quote))
        )


class PublishedStoryQuerySet(models.QuerySet):
    def current(self) -> PublishedStoryQuerySet:
        """What can be read now."""
        return self.filter(replaced_at__isnull=True, taken_down_at__isnull=True)

    def for_cards(self) -> PublishedStoryQuerySet:
        """With what a card shows, in one query."""
        return self.select_related("department__organisation", "area").defer("body")


class PublishedStory(models.Model):
    """A story as everybody reads it: a frozen copy, until the story is published again or taken down.

    `body` is [{"label": question key, "text": …}]; `address` is the same for every copy of one story.
    """

    story = models.ForeignKey(Story, models.PROTECT, related_name="published", verbose_name=_("historie"))
    address = models.SlugField(_("adresse"), max_length=100)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="published_stories", verbose_name=_("afdeling")
    )
    activity = models.ForeignKey(
        VolunteerActivity, models.SET_NULL, null=True, blank=True, related_name="stories"
    )
    area = models.ForeignKey(
        FocusArea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    title = models.CharField(_("overskrift"), max_length=90)
    lead = models.CharField(_("indledning"), max_length=300)
    body = models.JSONField(_("tekst"), default=list)
    quote = models.CharField(_("citat"), max_length=200, blank=True)
    told_by = models.CharField(_("fortalt af"), max_length=120)
    photo = models.FileField(_("billede"), blank=True)
    photo_width = models.PositiveIntegerField(null=True, blank=True)
    photo_height = models.PositiveIntegerField(null=True, blank=True)
    photo_alt = models.CharField(_("hvad ser man på billedet"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("udgivet"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(_("afløst"), null=True, blank=True)
    taken_down_at = models.DateTimeField(_("taget ned"), null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PublishedStoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("udgivet historie")
        verbose_name_plural = _("udgivne historier")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(replaced_at__isnull=True, taken_down_at__isnull=True),
                name="stories_to_read",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(replaced_at__isnull=True),
                name="published_story_address_once",
                violation_error_message=_("Der er allerede en historie på den adresse."),
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(photo_alt=""),
                name="published_photo_has_words",
                violation_error_message=_("Skriv, hvad man ser på billedet."),
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="story_taken_down_by_somebody",
                violation_error_message=_("Skriv, hvem der tog historien ned."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:story", args=[self.address])

    @property
    def photo_url(self) -> str:
        """Changes with every publication, so that it can be kept for ever."""
        return reverse("initiatives:story_photo", args=[self.address, self.pk]) if self.photo else ""


class PublicCard(models.Model):
    """One line about an initiative that everybody may read, frozen until it is published again."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="public_card")
    title = models.CharField(_("navn, som alle kan se"), max_length=120)
    line = models.CharField(_("én linje, som alle kan se"), max_length=200)
    published_at = models.DateTimeField(_("udgivet"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("offentligt kort")
        verbose_name_plural = _("offentlige kort")
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(line=""),
                name="public_card_has_words",
                violation_error_message=_("Skriv et navn og en linje, som alle må læse."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class JoinRequest(models.Model):
    """Somebody who would like to join an activity, on the way to its contact. Forgotten after a month.

    The mail is written from this row, so that no address stands on a page in either direction.
    """

    activity = models.ForeignKey(VolunteerActivity, models.CASCADE, related_name="join_requests")
    name = models.CharField(_("navn"), max_length=80)
    contact = models.CharField(_("mail eller telefon"), max_length=120)
    message = models.TextField(_("besked"), max_length=600, blank=True)
    sent_at = models.DateTimeField(_("sendt"), db_index=True)
    settled_at = models.DateTimeField(_("klaret"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("vil være med")
        verbose_name_plural = _("vil være med")
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact=""),
                name="join_request_can_be_answered",
                violation_error_message=_("Skriv dit navn, og hvordan man får fat i dig."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.sent_at:%Y-%m-%d}"
