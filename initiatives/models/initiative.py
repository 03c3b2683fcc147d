"""The initiative (indsats): what AAB starts or takes part in, from draft to follow-up."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from initiatives.fields import SortKeyField

from .areas import FocusArea
from .bodies import Body
from .departments import BoardSeat, Department
from .physical import PhysicalProject
from .policy import PolicyVersion


class Status(models.TextChoices):
    """Where an initiative is in its life. One set of words for everyone (blueprint § 5.1)."""

    DRAFT = "draft", _("Kladde")
    SUBMITTED = "submitted", _("Til godkendelse")
    RETURNED = "returned", _("Sendt tilbage")
    APPROVED = "approved", _("Godkendt")
    RUNNING = "running", _("I gang")
    PAUSED = "paused", _("På pause")
    CLOSED = "closed", _("Afsluttet")
    DECLINED = "declined", _("Ikke godkendt")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


STATUS_MEANINGS = {
    Status.DRAFT: _("Kun AAB og de bestyrelser, der er spurgt, kan se den."),
    Status.SUBMITTED: _("Den er sendt. Den kan ikke rettes, før der er svaret."),
    Status.RETURNED: _("Noget skal rettes. Se de punkter, der er markeret."),
    Status.APPROVED: _("Den må gå i gang."),
    Status.RUNNING: _("Vi måler og evaluerer undervejs."),
    Status.PAUSED: _("Den er stoppet for en tid. Ingen får mails om den."),
    Status.CLOSED: _("Den er slut, og vi har skrevet, hvad vi lærte."),
    Status.DECLINED: _("Der blev sagt nej. Du kan se hvorfor."),
    Status.WITHDRAWN: _("AAB har selv stoppet den, før der blev svaret."),
}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""The statuses in which the case itself may be changed; later changes are amendments."""


class InitiativeQuerySet(models.QuerySet):
    def visible_to(self, user, on: dt.date) -> InitiativeQuerySet:
        """The initiatives `user` may see on the day `on`.

        Staff and administrators see all. A board sees those of its own departments; a draft only
        once the board has been asked about it (Kladde: "Kun AAB og de bestyrelser, der er spurgt").
        Members of a deciding body see everything that has ever been sent to be decided.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_employee or user.is_staff:
            return self
        seats = BoardSeat.objects.in_office(on).filter(person=user)
        mine = Participation.objects.filter(
            initiative=models.OuterRef("pk"), department__board_seats__in=seats
        )
        asked = mine.filter(asked_on__isnull=False)
        decides = Body.objects.deciding_for(user, on).filter(department__isnull=True)
        return self.filter(
            models.Exists(asked)
            | (~Q(status=Status.DRAFT) & models.Exists(mine))
            | (Q(first_submitted_at__isnull=False) & models.Exists(decides))
        )

    def for_list(self) -> InitiativeQuerySet:
        """With what a row of a list shows, in a constant number of queries."""
        return self.select_related("responsible").prefetch_related(Initiative.DEPARTMENTS, "areas")

    def under_way(self) -> InitiativeQuerySet:
        """Approved and not ended: those that are measured and reminded about."""
        return self.filter(status=Status.RUNNING)


class CaseManager(models.Manager.from_queryset(InitiativeQuerySet)):
    """The initiatives there are. Proposals to change one are not counted among them."""

    def get_queryset(self):
        return super().get_queryset().filter(amends__isnull=True)


class Initiative(models.Model):
    """A social initiative (social indsats) in one or more departments.

    `status` is written by `initiatives.workflow` alone. `version` counts every change to the case
    and lets a decider notice that the text changed while it was read. `log_length` and `log_head` are the
    number and the fingerprint of the last row of its history.

    `amends` points at the approved initiative that this one would change: it is then a proposal, which has all
    the rows of a case and is left out of `objects` (see `initiatives.amendments`).
    """

    DEPARTMENTS = models.Prefetch("departments", Department.objects.select_related("organisation"))
    """The departments with their organisations in one query, as every page needs them."""

    name = models.CharField(_("navn"), max_length=120)
    sort_key = SortKeyField(source="name")
    summary = models.TextField(_("kort om indsatsen"), max_length=600)
    target_group = models.CharField(_("målgruppe"), max_length=200, blank=True)
    departments = models.ManyToManyField(
        Department, through="Participation", related_name="initiatives", verbose_name=_("afdelinger")
    )
    areas = models.ManyToManyField(
        FocusArea, blank=True, related_name="initiatives", verbose_name=_("områder")
    )
    physical_projects = models.ManyToManyField(
        PhysicalProject, through="PhysicalLink", related_name="initiatives", blank=True
    )
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("slut"), null=True, blank=True)
    expects_outside_money = models.BooleanField(_("penge udefra"))
    involves_municipality = models.BooleanField(_("kommunen er med"))
    is_pilot = models.BooleanField(_("forsøg"), null=True, blank=True)
    concerns_debt = models.BooleanField(_("handler om gæld"), default=False)
    long_track = models.BooleanField(_("den lange vej"), default=False, editable=False)

    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    status_since = models.DateTimeField(_("status siden"), editable=False)
    first_submitted_at = models.DateTimeField(_("først sendt"), null=True, blank=True, editable=False)
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="initiatives",
        verbose_name=_("politikkens version"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    log_length = models.PositiveIntegerField(default=0, editable=False)
    log_head = models.CharField(max_length=64, blank=True, editable=False)

    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="initiatives_responsible_for",
        verbose_name=_("ansvarlig"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(editable=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="proposals"
    )
    creation_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    source = models.CharField(_("kilde"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    objects = CaseManager()
    everything = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("indsats")
        verbose_name_plural = _("indsatser")
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-changed_at", "-id"], name="initiative_list_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(status__in=[Status.DRAFT, Status.SUBMITTED, Status.RETURNED]),
                name="one_open_proposal",
                violation_error_message=_("Der er allerede et forslag til ændring."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="initiative_dates_in_order",
                violation_error_message=_("Slutdatoen skal ligge efter startdatoen."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="initiative_has_name",
                violation_error_message=_("Skriv, hvad indsatsen hedder."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN]) | Q(policy_version__isnull=False),
                name="sent_initiative_keeps_its_policy",
                violation_error_message=_("En sendt indsats skal have en version af politikken."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | Q(first_submitted_at__isnull=False),
                name="sent_initiative_has_been_sent",
                violation_error_message=_("En sendt indsats skal have en dato, hvor den blev sendt."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiative", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.name.replace("å", "aa").replace("æ", "ae").replace("ø", "oe"))[:60] or "indsats"

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def meaning(self) -> str:
        return STATUS_MEANINGS[Status(self.status)]


class Participation(models.Model):
    """A department's part in an initiative, and when its board was first asked."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="participations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="participations")
    asked_on = models.DateField(_("bestyrelsen spurgt den"), null=True, blank=True)

    class Meta:
        verbose_name = _("deltagende afdeling")
        verbose_name_plural = _("deltagende afdelinger")
        ordering = ["department__organisation__name", "department__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "department"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.department}"


class PhysicalLink(models.Model):
    """How an initiative and a building case meet (policy point 3)."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="physical_links")
    project = models.ForeignKey(PhysicalProject, models.PROTECT, related_name="links")
    how = models.TextField(_("sådan mødes de"))

    class Meta:
        verbose_name = _("kobling til byggesag")
        verbose_name_plural = _("koblinger til byggesager")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "project"], name="physical_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, {self.project}"
