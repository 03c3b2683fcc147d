"""Forms about stories: the five questions and the picture, looking it through, and asking to join."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    LongTextField,
    ModelSelectField,
    MultiChoiceBoxField,
    TextField,
)
from initiatives.models import Department, FocusArea, Story, VolunteerActivity
from initiatives.photos import PhotoField

from .seen import RememberingForm, SeenField

PRIVACY = _("Brug kun fornavne, og kun når de har sagt ja. Skriv ikke adresser og telefonnumre.")


class StoryForm(RememberingForm, PortalForm):
    """Five questions instead of one big box. Only the headline must be there to keep a draft."""

    title = TextField(
        label=_("Overskrift"),
        max_length=90,
        help_text=_("For eksempel: Torsdag aften dufter hele opgangen af suppe."),
        error_messages={"required": _("Skriv en overskrift")},
    )
    what_happened = LongTextField(
        label=_("Hvad skete der?"), required=False, max_length=1500, rows=6, help_text=PRIVACY
    )
    who_took_part = LongTextField(label=_("Hvem var med?"), required=False, max_length=600, rows=3)
    how_it_began = LongTextField(label=_("Hvordan begyndte det?"), required=False, max_length=600, rows=3)
    what_got_better = LongTextField(label=_("Hvad blev bedre?"), required=False, max_length=600, rows=3)
    what_others_can_do = LongTextField(
        label=_("Hvad kan andre gøre efter?"),
        required=False,
        max_length=600,
        rows=4,
        help_text=_("Skriv 3-5 skridt, ét på hver linje."),
    )
    quote = TextField(label=_("Noget, en af dem sagde"), required=False, max_length=200)
    photo = PhotoField(
        label=_("Et billede"),
        required=False,
        help_text=_("Tag det med telefonen, eller vælg et. Vi fjerner, hvor og hvornår det er taget."),
    )
    photo_people = ChoiceBoxField(
        label=_("Hvem er på billedet?"),
        choices=Story.People.choices,
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, hvem der er på billedet")},
    )
    photo_alt = TextField(
        label=_("Hvad ser man på billedet?"),
        required=False,
        conditional=True,
        max_length=200,
        help_text=_("For dem, der ikke kan se det. For eksempel: Seks naboer rundt om en stor gryde."),
        error_messages={"required": _("Skriv, hvad man ser på billedet")},
    )
    area = ModelSelectField(
        FocusArea.objects.all(), label=_("Hvad handler det om?"), required=False, empty_label=_("Vælg")
    )
    activity = ModelSelectField(
        VolunteerActivity.objects.none(),
        label=_("Kan man være med?"),
        required=False,
        empty_label=_("Ingen aktivitet"),
        label_for=lambda activity: activity.name,
    )

    seen = SeenField()

    def __init__(self, *args, department: Department, has_photo: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_photo = has_photo
        self.fields["activity"].queryset = department.volunteer_activities.public()

    def clean(self):
        data = super().clean()
        if data.get("photo") or (self.has_photo and "photo" not in self.errors):
            self.need("photo_people", "photo_alt")
        return data

    def texts(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"photo", "seen"}}


class ReviewForm(PortalForm):
    """What the person who looks a story through has looked for; every box is ticked before it goes out."""

    BOXES = (
        ("names", _("Der er ingen hele navne")),
        ("children", _("Ingen børn kan kendes, eller forældre har sagt ja")),
        ("picture", _("Dem på billedet har sagt ja")),
        ("contact", _("Der er ingen private adresser eller numre")),
        ("reading", _("Den er let at læse")),
    )
    seen = MultiChoiceBoxField(
        label=_("Jeg har set efter"),
        choices=BOXES,
        error_messages={"required": _("Sæt kryds ved alle fem, før du udgiver")},
    )

    def clean_seen(self):
        seen = self.cleaned_data["seen"]
        if len(seen) < len(self.BOXES):
            raise ValidationError(self.fields["seen"].error_messages["required"], code="required")
        return seen


class ReturnForm(PortalForm):
    words = LongTextField(
        label=_("Hvad skal rettes?"),
        max_length=600,
        rows=3,
        error_messages={"required": _("Skriv, hvad der skal rettes")},
    )


class JoinForm(PortalForm):
    """Three questions to somebody who would like to join."""

    name = TextField(
        label=_("Hvad hedder du?"),
        max_length=80,
        width="short",
        error_messages={"required": _("Skriv dit navn, så de ved, hvem de skal svare")},
    )
    contact = TextField(
        label=_("Din mail eller dit telefonnummer"),
        max_length=120,
        width="short",
        error_messages={"required": _("Skriv din mail eller dit telefonnummer, så de kan svare dig")},
    )
    message = LongTextField(
        label=_("En besked"),
        required=False,
        max_length=600,
        rows=3,
        help_text=_("For eksempel, hvornår du kan komme. Skriv ikke CPR-nummer."),
    )

    def clean_contact(self):
        contact = self.cleaned_data["contact"]
        digits = sum(sign.isdigit() for sign in contact)
        looks_like_mail = "@" in contact.strip("@") and "." in contact.rpartition("@")[2]
        if not looks_like_mail and not 8 <= digits <= 12:
            raise ValidationError(_("Skriv en hel mailadresse eller et telefonnummer med 8 tal"))
        return contact


class PublicCardForm(PortalForm):
    """What everybody may read about an initiative."""

    title = TextField(
        label=_("Navn, som alle kan se"),
        max_length=120,
        error_messages={"required": _("Skriv et navn, som alle må se")},
    )
    line = TextField(
        label=_("Én linje, som alle kan se"),
        max_length=200,
        help_text=_("For eksempel: Hjælp til lektier hver tirsdag i fælleshuset."),
        error_messages={"required": _("Skriv én linje, som alle må læse")},
    )
