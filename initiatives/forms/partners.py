"""Forms about partners, contracts, volunteer work and building work."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    KronerField,
    LongTextField,
    MailField,
    ModelSelectField,
    SelectField,
    TextField,
    TickField,
    WholeNumberField,
)
from initiatives.cvr import must_be_cvr, plain
from initiatives.models import TERMS, DisplacementAnswer, Partner, ResultContract
from initiatives.partners import similar_to
from initiatives.wording import listed

from .agreements import PAPER, TermsForm


class PartnerForm(PortalForm):
    """A partner known already, or a new one, with what it does and whom to call."""

    partner = ModelSelectField(
        Partner.objects.none(),
        label=_("Partner"),
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg en partner, eller skriv en ny")},
    )
    new_name = TextField(
        label=_("Navn på en ny partner"),
        required=False,
        conditional=True,
        max_length=120,
        help_text=_("Kun hvis partneren ikke står på listen."),
        error_messages={"required": _("Skriv partnerens navn")},
    )
    kind = SelectField(
        label=_("Hvad er det for en partner?"),
        choices=[("", _("Vælg")), *Partner.Kind.choices],
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, hvad det er for en partner")},
    )
    role = TextField(
        label=_("Hvad gør partneren?"),
        max_length=200,
        help_text=_("For eksempel: finder frivillige, betaler lokalet."),
        error_messages={"required": _("Skriv kort, hvad partneren gør")},
    )
    contact = TextField(
        label=_("Hvem er kontakt?"),
        max_length=120,
        help_text=_("Navn eller funktion på arbejdspladsen. Skriv ikke en beboers navn."),
        error_messages={"required": _("Skriv, hvem vi kan tale med hos partneren")},
    )
    contact_email = MailField(
        label=_("Kontaktens mail"), required=False, error_messages={"required": _("Skriv en mailadresse")}
    )

    cvr = TextField(
        label=_("CVR-nummer"),
        required=False,
        max_length=20,
        cpr_guard=False,
        help_text=_("Otte tal. Så finder vi den igen, hvis den hedder noget andet."),
    )
    anyway = TickField(label=_("Det er en anden end dem, vi kender"))
    contribution = TextField(
        label=_("Hvad giver partneren?"),
        required=False,
        max_length=200,
        help_text=_("For eksempel lokale eller to timer om ugen."),
    )
    contribution_kr = KronerField(label=_("Værdi i kroner"), required=False)
    from_on = DayField(label=_("Fra hvornår?"), required=False)
    until_on = DayField(label=_("Til hvornår?"), required=False)
    is_administering = TickField(label=_("Partneren står for administrationen"))
    field_order = ["partner", "new_name", "anyway", "kind", "cvr", "role", "contact", "contact_email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.all()
        self.alike: list[Partner] = []

    def clean_cvr(self) -> str:
        number = plain(self.cleaned_data["cvr"])
        if number:
            must_be_cvr(number)
        return number

    def clean(self):
        data = super().clean()
        if (
            not data.get("partner")
            and not data.get("new_name")
            and not self.errors.keys() & {"partner", "new_name"}
        ):
            self.add_error("partner", self.fields["partner"].error_messages["required"])
        if data.get("new_name") and not data.get("partner") and not data.get("kind"):
            self.add_error("kind", self.fields["kind"].error_messages["required"])
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("Partnerskabet skal slutte, efter at det er begyndt"))
        if data.get("new_name") and not data.get("partner"):
            self._look_for_it(data)
        return data

    def _look_for_it(self, data: dict) -> None:
        """A new partner that is known already under the number, or nearly under the name, is not made twice."""
        if data.get("cvr") and (known := Partner.objects.filter(cvr=data["cvr"]).first()):
            self.alike = [known]
            self.add_error("cvr", _("%(name)s har det CVR-nummer. Vælg den på listen") % {"name": known})
            return
        exact = Partner.objects.filter(name__iexact=data["new_name"]).exists()
        if not exact and not data.get("anyway") and (alike := similar_to(data["new_name"])):
            self.alike = alike
            names = listed(partner.name for partner in alike)
            text = _("Mener du %(names)s? Vælg den på listen, eller sæt kryds ved, at det er en anden")
            self.add_error("new_name", text % {"names": names})


class ContractForm(TermsForm):
    """How far the result contract with one municipal authority is."""

    state = ChoiceBoxField(
        label=_("Hvor langt er aftalen?"),
        choices=ResultContract.State.choices,
        error_messages={"required": _("Vælg, hvor langt aftalen er")},
    )
    signed_on = DayField(
        label=_("Hvornår blev den underskrevet?"),
        required=False,
        conditional=True,
        not_future=True,
        help_text=_("Kun hvis den er underskrevet. For eksempel 14 9 2025"),
        error_messages={"required": _("Skriv, hvornår kontrakten blev underskrevet")},
    )
    ends_on = DayField(
        label=_("Hvornår slutter den?"),
        required=False,
        help_text="",
        error_messages={"required": _("Skriv, hvornår kontrakten slutter")},
    )
    what_was_tried = LongTextField(
        label=_("Hvad har I prøvet?"),
        required=False,
        conditional=True,
        max_length=1000,
        help_text=_("Kun hvis I ikke har fået en kontrakt."),
        error_messages={"required": _("Skriv, hvad I har prøvet for at få en kontrakt")},
    )

    begins_on = DayField(label=_("Hvornår begynder den?"), required=False, help_text="")
    they_signed_on = DayField(
        label=_("Hvornår skrev forvaltningen under?"), required=False, not_future=True, help_text=""
    )
    their_kr = KronerField(label=_("Forvaltningen giver, kroner"), required=False)
    their_hours = WholeNumberField(label=_("Forvaltningen giver, timer"), required=False)
    FOLDED = ("begins_on", "they_signed_on", *TERMS)
    field_order = ["state", "signed_on", "ends_on", *FOLDED, "what_was_tried", *PAPER]

    def clean(self):
        data = super().clean()
        state = data.get("state")
        if state and state != ResultContract.State.SIGNED:
            self.forget_faults("signed_on", "ends_on")
        if state and state != ResultContract.State.NOT_OBTAINED:
            self.forget_faults("what_was_tried")
        if (
            state == ResultContract.State.SIGNED
            and not data.get("signed_on")
            and "signed_on" not in self.errors
        ):
            self.add_error("signed_on", self.fields["signed_on"].error_messages["required"])
        if state == ResultContract.State.NOT_OBTAINED and not data.get("what_was_tried"):
            self.add_error("what_was_tried", self.fields["what_was_tried"].error_messages["required"])
        signed, ends = data.get("signed_on"), data.get("ends_on")
        if signed and ends and ends < signed:
            self.add_error("ends_on", _("Kontrakten skal slutte, efter at den er underskrevet"))
        return data


def _help(activity, why) -> str:
    """The board's own words, and why the activity is listed."""
    shared = gettext("Derfor står den her: %(reasons)s.") % {"reasons": listed(why)} if why else ""
    when = activity.when_in_words
    return "\n".join(part for part in (activity.what, when and f"{when.rstrip('.')}.", shared) if part)


