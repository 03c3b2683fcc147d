"""Forms about main and strategic agreements: what they say, who has signed, and each area's part."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    EvidenceUploadField,
    KronerField,
    LongTextField,
    ModelSelectField,
    TextField,
    TickField,
    WholeNumberField,
)
from initiatives.models import TERMS, AgreementState, FocusArea, MainAgreement, Partner

from .evidence import LOOK_THROUGH

PAPER = ("upload", "looked_through")


class WithFile:
    """A form with a paper that may be a picture, which somebody must then look through for CPR numbers."""

    def clean(self):
        data = super().clean()
        if data.get("upload") and not data["upload"].is_read:
            self.need("looked_through")
        return data


class Paper(WithFile, PortalForm):
    """The two questions about a new version of the paper, for the forms that ask them."""

    upload = EvidenceUploadField(
        label=_("Læg aftalen ind som fil"),
        required=False,
        help_text=_("En ny fil er en ny version. De gamle bliver stående."),
    )
    looked_through = TickField(
        label=_("Jeg har set den scannede fil igennem. Der står ingen CPR-numre og navne på beboere"),
        conditional=True,
        help_text=_("Kun når filen er et billede eller en scanning. Den slags kan portalen ikke læse."),
        error_messages={"required": LOOK_THROUGH},
    )


class TermsForm(Paper):
    """What an agreement of any kind says besides who and when. `FOLDED` are the questions a page folds away."""

    FOLDED: tuple[str, ...] = TERMS

    our_kr = KronerField(label=_("AAB giver, kroner"), required=False)
    our_hours = WholeNumberField(label=_("AAB giver, timer"), required=False)
    their_kr = KronerField(label=_("De andre giver, kroner"), required=False)
    their_hours = WholeNumberField(label=_("De andre giver, timer"), required=False)
    follow_up = TextField(
        label=_("Hvor tit følger I op?"),
        required=False,
        max_length=120,
        help_text=_("For eksempel hvert halve år."),
    )
    next_follow_up_on = DayField(label=_("Hvornår er næste opfølgning?"), required=False, help_text="")
    consequence = LongTextField(
        label=_("Hvad sker der, hvis målene ikke bliver nået?"), required=False, max_length=600, rows=2
    )
    termination = LongTextField(label=_("Hvordan kan den siges op?"), required=False, max_length=600, rows=2)

    @property
    def more_is_told(self) -> bool:
        """True when something that is folded away is answered, or is to be mended."""
        return any(name in self.errors or self.initial.get(name) for name in self.FOLDED)


class AgreementForm(TermsForm):
    """What an agreement says."""

    title = TextField(
        label=_("Hvad hedder aftalen?"),
        max_length=160,
        error_messages={"required": _("Skriv, hvad aftalen hedder")},
    )
    state = ChoiceBoxField(
        label=_("Hvor langt er aftalen?"),
        choices=AgreementState.choices,
        error_messages={"required": _("Vælg, hvor langt aftalen er")},
    )
    begins_on = DayField(label=_("Hvornår begynder den?"), required=False)
    ends_on = DayField(label=_("Hvornår slutter den?"), required=False, help_text="")
    purpose = LongTextField(label=_("Hvad skal den føre til?"), required=False, max_length=1000, rows=3)
    what_was_tried = LongTextField(
        label=_("Hvad har I prøvet?"),
        required=False,
        conditional=True,
        max_length=1000,
        rows=3,
        help_text=_("Kun hvis I ikke har fået aftalen."),
        error_messages={"required": _("Skriv, hvad I har prøvet for at få aftalen")},
    )
    ORDER = ("title", "main", "municipality", "state", "what_was_tried", "begins_on", "ends_on", "purpose")
    field_order = [*ORDER, *TERMS, *PAPER]

    def clean(self):
        data = super().clean()
        if data.get("state") == AgreementState.NOT_OBTAINED:
            self.need("what_was_tried")
        first, last = data.get("begins_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Aftalen skal slutte, efter at den er begyndt"))
        return data


class MainAgreementForm(AgreementForm):
    municipality = TextField(
        label=_("Hvilken kommune er aftalen med?"),
        max_length=60,
        error_messages={"required": _("Skriv kommunen")},
    )


class StrategicAgreementForm(AgreementForm):
    main = ModelSelectField(
        MainAgreement.objects.none(),
        label=_("Hører den under en hovedaftale?"),
        required=False,
        empty_label=_("Nej"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["main"].queryset = MainAgreement.objects.all()


class PartyForm(PortalForm):
    """Who is a party, and when it signed."""

    partner = ModelSelectField(
        Partner.objects.none(), label=_("Hvem er part?"), required=False, empty_label=_("AAB")
    )
    signed_on = DayField(
        label=_("Hvornår skrev de under?"),
        required=False,
        not_future=True,
        help_text=_("Lad feltet stå tomt, hvis de ikke har skrevet under endnu."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.all()


class PartForm(PortalForm):
    """The part of a strategic agreement about one focus area (delaftale)."""

    area = ModelSelectField(
        FocusArea.objects.none(),
        label=_("Hvilket område?"),
        error_messages={"required": _("Vælg området")},
    )
    problem = LongTextField(
        label=_("Hvad er problemet?"),
        max_length=1000,
        rows=2,
        error_messages={"required": _("Skriv, hvad problemet er")},
    )
    agreed = LongTextField(
        label=_("Hvad er aftalt?"),
        max_length=1000,
        rows=2,
        error_messages={"required": _("Skriv, hvad der er aftalt")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = FocusArea.objects.all()
