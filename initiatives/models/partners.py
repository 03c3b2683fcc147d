"""Who AAB works with, and the result contracts with municipal authorities (policy points 4 and 5)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.cvr import WRONG, must_be_cvr
from initiatives.fields import KronerField, SortKeyField

from .initiative import Status


class Partner(models.Model):
    """A partner organisation (samarbejdspartner). A municipality is too coarse to sign for: the
    partner in a result contract is one authority of it, so authorities are partners of their own."""

    class Kind(models.TextChoices):
        MUNICIPAL_AUTHORITY = "municipal_authority", _("Kommunal forvaltning")
        MUNICIPALITY = "municipality", _("Kommune, hele")
        VOLUNTARY = "voluntary", _("Frivillig forening")
        HOUSING = "housing", _("Boligorganisation")
        FOUNDATION = "foundation", _("Fond")
        SCHOOL = "school", _("Skole eller uddannelse")
        POLICE = "police", _("Politi")
        BUSINESS = "business", _("Virksomhed")
        OWNERS = "owners", _("Ejer- eller andelsforening")
        OTHER = "other", _("Andet")

    name = models.CharField(_("navn"), max_length=120, unique=True)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("slags"), max_length=24, choices=Kind)
    municipality = models.CharField(
        _("kommune"), max_length=60, blank=True, help_text=_("Skriv kommunen, hvis det er en forvaltning.")
    )
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authorities",
        verbose_name=_("hører under"),
        help_text=_("Kommunen, hvis det er en forvaltning i den."),
    )
    cvr = models.CharField(
        _("CVR-nummer"), max_length=8, blank=True, validators=[must_be_cvr], help_text=_("Otte tal.")
    )
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    class Meta:
        verbose_name = _("samarbejdspartner")
        verbose_name_plural = _("samarbejdspartnere")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["cvr"],
                condition=~Q(cvr="") & ~Q(kind="municipal_authority"),
                name="cvr_once",
                violation_error_message=_("En anden partner har det CVR-nummer. Brug den i stedet."),
            ),
            models.CheckConstraint(
                condition=Q(cvr="") | Q(cvr__regex=r"^[1-9][0-9]{7}$"),
                name="cvr_is_eight_digits",
                violation_error_message=WRONG,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipal(self) -> bool:
        return self.kind == self.Kind.MUNICIPAL_AUTHORITY


class ContactQuerySet(models.QuerySet):
    def present(self, on: dt.date) -> ContactQuerySet:
        """Those who still work at the partner on the day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=on), anonymised_at=None)

    def left(self, on: dt.date) -> ContactQuerySet:
        """Those who have left and are not forgotten yet, whoever left first on top."""
        return self.filter(left_on__lt=on, anonymised_at=None).order_by("left_on", "pk")

    def to_forget(self, on: dt.date) -> ContactQuerySet:
        """Those who left so long ago that the portal need not know them any more (AAB_FORGET_CONTACT_DAYS)."""
        last = on - dt.timedelta(days=settings.AAB_FORGET_CONTACT_DAYS)
        return self.filter(left_on__lt=last, anonymised_at=None)