class DisplacementForm(PortalForm):
    """One department: each registered activity answered, and a few words about the whole.

    `when_empty` says what the writer does while nothing is registered in the department.
    """

    def __init__(self, *args, department, activities, why=None, when_empty="", **kwargs):
        super().__init__(*args, **kwargs)
        self.department = department
        why = why or {}
        self.activities = {f"effect_{activity.pk}": activity for activity in activities}
        for name, activity in self.activities.items():
            self.fields[name] = ChoiceBoxField(
                label=activity.name,
                help_text=_help(activity, why.get(activity.pk, ())),
                choices=DisplacementAnswer.Effect.choices,
                error_messages={"required": _("Vælg, hvad indsatsen betyder for aktiviteten")},
            )
        self.fields["note"] = LongTextField(
            label=_("Hvordan passer det sammen?"),
            max_length=1000,
            rows=3,
            help_text="" if activities else when_empty,
            error_messages={"required": _("Skriv, hvordan det passer sammen med det, beboerne selv gør")},
        )

    def effects(self) -> dict:
        return {activity: self.cleaned_data[name] for name, activity in self.activities.items()}


class PhysicalForm(PortalForm):
    """Each building case in the period, and how the initiative can use it."""

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = {f"project_{project.pk}": project for project in projects}
        for name, project in self.projects.items():
            self.fields[name] = LongTextField(
                label=project.name,
                max_length=600,
                rows=3,
                help_text=_("Skriv, hvordan indsatsen og byggesagen mødes, eller hvorfor de ikke gør."),
                error_messages={"required": _("Skriv, om I kan bruge byggesagen, eller hvorfor ikke")},
            )

    def how(self) -> dict:
        return {project: self.cleaned_data[name] for name, project in self.projects.items()}
