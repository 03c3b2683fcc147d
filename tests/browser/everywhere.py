"""Every page of the portal in the demo data, who opens it, and the heading it must have.

    who   address   heading

`who` is letters: A anonymous, B board member (Karen Juhl), S staff (Mette Holm), D organisationsbestyrelsen
(Anne Lund), L leader (Lars Krogh), M administrator, P a partner's contact who was invited to write figures,
R a board member of department 52, whose mails come back, F one of department 20, for whose board staff
wrote an answer, T one who sits on two boards.
`{draft}` stands for a case, `{draft.goal}` for something of it; see `places`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.tasklinks import link_for
from accounts.templatetags.portal import day
from evaluation.models import Evaluation, Invitation, Lesson
from evaluation.survival import count, fates
from initiatives.checklist import assess
from initiatives.joining import lost_requests
from initiatives.models import (
    AdviceRequest,
    BoardSeat,
    Department,
    EvictionCalculation,
    Initiative,
    MainAgreement,
    Partner,
    PhysicalProject,
    PublishedStory,
    Story,
    StrategicAgreement,
    SupportService,
    VolunteerActivity,
)

PEOPLE = {
    "A": None,
    "B": "karen.juhl@example.dk",
    "S": "mette.holm@example.dk",
    "D": "anne.lund@example.dk",
    "L": "lars.krogh@example.dk",
    "M": "admin@example.dk",
    "P": "teamlederen.unge@example.dk",
    "R": "ruth.kjaer@example.dk",
    "F": "fatima.yildiz@example.dk",
    "T": "tove.bang@example.dk",
}
CASES = {
    "draft": "Lektiecafé i Afdeling 52",
    "ready": "Cykelværksted for unge",
    "returned": "Natteravne i Husum",
    "sent": "Lommepengejob i Sjælør",
    "small": "Strikkecafé med børnehaven",
    "approved": "Jobklub for mødre",
    "running": "Fællesspisning i gården",
    "paused": "Drengeklub",
    "closed": "Tryg aften",
    "parents": "Forældrecafé i Fuglekvarteret",
    "camp": "Sommerlejr i gården",
    "debt": "Gældsrådgivning tæt på",
    "pilot": "Kvinder i bevægelse",
    "mentor": "Mentor for unge",
    "declined": "Eget fitnesscenter",
    "plan": "Fritidsjob til unge i Høje Gladsaxe",
    "withdrawn": "Podcast fra kvarteret",
    "published": "Husum for Alle",
    "no": "Seniorgymnastik i Skovlunde",
}
PAGES = """
A     /log-ind/                                          Log ind
A     /log-ind/adgangskode/                              Log ind som ansat
A     /ny-adgangskode/                                   Få en ny adgangskode
A     /ny-adgangskode/sendt/                             Se i din mail
A     /ny-adgangskode/gemt/                              Log ind med din nye adgangskode
A     /ny-adgangskode/1/abc-def/                         Linket virker ikke længere
ABM   /hjaelp/                                           Hjælp og kontakt
AS    /hjaelp/svar-for-bestyrelsen/                      Svar for bestyrelsen
S     /hjaelp/beskriv-frivilligt-arbejde/                Beskriv frivilligt arbejde
AS    /hjaelp/skema/beboernes-beslutning/                Var beboerne med i beslutningen?
A     /hjaelp/skema/historie/                            Skriv en historie
S     /tilgaengelighed/                                  Tilgængelighedserklæring
AS    /privatliv/                                        Privatliv
AD    /was                                               Tilgængelighedserklæring
AM    /demo/mails/                                       Mails i denne demo
AB    /o/{draft.link}/                                   Hej Karen
A     /o/{draft.link}/ikke-mig/                          Er mailen ikke til dig?
A     /o/{running.link}/                                 Hej Karen
A     /opfoelgning/{parents.link}/                       Kører Forældrecafé i Fuglekvarteret endnu?
P     /indsatser/{mentor}/indbydelser/{mentor.invited}/tal/ Tal om Mentor for unge
S     /indsatser/{mentor}/indbydelser/                   Hvem uden for AAB skriver tal?
S     /indsatser/{mentor}/maal/                          Når vi målene?
S     /indsatser/{mentor}/maal/{mentor.goal}/            {mentor.goal.name}
B     /o/{ready.link}/                                   Din bestyrelse har allerede svaret
BSDLMT /opgaver/                                         Det venter på dig
BSD   /frister/                                          Frister
S     /frister/?vis=aar                                  Frister
BSDLM /indsatser/                                        Indsatser
S     /indsatser/?side=2                                 Indsatser
S     /indsatser/?q=findes-ikke                          Indsatser
S     /indsatser/ny/                                     Ny indsats
B     /afdelinger/58/overblik/                           Det sker hos os
S     /afdelinger/58/overblik/                           Det sker i Afdeling 58
B     /afdelinger/33/overblik/                           Afdeling 33, Fuglekvarteret
RS    /afdelinger/52/frivilligt/{lost.activity}/besked/{lost}/ Mailen kom ikke frem. Vil du svare?
T     /vores-afdeling/                                   Vores afdeling
T     /afdelinger/24/overblik/                           Det sker hos os
T     /raad/                                             Bed om hjælp
BS    /afdelinger/58/frivilligt/                         Passer det, vi har skrevet?
S     /afdelinger/27/frivilligt/                         Hvad gør I selv?
B     /afdelinger/58/frivilligt/ny/                      Beskriv frivilligt arbejde
B     /afdelinger/58/frivilligt/{activity}/              Ret Beboercaféen
B     /afdelinger/58/frivilligt/{activity}/pause/        Beboercaféen
BSLR  /min-side/beskeder/                                Hvilke mails vil du have?
S     /afdelinger/58/bestyrelse/                         Hvem sidder i bestyrelsen nu?
S     /afdelinger/58/bestyrelse/skiftet/                 Bestyrelsen er skiftet
S     /afdelinger/58/bestyrelse/{seat}/                  Karen Juhl
S     /afdelinger/58/rediger/                            Ret Afdeling 58
S     /afdelinger/58/laeg-sammen/                        Læg Afdeling 58 sammen med en anden
B     /afdelinger/58/hjaelp/                             Bed om hjælp
S     /raad/                                             Bestyrelser, der beder om hjælp
S     /raad/{asked_help}/                                Få beboerne med
BSDLM /min-side/                                         Min side
S     /min-side/adgangskode/                             Skift adgangskode
S     /min-side/bekraeft/                                Skriv din adgangskode igen
S     /log-ud/                                           Vil du logge ud?
DL    /godkendelser/                                     Til godkendelse
D     /godkendelser/{sent.sub}/                          Lommepengejob i Sjælør: Kan vi sige ja?
L     /godkendelser/{small.sub}/                         Strikkecafé med børnehaven: Kan vi sige ja?
D     /godkendelser/{approved.sub}/                      Jobklub for mødre: Kan vi sige ja?
D     /godkendelser/{sent.sub}/inabil/                   Sig fra som inabil
D     /godkendelser/moede/{sent.meeting}/                Organisationsbestyrelsen, mødet {sent.day}
D     /godkendelser/moede/{sent.meeting}/pakke/          Mødepakke til {sent.day}
D     /godkendelser/moede/{sent.meeting}/beslut/         Skriv beslutningerne ind
BSM   {draft.url}                                        Lektiecafé i Afdeling 52
S     {ready.url}                                        Cykelværksted for unge
S     {returned.url}                                     Natteravne i Husum
SD    {sent.url}                                         Lommepengejob i Sjælør
B     {approved.url}                                     Jobklub for mødre
BSD   {running.url}                                      Fællesspisning i gården
S     {paused.url}                                       Drengeklub
BS    {closed.url}                                       Tryg aften
S     {declined.url}                                     Eget fitnesscenter
S     {withdrawn.url}                                    Podcast fra kvarteret
S     {published.url}                                    Husum for Alle
BSL   /indsatser/{draft}/tjekliste/                      Lektiecafé i Afdeling 52
S     /indsatser/{draft}/tjekliste/?vis=mangler          Lektiecafé i Afdeling 52
S     /indsatser/{returned}/tjekliste/                   Natteravne i Husum
D     /indsatser/{running}/tjekliste/                    Fællesspisning i gården
S     /indsatser/{draft}/rediger/                        Ret Lektiecafé i Afdeling 52
BS    /indsatser/{draft}/tjekliste/1.3/                  Afdelingens eget ansvar
S     /indsatser/{draft}/tjekliste/1.4/                  Støtte til frivillige
S     /indsatser/{draft}/tjekliste/2.1/                  Støtte til den lokale drift
S     /indsatser/{draft}/tjekliste/5.1/                  Kommunens opgave og vores
S     /indsatser/{draft}/tjekliste/6.4/                  Hvad sker der bagefter?
D     /indsatser/{sent}/tjekliste/6.5/                   Område
S     /indsatser/{returned}/tjekliste/4.1/forklar/       Partnere
BS    /indsatser/{draft}/beboerbeslutning/               Beboernes beslutning
S     /indsatser/{fresh}/beboerbeslutning/               Beboernes beslutning
B     /indsatser/{draft}/beboerbeslutning/{58}/          Var beboerne med i beslutningen?
S     /indsatser/{draft}/beboerbeslutning/{58}/?print    Var beboerne med i beslutningen?
B     /indsatser/{ready}/beboerbeslutning/{58}/kvittering/     Tak. Bestyrelsens svar er sendt
B     /indsatser/{approved}/beboerbeslutning/{58}/kvittering/  Tak. Bestyrelsens svar er sendt
B     /indsatser/{approved}/beboerbeslutning/{58}/referat/     Send referatet
S     /indsatser/{draft}/beboerbeslutning/{58}/paa-vegne/      Skriv svaret ind for Afdeling 58
S     /indsatser/{draft}/beboerbeslutning/{58}/tag-ud/         Tag Afdeling 58 ud?
F     /indsatser/{entered}/beboerbeslutning/{20}/indsigelse/ Er svaret ikke rigtigt?
B     /indsatser/{relook}/beboerbeslutning/{58}/         Er det stadig i orden?
A     /o/{relook.link}/                                  Hej Karen
S     /indsatser/{relook}/beboerbeslutning/              Beboernes beslutning
S     /indsatser/{relook}/tjekliste/                     Bydelsmødre i Mimerskvarteret
S     /indsatser/{relook}/tjekliste/{relook.point}/      {relook.pointname}
S     {relook.url}                                       Bydelsmødre i Mimerskvarteret
S     /indsatser/{no}/beboerbeslutning/{42}/repraesentantskab/ Repræsentantskabets beslutning for Afdeling 42
A     /politik/1/                                        Hvad lover AAB?
BS    /indsatser/{draft}/filer/                          Filer
S     /indsatser/{draft}/filer/?punkt=1.3                Filer
S     /bilag/{ready.file}/udgaver/                       Om {ready.filename}
BS    /indsatser/{draft}/frivilligt/                     Frivilligt arbejde i afdelingen
R     /indsatser/{draft}/frivilligt/{52}/                Går det ud over det, I selv laver?
BS    /indsatser/{draft}/byggesager/                     Sammenhæng med byggeri
BS    /indsatser/{draft}/partnere/                       Partnere
BS    /indsatser/{draft}/resultatkontrakt/               Resultatkontrakt
BS    /indsatser/{draft}/viden/                          Viden eller forsøg
BS    /indsatser/{draft}/oekonomi/                       Økonomi
D     /indsatser/{sent}/oekonomi/                        Økonomi
SB    /indsatser/{running}/oekonomi/penge/               Fra søgt til brugt
S     /indsatser/{running}/oekonomi/penge/forbrug/       Skriv forbrug ind
S     /indsatser/{running}/oekonomi/penge/slutregnskab/  Slutregnskab
S     /indsatser/{camp}/oekonomi/penge/                  Fra søgt til brugt
SB    /indsatser/{closed}/oekonomi/penge/slutregnskab/   Slutregnskab
S     /indsatser/{camp}/oekonomi/penge/slutregnskab/     Slutregnskab
S     /indsatser/{plan}/oekonomi/penge/                  Fra søgt til brugt
S     /indsatser/{plan}/oekonomi/penge/kilde/{plan.lost}/ Fonden Gode Naboer (opdigtet)
SB    /indsatser/{running}/oekonomi/penge/kilde/{running.line}/ AAB's dispositionsfond
S     /indsatser/{debt}/oekonomi/penge/                  Fra søgt til brugt
S     /indsatser/{debt}/oekonomi/penge/post/{debt.entry}/ret/ Ret en postering
S     /indsatser/{published}/oekonomi/                   Økonomi
S     /godkendelser/bevillinger/?gruppe=uden-ramme       Bevillinger
S     /godkendelser/bevillinger/?fordel=omraade          Bevillinger
SD    /godkendelser/bevillinger/                         Bevillinger
S     /indsatser/{running}/oekonomi/versioner/           Tidligere budgetter
S     /indsatser/{running}/oekonomi/                     Økonomi
S     /indsatser/{draft}/send/                           Du kan ikke sende indsatsen endnu. Der mangler 3 ting.
S     /indsatser/{ready}/send/                           Klar til at sende
A     /                                                  Hvad sker der, hvor du bor?
AB    /historier/                                        Er der noget, I kan gøre efter?
A     /historier/?afdeling=findes-ikke                   Er der noget, I kan gøre efter?
AS    /historier/{told}/                                 Torsdag aften dufter hele opgangen af suppe
A     /historier/{told}/opslag/                          Torsdag aften dufter hele opgangen af suppe
A     /vaer-med/                                         Hvad kan du være med til?
AB    /vaer-med/{activity}/                              Beboercaféen
A     /vaer-med/{activity}/skriv/                        Vær med: Beboercaféen
A     /vaer-med/{activity}/sendt/                        Tak. Din besked er sendt
A     /vaer-med/{activity}/opslag/                       Beboercaféen
A     /afdelinger/                                       Find din afdeling
A     /afdelinger/?q=999                                 Find din afdeling
AB    /afdelinger/58/                                    Afdeling 58, Mimerskvarteret
A     /hjaelp-til-huslejen/                              Kan du ikke betale din husleje?
A     /politik/                                          Hvad lover AAB?
A     /om/                                               Om siden
A     /vaelg-sprog/                                      Vælg sprog
BS    /afdelinger/58/historier/ny/                       Skriv en historie
S     /historier/gennemse/                               Historier til gennemsyn
SD    /overblik/udsaettelser/                            Hvor mange mister deres bolig?
S     /overblik/udsaettelser/{58}/{last_year}/2/         Tal om udsættelser i Afdeling 58
S     /overblik/udsaettelser/priser/                     Hvad koster en udsættelse?
S     /overblik/udsaettelser/beregning/                  Hvad kan rådgivningen være værd?
SD    /overblik/udsaettelser/beregning/{calculation}/    Gældsrådgivningen (opdigtede tal)
B     /afdelinger/58/udsaettelser/                       Udsættelser i Afdeling 58
A     /hjaelp-til-huslejen/tal/                          Hvor mange mister deres bolig?
S     /historier/gennemse/{waiting_story}/               Kan historien ud?
B     /historier/{waiting_story}/ret/                    Ret historien
B     /historier/{waiting_story}/vis/                    Sådan ser historien ud
S     /indsatser/{running}/offentlig/                    Hvad må alle læse om indsatsen?
S     /overblik/                                         Overblik
SD    /partnere/                                         Hvem arbejder vi sammen med?
SD    /partnere/{partner}/                               Frivilligcenter Broen
S     /partnere/stoppet/                                 Kontakter, der er stoppet
BSD   /indsatser/{running}/foer-og-efter/                Hvad kom før, og hvad kommer efter?
S     /indsatser/{draft}/foer-og-efter/                  Hvad kom før, og hvad kommer efter?
SD    /aftaler/                                          Hvilke aftaler har vi?
S     /aftaler/hovedaftale/ny/                           Ny hovedaftale
SD    /aftaler/hovedaftale/{main}/                       Hovedaftale om det boligsociale arbejde i Gladsaxe (opdigtet)
S     /indsatser/{running}/samarbejdsaftale/ny/          Ny samarbejdsaftale
S     /indsatser/{plan}/samarbejdsaftale/{agreement}/    Samarbejdsaftale om unge i Høje Gladsaxe (opdigtet)
SD    /indsatser/{plan}/resultatkontrakt/                Resultatkontrakt
SD    /indsatser/{plan}/resultatkontrakt/loefter/        Hvad lover aftalerne?
SD    /overblik/daekning/                                Hvilke afdelinger mangler noget?
S     /overblik/daekning/skriv/?mangler=gaeld            Hvem får mailen?
S     /overblik/daekning/{58}/                           Tilbud i Afdeling 58
S     /overblik/daekning/{58}/nyt/                       Nyt tilbud
S     /overblik/daekning/{58}/{service}/                 Ret tilbuddet
BS    /overblik/tidslinje/                               Hvor kan det sociale og byggeriet mødes?
SD    /overblik/byggesager/                              Hvor bliver der bygget?
S     /overblik/byggesager/ny/                           Ny byggesag
S     /overblik/byggesager/indlaes/                      Læs byggesager ind
S     /overblik/byggesager/{building}/                   Nye altaner
S     /overblik/byggesager/{building}/ret/               Ret byggesagen
S     /overblik/byggesager/{building}/socialt/{52}/      Kan byggesagen bruges socialt?
BSD   /indsatser/{running}/historik/                     Historik
S     /indsatser/{draft}/flyt/withdraw/                  Træk tilbage
S     /indsatser/{approved}/flyt/start/                  Sæt i gang
S     /indsatser/{running}/flyt/pause/                   Sæt på pause
S     /indsatser/{fresh}/kort/                           Det hele på én side
S     /indsatser/{fresh}/kort/vej/                       Bed om den lange vej?
S     /indsatser/{approved}/aendring/                    Ret eller ændr
S     /indsatser/{running}/aendring/                     Ret eller ændr
S     /indsatser/{running}/aendring/ret/                 Ret en lille ting
BS    /indsatser/{running}/versioner/                    Godkendte versioner
S     /indsatser/{running}/afslut/                       Afslut: Hvad lærte vi?
S     /indsatser/{paused}/flyt/resume/                   Sæt i gang igen
S     /indsatser/{draft}/maal/                           Mål for effekt
BSD   /indsatser/{running}/maal/                         Når vi målene?
S     /indsatser/{running}/maal/nyt/                     Nyt mål
BS    /indsatser/{running}/maal/{running.goal}/          Flere deltager hver uge
S     /indsatser/{ready}/maal/{ready.goal}/ret/          Ret målet
S     /indsatser/{ready}/maal/{ready.goal}/fjern/        Fjern målet?
BS    /indsatser/{running}/maal/{running.goal}/maaling/  Ny måling
S     /indsatser/{running}/maal/{running.goal}/maaling/{running.figure}/ret/     Ret måling
BSD   /indsatser/{running}/evalueringer/                 Evalueringer
S     /indsatser/{draft}/evalueringer/                   Evalueringer
BS    /indsatser/{running}/evalueringer/plan/            Plan for evaluering
B     /indsatser/{running}/evalueringer/{running.due}/   Hvordan går det med Fællesspisning i gården?
S     /indsatser/{running}/evalueringer/{running.due}/?print     Hvordan går det med Fællesspisning i gården?
B     /indsatser/{running}/evalueringer/{running.due}/kan-ikke/  Kan I ikke svare?
S     /indsatser/{running}/evalueringer/{running.due}/paa-vegne/ Skriv svaret ind for Afdeling 58
S     /indsatser/{running}/evalueringer/{running.due}/spring-over/ Spring evalueringen {running.day} over
B     /indsatser/{running}/evalueringer/{running.done}/kvittering/ Der er svaret
SD    /indsatser/{running}/evalueringer/{running.done}/kvittering/ Svaret fra Afdeling 58
S     /indsatser/{running}/indbydelser/                  Hvem uden for AAB skriver tal?
AP    /o/{mentor.link}/                                  Hej Teamlederen
S     /afdelinger/52/bestyrelse/                         Hvem sidder i bestyrelsen nu?
B     /indsatser/{running}/evalueringer/{running.due}/billede/ Send et billede af arket
S     /indsatser/{running}/maal/laas/                    Lås tallene?
S     /indsatser/{running}/maal/{running.goal}/sammenligning/ Et tal til sammenligning
BS    /indsatser/{closed}/opfoelgning/                   Kører den endnu?
BS    /indsatser/{closed}/opfoelgning/{closed.asked}/    Kører Tryg aften endnu?
S     /indsatser/{parents}/opfoelgning/{parents.asked}/  Kører Forældrecafé i Fuglekvarteret endnu?
BS    /indsatser/{running}/bagefter/                     Hvem tager over bagefter?
BS    /indsatser/{closed}/forsoeg/                       Skal forsøget fortsætte?
S     /indsatser/{pilot}/forsoeg/                        Skal forsøget fortsætte?
S     /indsatser/{closed}/laering/                       Hvad kan andre lære?
BSD   /laering/                                          Hvad virkede, og hvad kostede det?
BSD   {closed.lesson}                                    Et åbent hus uden program blev ikke brugt
S     {parents.lesson}                                   En café, som forældre selv kan holde åben
SD    /overblik/selvkoerende/                            {survival}
SD    /overblik/selvkoerende/indsatser/?svar=koerer      1 indsats
SD    /overblik/maal/?svar=bagud                         Når vi målene?
"""


@dataclass(frozen=True)
class Visit:
    """One person on one page."""

    who: str
    address: str
    heading: str

    def __str__(self) -> str:
        return f"{self.who} {self.address}"


def visits() -> list[Visit]:
    lines = [line.split(None, 2) for line in PAGES.strip().splitlines()]
    return [Visit(letter, address, heading) for who, address, heading in lines for letter in who]


def places() -> dict[str, str]:
    """What stands for `{…}` in the addresses, in the demo data as it is loaded now."""
    found = {department.number: str(department.pk) for department in Department.objects.own()}
    fresh = Initiative.objects.filter(status="draft", board_requests__isnull=True).order_by("pk").first()
    found["calculation"] = str(EvictionCalculation.objects.get().pk)
    found["told"] = PublishedStory.objects.get(title__startswith="Torsdag aften").address
    lost = lost_requests().get()
    found["lost"], found["lost.activity"] = str(lost.pk), str(lost.activity_id)
    found["waiting_story"] = str(Story.objects.get(state="in_review").pk)
    found["activity"] = str(VolunteerActivity.objects.get(name="Beboercaféen").pk)
    found["seat"] = str(BoardSeat.objects.get(person__email=PEOPLE["B"]).pk)
    found["asked_help"] = str(AdviceRequest.objects.get(department=found["58"]).pk)
    found["service"] = str(SupportService.objects.get(department=found["58"], kind="debt").pk)
    found["last_year"] = str(timezone.localdate().year - 1)
    found["entered"] = str(Initiative.objects.get(name="Reparationscafé").pk)
    found["building"] = str(PhysicalProject.objects.get(name="Nye altaner").pk)
    found["fresh"] = str(fresh.pk)
    found["partner"] = str(Partner.objects.get(name="Frivilligcenter Broen").pk)
    found["main"] = str(MainAgreement.objects.get().pk)
    found["agreement"] = str(StrategicAgreement.objects.get().pk)
    karen = User.objects.get(email=PEOPLE["B"])
    for word, name in CASES.items():
        case = Initiative.objects.get(name=name)
        found[word] = str(case.pk)
        found[f"{word}.url"] = case.get_absolute_url()
        for part, thing in (
            ("sub", case.submissions.order_by("pk").last()),
            ("goal", case.criteria.order_by("pk").first()),
            ("due", _due(case)),
            ("asked", case.follow_ups.order_by("due_on").first()),
            ("file", case.evidence.order_by("pk").first()),
            ("line", case.funding_lines.order_by("pk").first()),
            ("lost", case.funding_lines.filter(lost_on__isnull=False).first()),
            (
                "entry",
                case.money_entries.filter(countered_by__isnull=True, counters=None, kind="spent").first(),
            ),
            ("done", case.evaluations.answered().order_by("due_on").last()),
        ):
            if thing is not None:
                found[f"{word}.{part}"] = str(thing.pk)
        if file := case.evidence.order_by("pk").first():
            found[f"{word}.filename"] = file.name
        if lesson := Lesson.objects.filter(initiative=case).first():
            found[f"{word}.lesson"] = lesson.get_absolute_url()
    meeting = Initiative.objects.get(name=CASES["sent"]).submissions.last().meeting
    found["sent.meeting"], found["sent.day"] = str(meeting.pk), day(meeting.held_on)
    for word in ("draft", "ready"):
        asked = Initiative.objects.get(name=CASES[word]).board_requests.get(department=found["58"])
        found[f"{word}.link"] = link_for(karen, "resident_decision", asked.pk).path.split("/")[2]
    relook = Initiative.everything.get(amends__name="Bydelsmødre i Mimerskvarteret", status="draft")
    found["relook"], found["relook.url"] = str(relook.pk), relook.get_absolute_url()
    shown = relook.board_requests.get(department=found["58"], closed_at__isnull=True)
    found["relook.link"] = link_for(karen, "resident_decision", shown.pk).path.split("/")[2]
    point = assess(relook).point(relook.look_agains.open().of_points()[0].requirement_key)
    found["relook.point"], found["relook.pointname"] = point.key, point.name
    running = Initiative.objects.get(name=CASES["running"])
    parents = Initiative.objects.get(name=CASES["parents"])
    asked = parents.follow_ups.order_by("due_on").first()
    found["parents.link"] = link_for(parents.responsible, "follow_up", asked.pk).path.split("/")[2]
    mentor = Initiative.objects.get(name=CASES["mentor"])
    found["mentor.invited"] = str(Invitation.objects.get(partnership__initiative=mentor).pk)
    contact = User.objects.get(email=PEOPLE["P"])
    invited = link_for(contact, "partner_figures", int(found["mentor.invited"]))
    found["mentor.link"] = invited.path.split("/")[2]
    found["mentor.goal.name"] = mentor.criteria.order_by("pk").first().name
    found["running.link"] = link_for(karen, "evaluation", _due(running).pk).path.split("/")[2]
    found["running.figure"] = str(running.criteria.order_by("pk").first().measurements.first().pk)
    found["survival"] = count(fates(timezone.localdate())).sentence
    return found


def _due(case: Initiative) -> Evaluation | None:
    return case.evaluations.filter(answered_at__isnull=True).order_by("due_on").first()
