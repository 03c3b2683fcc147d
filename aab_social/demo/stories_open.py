"""Invented initiatives that are not approved yet: drafts, those that wait, and those sent back."""

from . import kinds
from .stories import HALF_YEAR, YEAR, Goal, Story

DRAFTS = (
    Story(
        name="Lektiecafé i Afdeling 52",
        kind=kinds.HOMEWORK,
        summary=(
            "Frivillige hjælper 40 børn med lektier to gange om ugen. Målet er, at flere børn føler sig "
            "glade for skolen."
        ),
        target_group="Børn fra 4. til 9. klasse",
        departments=("52", "58"),
        starts=120,
        ends=120 + YEAR,
        costs=(
            ("Løn til koordinator, 6 timer om ugen", 150_000),
            ("Materialer og frugt", 52_500),
            ("Lokaler", 37_500),
        ),
        funding=(
            ("AAB's dispositionsfond", 85_000, "applied"),
            ("Gladsaxe Kommune", 72_500, "applied"),
            ("Fonden Gode Naboer (opdigtet)", 70_000, "idea"),
        ),  # 12.500 kr. are missing
        goals=(),
        partners=(
            (
                "Foreningen Lektiehjælperne",
                "Finder og oplærer de frivillige",
                "Koordinatoren for lektiecaféer",
            ),
            (
                "Gladsaxe Kommune, Børn og Unge",
                "Giver besked til forældre gennem skolen",
                "Konsulenten for skoler",
            ),
        ),
        contracts={"Gladsaxe Kommune, Børn og Unge": "discussed"},
        residents={"58": "waiting"},
        explanations={"5.2": "Kommunen vil først aftale mål efter budgettet i januar."},
        links={
            "Nye altaner": "Stilladset tager legepladsen i et år. Caféen giver børnene et andet sted at være."
        },
        skip=("6.2",),
        status="draft",
        created=-24,
        asked=0,
    ),
    Story(
        name="Sprogcafé i Fuglekvarteret",
        kind=kinds.LANGUAGE,
        summary="Kaffe og hverdagsdansk en formiddag om ugen for beboere, der er nye i Danmark.",
        departments=("24",),
        starts=90,
        ends=90 + HALF_YEAR,
        costs=(),
        funding=(),
        goals=(),
        status="draft",
        residents={"24": ""},
        skip=("1.3", "1.4", "2.1", "5.1", "6.1", "6.2", "6.3", "6.4", "Ø.1"),
        created=-2,
        by="jonas",
    ),
    Story(
        name="Vintergrill for naboer",
        kind=kinds.DINNERS,
        summary="Tre lørdage i vinter tænder vi grillen i gården, så naboer kan mødes, når det er mørkt.",
        departments=("33",),
        starts=45,
        ends=130,
        costs=(("Kul, pølser og brød", 9_000),),
        funding=(("Afdelingens egne midler", 6_000, "granted"),),  # 3.000 kr. are missing
        goals=(Goal("Naboer, der kommer", 0, 60, "Vi tæller ved grillen.", counted="naboer"),),
        status="draft",
        created=-20,
        by="jonas",
    ),
    Story(
        name="Cykelværksted for unge",
        kind=kinds.WORKSHOP,
        summary="Unge lærer at reparere cykler og sætter dem i stand, som ellers blev smidt ud.",
        target_group="Unge fra 14 til 18 år",
        departments=("58",),
        areas=("uddannelse",),
        starts=75,
        ends=75 + YEAR,
        costs=(("Værktøj og reservedele", 24_000), ("Honorar til cykelsmed", 18_000)),
        funding=(
            ("AAB's dispositionsfond", 30_000, "applied"),
            ("Afdelingens egne midler", 12_000, "granted"),
        ),
        goals=(
            Goal(
                "Unge, der kan lave en cykel selv",
                0,
                15,
                "Hver ung viser det for cykelsmeden.",
                counted="unge",
            ),
        ),
        partners=(("Frivilligcenter Broen", "Finder to frivillige", "Lederen af centret"),),
        pilot=(
            "Om unge, der ikke vil i klub, vil komme, når de lærer noget med hænderne.",
            "Kommer der færre end fem unge efter tre måneder, stopper vi.",
        ),
        status="draft",
        created=-60,
    ),
    Story(
        name="Økonomisk førstehjælp",
        kind=kinds.DEBT,
        summary="En rådgiver sidder i beboerhuset en gang om ugen, så hjælpen kommer før inkassobrevet.",
        departments=("27", "47"),
        starts=100,
        ends=100 + 2 * YEAR,
        costs=(("Rådgiver, 8 timer om ugen", 210_000),),
        funding=(
            ("AAB's dispositionsfond", 105_000, "applied"),
            ("Fonden Gode Naboer (opdigtet)", 105_000, "idea"),
        ),
        goals=(
            Goal(
                "Udsættelser om året", 6, 3, "AAB's egen opgørelse.", direction="down", counted="udsættelser"
            ),
        ),
        partners=(("Rådgivning på Hjul", "Har rådgiverne", "Den daglige leder"),),
        residents={"27": "", "47": ""},
        skip=("1.2", "3.1", "6.3"),
        status="draft",
        created=-11,
    ),
    Story(
        name="Babycafé i Høje Gladsaxe",
        kind=kinds.PARENTS,
        summary="Forældre på barsel mødes to formiddage om ugen og får besøg af sundhedsplejen.",
        departments=("52",),
        starts=110,
        ends=None,
        costs=(("Kaffe, tæpper og legetøj", 14_000),),
        funding=(("AAB's dispositionsfond", 14_000, "applied"),),
        goals=(Goal("Familier, der kommer hver måned", 0, 20, "Vi tæller familier.", counted="familier"),),
        residents={"52": "later"},
        skip=("4.1",),
        status="draft",
        created=-34,
    ),
    Story(
        name="Seniorgymnastik i Skovlunde",
        kind=kinds.MOVING,
        summary="Let gymnastik og kaffe for beboere over 65 i to naboafdelinger.",
        target_group="Beboere over 65 år",
        departments=("42", "107"),
        starts=60,
        ends=60 + YEAR,
        costs=(("Instruktør", 26_000), ("Måtter og elastikker", 6_000)),
        funding=(("AAB's dispositionsfond", 20_000, "applied"), ("Egenbetaling", 12_000, "idea")),
        goals=(Goal("Deltagere på holdet", 0, 24, "Liste over fremmøde.", counted="deltagere"),),
        partners=(
            ("Ballerup Kommune, Social og Sundhed", "Fortæller om holdet", "Forebyggelseskonsulenten"),
        ),
        contracts={"Ballerup Kommune, Social og Sundhed": "not_obtained"},
        residents={"42": "no"},
        status="draft",
        created=-48,
        by="jonas",
    ),
)

