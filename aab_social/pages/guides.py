"""The guides of the help pages (P10): what to do, in the order one does it. At most 200 words each.

A guide is named after the task it helps with. Pages of the portal link to the guide that is theirs (`guide_of`); an
address that was given out before and has another name now is in `MOVED`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_WORDS = 200


@dataclass(frozen=True)
class Guide:
    """One guide: for whom, what it is good for, the steps, and what to know besides. `icon` is its picture."""

    slug: str
    icon: str
    title: Promise
    lead: Promise
    steps: tuple[Promise, ...]
    notes: tuple[Promise, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(map(str, (self.title, self.lead, *self.steps, *self.notes)))


GUIDES = (
    Guide(
        "svar-for-bestyrelsen",
        "people",
        _("Svar for bestyrelsen"),
        _("AAB kan kun starte en indsats, når beboerne har været med til at beslutte den."),
        (
            _("Åbn mailen fra os, og tryk på knappen. Du skal ikke bruge en adgangskode."),
            _("Tryk på Start."),
            _("Vælg, hvor beboerne var med, og skriv hvornår."),
            _("Vælg, hvad beboerne besluttede."),
            _("Tag et billede af referatet, eller skriv én sætning. Det kan også komme senere."),
            _("Se svaret igennem, og tryk på Send svar."),
        ),
        (
            _("Alle i bestyrelsen kan svare. Det første svar tæller. I kan rette det i 14 dage."),
            _("Er beboerne ikke spurgt endnu? Så vælg det, og skriv, hvornår I spørger dem."),
        ),
    ),
    Guide(
        "skriv-en-evaluering",
        "pencil",
        _("Skriv en evaluering"),
        _("Vi spørger, hvordan det går. Det tager ca. 8 minutter."),
        (
            _("Åbn mailen fra os, og tryk på knappen."),
            _("Svar på de 6 spørgsmål. Dit sidste svar står ved siden af."),
            _("Skriv tallene. Ved du dem ikke, så spring over."),
            _("Se svaret igennem, og tryk på Send svar."),
        ),
        (
            _("Vi gemmer, mens du skriver. Du kan holde pause og komme tilbage."),
            _("Har du ikke tid? Svar på det første spørgsmål. Det er bedre end ingenting."),
            _("Vil du hellere skrive på papir? Skriv arket ud, og send et billede af det."),
        ),
    ),
    Guide(
        "log-ind",
        "lock",
        _("Log ind"),
        _("Sidder du i en bestyrelse, logger du ind med din mail og en kode."),
        (
            _("Tryk på Log ind, og skriv din mail."),
            _("Find mailen fra os. Der står en kode med 6 tal."),
            _("Skriv koden på siden. Den virker i 15 minutter."),
        ),
        (
            _("Kommer koden ikke? Se i mappen med uønsket post, eller ring til os."),
            _("Er du ansat i AAB, bruger du din adgangskode og en kode fra din telefon."),
        ),
    ),
    Guide(
        "beskriv-frivilligt-arbejde",
        "hands",
        _("Beskriv frivilligt arbejde"),
        _("Så kan naboer finde jer, og ingen indsats tager over for det, I selv gør."),
        (
            _("Gå til Vores afdeling, og tryk på Beskriv frivilligt arbejde."),
            _("Skriv, hvad det hedder, og hvad I gør. Brug jeres egne ord."),
            _("Skriv dag, tid og sted."),
            _("Vælg, hvem man kan skrive til. Ingen ser jeres mail eller telefonnummer."),
            _("Vælg, om alle må se det. Tryk på Gem."),
        ),
        (
            _("To gange om året spørger vi, om det passer. Tryk på Passer stadig, så er det klaret."),
            _("Holder I fri? Sæt aktiviteten på pause."),
        ),
    ),
    Guide(
        "skriv-en-historie",
        "words",
        _("Skriv en historie"),
        _("Fortæl om noget, der gik godt, så andre kan gøre det efter."),
        (
            _("Gå til Vores afdeling, og tryk på Skriv en historie."),
            _("Skriv en overskrift, og svar på de 5 spørgsmål. Højst 400 ord."),
            _("Læg et billede ind. Spørg først dem, der er på det."),
            _("Skriv, hvad man ser på billedet. Så kan blinde også være med."),
            _("Se, hvordan den ser ud, og tryk på Send til gennemsyn."),
        ),
        (
            _("AAB læser historien, før alle kan se den. Du får en mail, når den er ude."),
            _("Skriv kun fornavne, og kun når de har sagt ja."),
        ),
    ),
    Guide(
        "bed-om-hjaelp",
        "phone",
        _("Bed AAB om hjælp"),
        _("Vil I have beboerne med, starte en forening, løse en konflikt eller finde penge? Så spørg os."),
        (
            _("Tryk på Råd og hjælp i menuen."),
            _("Vælg, hvad det handler om."),
            _("Skriv med et par linjer, hvad I vil have hjælp til. Skriv ikke navne på beboere."),
            _("Tryk på Send spørgsmålet."),
        ),
        (
            _("Vi ringer eller skriver til jer. På siden kan I se, hvem der har spørgsmålet."),
            _("Har det hast? Ring til os."),
        ),
    ),
    Guide(
        "vaer-med",
        "shield",
        _("Vær med i en aktivitet"),
        _("Alle beboere kan være med. Du skal ikke logge ind."),
        (
            _("Tryk på Vær med, og find noget i din afdeling eller på en dag, der passer dig."),
            _("Tryk på det, og læs, hvor og hvornår det er."),
            _("Tryk på Jeg vil gerne være med."),
            _("Skriv dit navn, og hvordan de får fat i dig. Tryk på Send."),
        ),
        (
            _("De svarer dig selv. Vi sletter beskeden efter 30 dage."),
            _("Hører du ikke noget? Ring til os, så hjælper vi."),
        ),
    ),
    Guide(
        "ny-indsats",
        "flag",
        _("Opret en indsats, og send den"),
        _("For ansatte i AAB. Du skal bruge afdelinger, periode og én sætning. Resten kan vente."),
        (
            _("Tryk på Indsatser og så på Ny indsats. Svar på de 8 spørgsmål."),
            _("Åbn tjeklisten. Der står, hvad der mangler, og hvem der kan løse det."),
            _("Spørg bestyrelserne. Du ser, hvem der får mailen, før du sender den."),
            _("Svar på de andre punkter, eller forklar, hvorfor I ikke gør det."),
            _("Tryk på Se det hele igennem, og send til godkendelse."),
        ),
        (_("Opfyldt er ikke sendt. Øverst på tjeklisten står, om sagen er sendt."),),
    ),
    Guide(
        "beslut-en-sag",
        "check",
        _("Beslut en sag"),
        _("For dem, der godkender indsatser."),
        (
            _("Tryk på Til godkendelse, og vælg sagen."),
            _("Læs først forklaringerne: de punkter, hvor indsatsen ikke følger politikken."),
            _("Vælg, hvad I beslutter. Skriv hvorfor, hvis det ikke er et ja."),
            _("Se beslutningen igennem, og tryk på Bekræft. Alle, der skal vide det, får en mail."),
        ),
        (_("Har du en særlig interesse i sagen? Så sig fra som inabil."),),
    ),
    Guide(
        "hvilke-mails",
        "mail",
        _("Vælg, hvilke mails du får"),
        _("Du bestemmer selv, om mails kommer straks, samlet om mandagen eller slet ikke."),
        (
            _("Tryk på dit navn øverst, og vælg Min side."),
            _("Tryk på Vælg, hvilke mails du vil have."),
            _("Vælg for hver slags, og tryk på Gem."),
            _("Skal du på ferie? Skriv, hvornår du er tilbage. Så venter mails så længe."),
        ),
        (
            _("Opgaver, som kun I kan løse, kan du ikke slå fra. Men du kan holde pause."),
            _("Vil du have papir i stedet? Ring til os."),
        ),
    ),
)
BY_SLUG = {guide.slug: guide for guide in GUIDES}
MOVED = {
    "evaluering": "skriv-en-evaluering",
    "svar": "svar-for-bestyrelsen",
    "frivillig": "beskriv-frivilligt-arbejde",
}
"""Short names people say on the phone, and earlier names: {slug: the guide's slug now}."""

# The guide of a page, by the beginning of its name; the longest that fits counts.
PAGES = {
    "initiatives:resident": "svar-for-bestyrelsen",
    "initiatives:displacement_answer": "svar-for-bestyrelsen",
    "task_link": "svar-for-bestyrelsen",
    "evaluation:": "skriv-en-evaluering",
    "account_login": "log-ind",
    "login": "log-ind",
    "initiatives:activit": "beskriv-frivilligt-arbejde",
    "initiatives:story_": "skriv-en-historie",
    "initiatives:help_wanted": "bed-om-hjaelp",
    "initiatives:advice": "bed-om-hjaelp",
    "initiatives:join": "vaer-med",
    "initiatives:list": "ny-indsats",
    "initiatives:create": "ny-indsats",
    "initiatives:edit": "ny-indsats",
    "initiatives:checklist": "ny-indsats",
    "initiatives:point": "ny-indsats",
    "initiatives:send": "ny-indsats",
    "approvals": "beslut-en-sag",
    "decide": "beslut-en-sag",
    "meeting": "beslut-en-sag",
    "my_page": "hvilke-mails",
    "choose_mails": "hvilke-mails",
}


def guide_of(view_name: str) -> Guide | None:
    """The guide that belongs to a page; None when none does."""
    fitting = [start for start in PAGES if view_name.startswith(start)]
    return BY_SLUG[PAGES[max(fitting, key=len)]] if fitting else None
