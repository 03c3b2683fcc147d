"""Who AAB works with, and the result contracts with municipal authorities (policy points 4 and 5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.fields import SortKeyField


class Partner(models.Model):
    """A partner organisation (samarbejdspartner). A municipality is too coarse to sign for: the
    partner in a result contract is one authority of it, so authorities are partners of their own."""

    class Kind(models.TextChoices):
        MUNICIPAL_AUTHORITY = "municipal_authority", _("Kommunal forvaltning")
        VOLUNTARY = "voluntary", _("Frivillig forening")
        HOUSING = "housing", _("Boligorganisation")
        FOUNDATION = "foundation", _("Fond")
        SCHOOL = "school", _("Skole eller uddannelse")
        POLICE = "police", _("Politi")
        BUSINESS = "business", _("Virksomhed")
        OTHER = "other", _("Andet")

    name = models.CharField(_("navn"), max_length=120, unique=True)
    sort_key = SortKeyField(source="name")
    kind = models.CharField(_("slags"), max_length=24, choices=Kind)
    municipality = models.CharField(
        _("kommune"), max_length=60, blank=True, help_text=_("Skriv kommunen, hvis det er en forvaltning.")
    )
    is_fictitious = models.BooleanField(_("opdigtet"), default=False)

    class Meta:
        verbose_name = _("samarbejdspartner")
        verbose_name_plural = _("samarbejdspartnere")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipal(self) -> bool:
        return self.kind == self.Kind.MUNICIPAL_AUTHORITY


class Partnership(models.Model):
    """A partner's part in one initiative: what it does, and whom to call there."""

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
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.role}"


class ResultContract(models.Model):
    """A result contract (resultatkontrakt) with one municipal authority about one initiative.

    AAB "vil arbejde for" it (policy point 5), so an attempt that did not succeed is recorded, not hidden.
    """

    class State(models.TextChoices):
        DISCUSSED = "discussed", _("Drøftes")
        SIGNED = "signed", _("Underskrevet")
        NOT_OBTAINED = "not_obtained", _("Ikke opnået")

    partnership = models.OneToOneField(
        Partnership, models.CASCADE, related_name="result_contract", verbose_name=_("partnerskab")
    )
    state = models.CharField(_("status"), max_length=16, choices=State)
    signed_on = models.DateField(_("underskrevet den"), null=True, blank=True)
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