class PartnerContact(models.Model):
    """A person to call at a partner, in a role, until the day they leave. Personal data.

    Some time after that day the name, mail and phone are emptied by a job; the role and the dates stay.
    """

    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="contacts", verbose_name=_("samarbejdspartner")
    )
    name = models.CharField(_("navn"), max_length=120, blank=True)
    role = models.CharField(_("rolle"), max_length=120)
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    left_on = models.DateField(_("sidste dag"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("glemt"), null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("kontakt hos partner")
        verbose_name_plural = _("kontakter hos partnere")
        ordering = ["partner", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True) | Q(name="", email="", phone=""),
                name="forgotten_contact_is_empty",
                violation_error_message=_("En kontakt, der er glemt, har intet navn."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=False) | ~Q(name=""),
                name="contact_has_name",
                violation_error_message=_("Skriv, hvad kontakten hedder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.role}"

    @property
    def forgotten_on(self) -> dt.date | None:
        """The day from which the portal empties name, mail and phone; None while the person works there."""
        if self.left_on is None:
            return None
        return self.left_on + dt.timedelta(days=settings.AAB_FORGET_CONTACT_DAYS + 1)


class PartnershipQuerySet(models.QuerySet):
    def to_forget(self, on: dt.date) -> PartnershipQuerySet:
        """Those that ended, or whose case did, so long ago that the portal need not know whom to call.

        The same days as for a contact who left (AAB_FORGET_CONTACT_DAYS).
        """
        last = on - dt.timedelta(days=settings.AAB_FORGET_CONTACT_DAYS)
        over = Q(initiative__status__in=[Status.CLOSED, Status.DECLINED, Status.WITHDRAWN])
        ended = Q(until_on__lt=last) | Q(until_on__isnull=True) & over & Q(
            initiative__status_since__date__lt=last
        )
        return self.filter(ended).exclude(contact="", contact_email="", contact_phone="")


class Partnership(models.Model):
    """A partner's part in one initiative: what it does and gives, from when to when, and whom to call there."""

    initiative = models.ForeignKey(
        "initiatives.Initiative", models.CASCADE, related_name="partnerships", verbose_name=_("indsats")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="partnerships", verbose_name=_("samarbejdspartner")
    )
    role = models.CharField(_("hvad partneren gør"), max_length=200)
    contact = models.CharField(
        _("kontakt"), max_length=120, help_text=_("Navn eller funktion på arbejdspladsen, ikke en beboer.")
    )
    contact_email = models.EmailField(_("kontaktens mail"), blank=True)
    contact_phone = models.CharField(_("kontaktens telefon"), max_length=30, blank=True)
    contribution = models.CharField(
        _("hvad partneren giver"), max_length=200, blank=True, help_text=_("For eksempel lokale eller timer.")
    )
    contribution_kr = KronerField(_("værdi i kroner"), null=True, blank=True)
    from_on = models.DateField(_("fra"), null=True, blank=True)
    until_on = models.DateField(_("til"), null=True, blank=True)
    is_administering = models.BooleanField(_("står for administrationen"), default=False)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnerskab")
        verbose_name_plural = _("partnerskaber")
        ordering = ["partner__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "partner"],
                name="partner_once_per_initiative",
                violation_error_message=_("Partneren er allerede med i indsatsen."),
            ),
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(is_administering=True),
                name="one_administering_organisation",
                violation_error_message=_("En anden organisation står allerede for administrationen."),
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="partnership_dates_in_order",
                violation_error_message=_("Partnerskabet skal slutte, efter at det er begyndt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.role}"


class Terms(models.Model):
    """What every agreement says besides who and when: each side's resources, and what happens if."""

    our_kr = KronerField(_("AAB giver, kroner"), null=True, blank=True)
    our_hours = models.PositiveIntegerField(_("AAB giver, timer"), null=True, blank=True)
    their_kr = KronerField(_("de andre giver, kroner"), null=True, blank=True)
    their_hours = models.PositiveIntegerField(_("de andre giver, timer"), null=True, blank=True)
    follow_up = models.CharField(_("hvor tit der følges op"), max_length=120, blank=True)
    next_follow_up_on = models.DateField(_("næste opfølgning"), null=True, blank=True)
    consequence = models.TextField(_("hvad der sker, hvis det ikke lykkes"), blank=True)
    termination = models.TextField(_("sådan kan den siges op"), blank=True)

    class Meta:
        abstract = True


TERMS = tuple(field.name for field in Terms._meta.local_fields)
"""What an agreement says besides who and when, by name."""


class ResultContract(Terms):
    """A result contract (resultatkontrakt) with one municipal authority about one initiative.

    AAB "vil arbejde for" it (policy point 5), so an attempt that did not succeed is recorded, not hidden.
    """

    class State(models.TextChoices):
        DISCUSSED = "discussed", _("Drøftes")
        DRAFT = "draft", _("Udkast")
        SIGNED = "signed", _("Underskrevet")
        ENDED = "ended", _("Ophørt")
        NOT_OBTAINED = "not_obtained", _("Ikke opnået")

    partnership = models.OneToOneField(
        Partnership, models.CASCADE, related_name="result_contract", verbose_name=_("partnerskab")
    )
    state = models.CharField(_("status"), max_length=16, choices=State)
    begins_on = models.DateField(_("gælder fra"), null=True, blank=True)
    signed_on = models.DateField(_("AAB skrev under den"), null=True, blank=True)
    they_signed_on = models.DateField(_("de skrev under den"), null=True, blank=True)
    ends_on = models.DateField(_("gælder til"), null=True, blank=True)
    what_was_tried = models.TextField(_("det har vi prøvet"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("skrevet ind af")
    )
    recorded_at = models.DateTimeField(_("skrevet ind"))

    class Meta:
        verbose_name = _("resultatkontrakt")
        verbose_name_plural = _("resultatkontrakter")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False),
                name="signed_contract_has_date",
                violation_error_message=_("Skriv, hvornår kontrakten blev underskrevet."),
            ),
            models.CheckConstraint(
                condition=~Q(state="not_obtained") | ~Q(what_was_tried=""),
                name="missing_contract_says_what_was_tried",
                violation_error_message=_("Skriv, hvad I har prøvet for at få en kontrakt."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(ends_on__gte=F("signed_on")),
                name="contract_dates_in_order",
                violation_error_message=_("Kontrakten skal slutte, efter at den er underskrevet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership.partner}: {self.get_state_display()}"