WAITING = (
    Story(
        name="Lommepengejob i Sjælør",
        kind=kinds.YOUTH_JOBS,
        summary=(
            "Tyve unge får to timers job om ugen i gården. De lærer at møde til tiden, og gården bliver renere."
        ),
        target_group="Unge fra 13 til 16 år",
        departments=("50",),
        areas=("kriminalpraevention",),
        starts=95,
        ends=95 + YEAR,
        costs=(("Løn til de unge", 148_000), ("Arbejdstøj og redskaber", 22_000), ("Projektleder", 70_000)),
        funding=(
            ("AAB's dispositionsfond", 85_000, "applied"),
            ("Københavns Kommune", 90_000, "applied"),
            ("Afdelingens egne midler", 65_000, "granted"),
        ),
        goals=(
            Goal("Unge med lommepengejob", 0, 20, "Vi tæller kontrakter.", counted="unge"),
            Goal("Beboere, der synes, gården er pæn", 41, 60, "Spørgeskema i opgangene.", unit="percent"),
        ),
        partners=(
            ("Københavns Kommune, Børne- og Ungdomsforvaltningen", "Henviser unge", "Teamlederen for unge"),
        ),
        explanations={
            "5.2": "Kommunen vil først aftale mål efter budgettet i januar. Vi har holdt to møder om det.",
            "6.4": "Vi ved ikke endnu, om afdelingen vil betale bagefter. Det tager afdelingsmødet stilling til i maj.",
        },
        skip=("5.2", "6.4"),
        status="submitted",
        sent=-6,
    ),
    Story(
        name="Naboskab på tværs",
        kind=kinds.CULTURE,
        summary="Fire afdelinger i Fuglekvarteret laver fælles gårdfester, byttedage og et naboblad.",
        departments=("8", "24", "33", "49"),
        starts=80,
        ends=80 + 2 * YEAR,
        costs=(("Arrangementer", 60_000), ("Naboblad", 24_000), ("Telte og borde", 36_000)),
        funding=(
            ("AAB's dispositionsfond", 80_000, "applied"),
            ("Afdelingens egne midler", 40_000, "granted"),
        ),
        goals=(
            Goal("Beboere, der kender mindst fem naboer", 38, 55, "Spørgeskema hvert år.", unit="percent"),
        ),
        partners=(("Frivilligcenter Broen", "Låner lokaler ud og finder frivillige", "Lederen af centret"),),
        residents={"33": "yes_with_wishes"},
        wishes="Festen skal ligge om lørdagen, og musikken skal slutte kl. 22.",
        links={
            "Tag og facader": "Den første fest ligger, før stilladset kommer op. Den næste holder vi i nabogården."
        },
        status="submitted",
        sent=-10,
    ),
    Story(
        name="Strikkecafé med børnehaven",
        kind=kinds.ELDERLY,
        summary="Ældre beboere og børnehavens store børn strikker og læser sammen en formiddag om ugen.",
        departments=("16",),
        starts=40,
        ends=40 + HALF_YEAR,
        costs=(("Garn, pinde og kaffe", 7_500), ("Højtlæsningsbøger", 3_000)),
        funding=(("AAB's dispositionsfond", 8_500, "applied"), ("Afdelingens egne midler", 2_000, "granted")),
        goals=(Goal("Ældre, der kommer hver uge", 4, 14, "Vi tæller hver onsdag.", counted="ældre"),),
        explanations={
            "4.1": "Børnehaven ligger i afdelingen og er med hver uge. Den er ikke en partner med egen rolle."
        },
        skip=("4.1",),
        status="submitted",
        sent=-4,
        by="jonas",
    ),
)

