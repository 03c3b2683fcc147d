"""Invented initiatives that are approved: not begun yet, and on pause."""

from . import kinds
from .stories import HALF_YEAR, YEAR, Goal, Story

APPROVED = (
    Story(
        name="Fædre på vej",
        kind=kinds.PARENTS,
        summary="Fædre og børn laver mad, bygger og tager på ture en lørdag om måneden.",
        target_group="Fædre med børn under 12 år",
        departments=("33",),
        starts=30,
        ends=30 + YEAR,
        costs=(("Ture og materialer", 36_000), ("Mad", 18_000)),
        funding=(("AAB's dispositionsfond", 44_000, "granted"), ("Egenbetaling", 10_000, "granted")),
        goals=(Goal("Fædre, der kommer fast", 0, 15, "Liste over fremmøde.", counted="fædre"),),
        partners=(("Skolen på Bakken", "Fortæller om holdet", "Skolelederen"),),
        links={"Tag og facader": "Fædrene bygger bænke af de gamle brædder, når taget bliver skiftet."},
        status="approved",
        by="jonas",
    ),
    Story(
        name="Gå-hjem-klub for skolebørn",
        kind=kinds.HOMEWORK,
        summary="Børn fra 3. klasse kan være i beboerhuset fra skolen slutter, til forældrene kommer hjem.",
        departments=("47",),
        areas=("forebyggelse",),
        starts=20,
        ends=20 + YEAR,
        costs=(("Pædagog, 10 timer om ugen", 128_000), ("Spil og frugt", 22_000)),
        funding=(
            ("AAB's dispositionsfond", 70_000, "granted"),
            ("Ballerup Kommune", 60_000, "granted"),
            ("Afdelingens egne midler", 20_000, "granted"),
        ),
        goals=(Goal("Børn hver dag", 0, 18, "Vi tæller kl. 15.", counted="børn"),),
        partners=(
            ("Ballerup Kommune, Social og Sundhed", "Betaler en del af lønnen", "Afdelingslederen for børn"),
        ),
        contracts={"Ballerup Kommune, Social og Sundhed": "signed"},
        status="approved",
    ),
    Story(
        name="Jobklub for mødre",
        kind=kinds.JOB_CLUB,
        summary="Mødre uden arbejde øver samtaler og får kontakt til arbejdspladser tæt på.",
        target_group="Mødre uden for arbejdsmarkedet",
        departments=("50", "58"),
        starts=45,
        ends=45 + 2 * YEAR,
        costs=(("Jobkonsulent, 12 timer om ugen", 390_000), ("Pasning af børn", 60_000)),
        funding=(
            ("AAB's dispositionsfond", 150_000, "granted"),
            ("Københavns Kommune", 200_000, "granted"),
            ("Fonden Gode Naboer (opdigtet)", 100_000, "granted"),
        ),
        goals=(
            Goal("Mødre i job", 0, 20, "Vi spørger hver tredje måned.", counted="mødre"),
            Goal("Mødre, der kommer i klubben", 0, 45, "Liste over fremmøde.", counted="mødre"),
        ),
        partners=(
            (
                "Københavns Kommune, Beskæftigelses- og Integrationsforvaltningen",
                "Sender en jobkonsulent",
                "Teamlederen på jobcentret",
            ),
        ),
        contracts={"Københavns Kommune, Beskæftigelses- og Integrationsforvaltningen": "signed"},
        links={
            "Ny gård og cykelparkering": "Entreprenøren tager to mødre i praktik, når gården bliver bygget om."
        },
        status="approved",
    ),
    Story(
        name="Bænke og bålsted",
        kind=kinds.GARDEN,
        summary="Beboerne bygger bænke og et bålsted, så gården kan bruges hele året.",
        departments=("23",),
        starts=12,
        ends=12 + HALF_YEAR,
        costs=(("Træ og sten", 16_000),),
        funding=(
            ("AAB's dispositionsfond", 12_000, "granted"),
            ("Afdelingens egne midler", 4_000, "granted"),
        ),
        goals=(Goal("Aftener med bål", 0, 12, "Kalenderen i porten.", counted="aftener"),),
        partners=(("Haveforeningen Spiren", "Viser, hvordan man bygger", "Havekonsulenten"),),
        status="approved",
        by="jonas",
    ),
)

PAUSED = (
    Story(
        name="Drengeklub",
        kind=kinds.SPORT,
        summary="Drenge fra 10 til 13 år mødes med to voksne og laver noget, de selv finder på.",
        departments=("80",),
        starts=-320,
        ends=-320 + 2 * YEAR,
        costs=(("Voksne på timeløn", 88_000), ("Ture", 20_000)),
        funding=(
            ("AAB's dispositionsfond", 78_000, "granted"),
            ("Afdelingens egne midler", 30_000, "granted"),
        ),
        goals=(
            Goal(
                "Drenge, der kommer fast",
                0,
                16,
                "Liste over fremmøde uden navne.",
                counted="drenge",
                readings=((220, 8, ""), (120, 13, "")),
            ),
        ),
        partners=(("Boldklubben Solvang", "Låner lokale ud", "Formanden"),),
        status="paused",
        ended=-28,
        words="Den ene voksne er på barsel. Vi starter igen, når vi har fundet en ny.",
    ),
    Story(
        name="Korsang for alle",
        kind=kinds.CULTURE,
        summary="Et kor for naboer, der synger til fester og på plejehjemmet.",
        departments=("35",),
        starts=-160,
        ends=-160 + YEAR,
        costs=(("Korleder", 38_000),),
        funding=(("AAB's dispositionsfond", 28_000, "granted"), ("Egenbetaling", 10_000, "granted")),
        goals=(Goal("Sangere", 6, 30, "Vi tæller hver gang.", counted="sangere", readings=((90, 22, ""),)),),
        partners=(("Frivilligcenter Broen", "Låner et klaver ud", "Lederen af centret"),),
        status="paused",
        ended=-12,
        words="Lokalet bliver malet. Vi synger igen efter nytår.",
        by="jonas",
    ),
)
