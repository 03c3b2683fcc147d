"""Forms on paper (P10): the questions of a page on one sheet, for those who would rather write by hand.

A sheet is empty and belongs to no case; a case's own sheet for the residents' decision or for an evaluation carries
its name and deadline. Staff write the answers in afterwards (K17). The questions are those of the real pages, by the
same translation keys. One A4 sheet each.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluation.models import Evaluation
from initiatives.models import AdviceRequest, ResidentDecision, Story


@dataclass(frozen=True)
class Asked:
    """One question on a sheet: boxes to tick, lines to write on, or both."""

    words: Promise
    boxes: tuple[Promise, ...] = ()
    lines: int = 0
    help: Promise | str = ""

    @property
    def rows(self) -> range:
        """One for each line to write on."""
        return range(self.lines)


@dataclass(frozen=True)
class PaperForm:
    """One sheet: what it is called, why it is filled in, and its questions. `guide` tells how it is done here."""

    slug: str
    guide: str
    title: Promise
    lead: Promise
    questions: tuple[Asked, ...]


def _labels(choices) -> tuple[Promise, ...]:
    return tuple(choice.label for choice in choices)


DEPARTMENT = Asked(_("Hvilken afdeling?"), lines=1)

PAPER_FORMS = (
    PaperForm(
        "beboernes-beslutning",
        "svar-for-bestyrelsen",
        _("Var beboerne med i beslutningen?"),
        _("AAB kan kun starte en indsats, når beboerne har været med til at beslutte den."),
        (
            Asked(_("Hvilken afdeling, og hvilken indsats?"), lines=1),
            Asked(_("Hvor var beboerne med?"), boxes=_labels(ResidentDecision.Form)),
            Asked(
                _("Hvornår var det?"),
                lines=1,
                help=_("Er de ikke spurgt endnu, så skriv, hvornår I spørger dem."),
            ),
            Asked(_("Hvad besluttede beboerne?"), boxes=_labels(ResidentDecision.Result)),
            Asked(_("Hvad ønskede beboerne?"), lines=3),
            Asked(
                _("Referatet"),
                boxes=(
                    _("Det ligger ved"),
                    _("Det kommer senere"),
                    _("Her er beslutningen med én sætning:"),
                ),
                lines=2,
            ),
            Asked(
                _("Hvor mange beboere var med?"),
                lines=1,
                help=_("Et cirkatal er fint. Stemte I, så skriv også, hvor mange der stemte for og imod."),
            ),
        ),
    ),
    PaperForm(
        "evaluering",
        "skriv-en-evaluering",
        _("Hvordan går det med indsatsen?"),
        _("Dit svar hjælper andre afdelinger, som gerne vil prøve det samme."),
        (
            Asked(_("Hvilken afdeling, og hvilken indsats?"), lines=1),
            Asked(_("Hvordan går det?"), boxes=_labels(Evaluation.Going)),
            Asked(_("Hvad siger tallene nu?"), lines=2, help=_("For eksempel: 26 børn kommer hver uge.")),
            Asked(_("Hvad er gået godt?"), lines=3),
            Asked(_("Hvad har været svært?"), lines=3),
            Asked(_("Skal den fortsætte?"), boxes=_labels(Evaluation.Future)),
            Asked(_("Må andre lære af jeres svar?"), boxes=(_("Ja"), _("Nej"))),
        ),
    ),
    PaperForm(
        "frivilligt-arbejde",
        "beskriv-frivilligt-arbejde",
        _("Beskriv frivilligt arbejde"),
        _("Så kan naboer finde jer, og ingen indsats tager over for det, I selv gør."),
        (
            DEPARTMENT,
            Asked(_("Hvad hedder det?"), lines=1),
            Asked(_("Hvad gør I?"), lines=3),
            Asked(_("Hvornår?"), lines=1, help=_("For eksempel: torsdage kl. 15-17.")),
            Asked(_("Hvor?"), lines=1),
            Asked(_("Hvem kan være med?"), lines=1),
            Asked(
                _("Hvem kan man skrive til?"),
                lines=1,
                help=_("Andre ser kun posten, for eksempel formanden. De ser ikke navn, mail eller telefon."),
            ),
            Asked(_("Må alle se det?"), boxes=(_("Ja"), _("Nej"))),
        ),
    ),
    PaperForm(
        "historie",
        "skriv-en-historie",
        _("Skriv en historie"),
        _("Fortæl om noget, der gik godt, så andre kan gøre det efter."),
        (
            DEPARTMENT,
            Asked(
                _("Hvad skete der?"),
                lines=4,
                help=_("Brug kun fornavne, og kun når de har sagt ja. Skriv ikke adresser og telefonnumre."),
            ),
            Asked(_("Hvem var med?"), lines=1),
            Asked(_("Hvordan begyndte det?"), lines=1),
            Asked(_("Hvad blev bedre?"), lines=2),
            Asked(_("Hvad kan andre gøre efter?"), lines=3),
            Asked(_("Hvem er på billedet?"), boxes=_labels(Story.People)),
        ),
    ),
    PaperForm(
        "bed-om-hjaelp",
        "bed-om-hjaelp",
        _("Bed om hjælp"),
        _("Få beboerne med, start en forening, eller find penge til en idé. Vi hjælper gerne."),
        (
            DEPARTMENT,
            Asked(_("Hvad vil I have hjælp til?"), boxes=_labels(AdviceRequest.Topic)),
            Asked(_("Fortæl kort om det"), lines=7),
            Asked(_("Hvordan får vi fat i jer?"), lines=1),
        ),
    ),
)
FORM_BY_SLUG = {form.slug: form for form in PAPER_FORMS}
FORM_OF_GUIDE = {form.guide: form for form in PAPER_FORMS}