RETURNED = (
    Story(
        name="Natteravne i Husum",
        kind=kinds.NIGHT_WALKS,
        summary="Voksne beboere går ture fredag og lørdag aften, så unge møder nogen, der hilser.",
        departments=("38", "80"),
        areas=("tryghed",),
        starts=70,
        ends=70 + YEAR,
        costs=(("Jakker, lygter og kaffe", 32_000), ("Kursus for vagter", 28_000)),
        funding=(("AAB's dispositionsfond", 60_000, "applied"),),
        goals=(
            Goal(
                "Beboere, der er trygge om aftenen", 52, 65, "Spørgeskema i marts hvert år.", unit="percent"
            ),
        ),
        partners=(("Natteholdet", "Oplærer vagterne", "Formanden"),),
        status="returned",
        sent=-3,
        words="Skriv tydeligere, hvad kommunen selv gør i Husum. Og vi mangler et tilbud på kurset.",
        points=("5.1", "Ø.1"),
    ),
    Story(
        name="Fælles køkkenhave",
        kind=kinds.GARDEN,
        summary="Ti højbede og et drivhus på engen, hvor naboer dyrker grøntsager sammen.",
        departments=("20",),
        starts=110,
        ends=None,
        costs=(("Højbede og jord", 31_000), ("Drivhus", 17_000)),
        funding=(
            ("AAB's dispositionsfond", 30_000, "applied"),
            ("Afdelingens egne midler", 18_000, "granted"),
        ),
        goals=(Goal("Husstande med et bed", 0, 24, "Vi tæller bed, der er taget.", counted="husstande"),),
        partners=(("Haveforeningen Spiren", "Giver råd om jord og planter", "Havekonsulenten"),),
        status="returned",
        sent=-16,
        words="Godt forslag. Skriv, hvem der passer haven i sommerferien.",
        points=("1.3",),
        by="jonas",
    ),
)
