"""Version 1 of the policy as data: "Politik for alment socialt ansvar", adopted 14 June 2017.

Headings, dates and the names of the four areas are facts. Every other sentence is our own plain
Danish, never the adopted wording: that text belongs to AAB and is read in with `load_policy_text`.
A text is a pair (Danish, English). The strengths are a reading of how hard the policy's words bind
("forudsætter", "skal", "når det er hensigtsmæssigt", "kan"); AAB may settle on another.
"""

import datetime as dt
from typing import NamedTuple

from initiatives.models import RequirementCondition, Strength

Text = tuple[str, str]
Operator = RequirementCondition.Operator
MUST, EXPLAIN, MAY = Strength.MUST, Strength.EXPLAIN, Strength.MAY

NUMBER = 1
TITLE = "Politik for alment socialt ansvar"
ADOPTED_BY = "Repræsentantskabet"
ADOPTED_ON = dt.date(2017, 6, 14)
INTRODUCTION: Text = (
    "Vi tror på fællesskabet og vil have trygge huse med gode naboer. Sociale indsatser er AAB's måde at "
    "tage et ansvar på. De kan være små eller store, korte eller lange. De kan være i én afdeling, eller "
    "vi kan lave dem sammen med andre.",
    "We believe in community and want safe homes with good neighbours. Social initiatives are AAB's way of "
    "taking a responsibility. They can be small or large, short or long. They can be in one department, or "
    "we can run them together with others.",
)


class PrincipleData(NamedTuple):
    key: str
    title: Text
    plain: Text


class RequirementData(NamedTuple):
    """A point of the checklist. `conditions` are (fact, operator, value); it is enough that one holds."""

    key: str
    name: Text
    strength: Strength
    proof: str
    plain: Text
    missing: Text
    prompts: tuple[dict, ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = ()


def _prompt(key: str, label: Text, hint: Text = ("", ""), **more: str) -> dict:
    texts = {"label": label[0], "label_en": label[1], "hint": hint[0], "hint_en": hint[1]}
    return {"key": key, **texts, **more}


PRINCIPLES = (
    PrincipleData(
        "1",
        ("At være lokalt forankret", "Rooted locally"),
        (
            "Beboerne skal have været med til at beslutte indsatsen. Den må ikke tage over for det, "
            "beboerne selv gør.",
            "The residents must have taken part in deciding the initiative. It must not take over what "
            "residents do themselves.",
        ),
    ),
    PrincipleData(
        "2",
        ("At understøtte AAB's drift", "Supporting AAB's operation"),
        (
            "Indsatsen skal hjælpe den daglige drift, hvor den kan. Vi hjælper beboere med gæld, før de "
            "mister deres bolig.",
            "The initiative must help daily operation where it can. We help residents in debt before they "
            "lose their home.",
        ),
    ),
    PrincipleData(
        "3",
        ("At skabe synergi med fysiske indsatser", "Making social and building work meet"),
        (
            "Når vi bygger om, tænker vi også på livet mellem husene.",
            "When we rebuild, we also think of the life between the houses.",
        ),
    ),
    PrincipleData(
        "4",
        ("At inddrage samarbejdspartnere", "Involving partners"),
        ("Vi finder partnere, når det giver mening.", "We find partners when it makes sense."),
    ),
    PrincipleData(
        "5",
        ("At bygge bro til den kommunale kernedrift", "Building bridges to the municipality's core tasks"),
        (
            "Vi løser ikke kommunens opgaver. Vi bygger bro til dem. Er kommunen med, arbejder vi for en "
            "aftale om resultater.",
            "We do not do the municipality's tasks. We build bridges to them. When the municipality takes "
            "part, we work for a contract about results.",
        ),
    ),
    PrincipleData(
        "6",
        (
            "At tage udgangspunkt i dokumenterede indsatser og effekter",
            "Starting from what is known to work",
        ),
        (
            "Vi vælger det, der virker, eller siger åbent, at det er et forsøg. Vi sætter mål, og vi ser på "
            "dem undervejs.",
            "We choose what works, or say openly that it is a pilot. We set goals, and we look at "
            "them along the way.",
        ),
    ),
    PrincipleData(
        "Ø",
        ("Finansiering af sociale indsatser", "Paying for social initiatives"),
        (
            "Det er forskelligt, hvem der betaler for en indsats. AAB kan vælge at give penge til den. "
            "Organisationsbestyrelsen har lavet regler for det.",
            "Who pays for an initiative differs. AAB may choose to give money to it. The organisation "
            "board (organisationsbestyrelsen) has made rules for that.",
        ),
    ),
)

REQUIREMENTS = (
    RequirementData(
        "1.1",
        ("Beboernes beslutning", "The residents' decision"),
        MUST,
        "residents_decided",
        (
            "Beboerne i hver afdeling skal have været med til at beslutte indsatsen. Det er ikke nok, at "
            "bestyrelsen siger ja.",
            "The residents of each department must have taken part in deciding the initiative. A yes from "
            "the board is not enough.",
        ),
        (
            "Spørg bestyrelsen i hver afdeling. AAB kan kun starte en indsats, når beboerne har været med "
            "til at beslutte den.",
            "Ask the board of each department. AAB can only start an initiative once the residents have "
            "taken part in deciding it.",
        ),
    ),
    RequirementData(
        "1.2",
        ("Frivilligt arbejde i afdelingen", "Volunteer work in the department"),
        MUST,
        "displacement_examined",
        (
            "En indsats med penge udefra må ikke tage over for det, beboerne selv gør.",
            "An initiative with money from outside must not take over what residents do themselves.",
        ),
        (
            "Skriv, hvordan indsatsen passer sammen med det, beboerne selv gør. En indsats med penge udefra "
            "må ikke tage over for dem.",
            "Write how the initiative fits with what residents do themselves. An initiative with money from "
            "outside must not take over from them.",
        ),
        conditions=(
            ("external_cofinancing", Operator.ABOVE, "0"),
            ("expects_outside_money", Operator.IS_TRUE, ""),
        ),
    ),
    RequirementData(
        "1.3",
        ("Afdelingens eget ansvar", "The department's own responsibility"),
        MUST,
        "stated",
        (
            "Afdelingen styrer selv sine ting. Indsatsen skal tage hensyn til det.",
            "The department runs its own affairs. The initiative must respect that.",
        ),
        (
            "Skriv, hvad afdelingen selv bestemmer. Det kan være tid, sted eller penge.",
            "Write what the department itself decides. It can be time, place or money.",
        ),
        (
            _prompt(
                "own_decision",
                ("Hvad er op til afdelingen selv?", "What is up to the department itself?"),
                (
                    "For eksempel: Bestyrelsen vælger lokalet, og hvilke dage der er åbent.",
                    "For example: The board chooses the room and the opening days.",
                ),
            ),
        ),
    ),
    RequirementData(
        "1.4",
        ("Støtte til frivillige", "Support for volunteers"),
        MAY,
        "stated",
        (
            "AAB vil gerne hjælpe dem, der gør noget frivilligt.",
            "AAB would like to help those who volunteer.",
        ),
        (
            "Skriv, hvilken hjælp de frivillige får. Det kan være råd, kurser, lokaler eller penge.",
            "Write what help the volunteers get. It can be advice, courses, rooms or money.",
        ),
        (
            _prompt(
                "support",
                ("Hvad kan de frivillige få hjælp til?", "What can the volunteers get help with?"),
                ("Råd, kurser, lokaler eller penge.", "Advice, courses, rooms or money."),
            ),
        ),
    ),
    RequirementData(
        "2.1",
        ("Støtte til den lokale drift", "Support for daily operation"),
        EXPLAIN,
        "stated",
        (
            "Indsatsen skal hjælpe den daglige drift, hvor den kan.",
            "The initiative must help daily operation where it can.",
        ),
        (
            "Skriv, hvad den gør lettere i hverdagen. Kan den ikke det, så skriv hvorfor.",
            "Write what it makes easier day to day. If it cannot, write why.",
        ),
        (
            _prompt(
                "daily_problem",
                ("Hvad gør den lettere i den daglige drift?", "What does it make easier in daily operation?"),
                (
                    "For eksempel: mindre hærværk i kældrene eller færre klager over støj.",
                    "For example: less vandalism in the cellars or fewer complaints about noise.",
                ),
            ),
        ),
    ),
    RequirementData(
        "2.2",
        ("Hjælp til beboere med gæld", "Help for residents in debt"),
        MAY,
        "debt_help_offered",
        (
            "Vi vil hjælpe beboere med gæld i god tid, så færre mister deres bolig.",
            "We want to help residents in debt in good time, so that fewer lose their home.",
        ),
        (
            "Skriv, hvor beboerne kan få hjælp til deres gæld.",
            "Write where the residents can get help with their debt.",
        ),
        (
            _prompt(
                "debt_help",
                ("Hvor kan beboerne få hjælp til gæld?", "Where can the residents get help with debt?"),
                (
                    "Skriv stedet og tiden. Skriv ikke navne på beboere.",
                    "Write the place and the time. Do not write names of residents.",
                ),
            ),
        ),
        (
            ("focus_areas", Operator.CONTAINS, "tryghed"),
            ("focus_areas", Operator.CONTAINS, "forebyggelse"),
            ("concerns_debt", Operator.IS_TRUE, ""),
        ),
    ),
    RequirementData(
        "3.1",
        ("Sammenhæng med byggeri", "Link to building projects"),
        EXPLAIN,
        "physical_projects_linked",
        (
            "Bygger vi om i afdelingen, skal indsatsen og byggeriet passe sammen, hvor det kan lade sig gøre.",
            "When we rebuild in the department, the initiative and the building work must fit together "
            "where they can.",
        ),
        (
            "Skriv, om I kan bruge byggesagen, eller hvorfor ikke.",
            "Write whether you can make use of the building work, or why not.",
        ),
        conditions=(("overlapping_physical_projects", Operator.ABOVE, "0"),),
    ),
    RequirementData(
        "4.1",
        ("Partnere", "Partners"),
        EXPLAIN,
        "partners_named",
        (
            "Svære opgaver løser vi bedst sammen med andre. Vi finder partnere, når det giver mening.",
            "Hard tasks are best solved together with others. We find partners when it makes sense.",
        ),
        (
            "Skriv, hvem I arbejder sammen med. Løser I det selv, så forklar hvorfor.",
            "Write who you work with. If you do it alone, explain why.",
        ),
    ),
    RequirementData(
        "5.1",
        ("Kommunens opgave og vores", "The municipality's task and ours"),
        MUST,
        "stated",
        (
            "Kommunen har sine egne opgaver. Dem må en indsats ikke løse, men den må gerne bygge bro til dem.",
            "The municipality has its own tasks. An initiative must not do them, but it may build bridges "
            "to them.",
        ),
        (
            "Skriv, hvilken opgave kommunen selv har, hvad I lægger oveni, og hvordan I bygger bro. AAB må "
            "ikke løse kommunens egne opgaver.",
            "Write which task the municipality itself has, what you add, and how you build a bridge. AAB must "
            "not do the municipality's own tasks.",
        ),
        (
            _prompt(
                "municipal_task",
                ("Hvad er kommunens opgave?", "What is the municipality's task?"),
                (
                    "For eksempel: Kommunen har skolen og hjælper de unge videre.",
                    "For example: The municipality runs the school and helps young people on.",
                ),
            ),
            _prompt(
                "our_part",
                ("Hvad lægger vi oveni?", "What do we add?"),
                (
                    "For eksempel: Vi hjælper med lektier to gange om ugen.",
                    "For example: We help with homework twice a week.",
                ),
            ),
            _prompt(
                "bridge",
                (
                    "Hvad er broen mellem os og kommunen?",
                    "What is the bridge between us and the municipality?",
                ),
                (
                    "For eksempel: Skolen siger til, hvem der har brug for ro til lektierne.",
                    "For example: The school tells us who needs a quiet place for homework.",
                ),
            ),
        ),
    ),
    RequirementData(
        "5.2",
        ("Resultatkontrakt", "Result contract"),
        EXPLAIN,
        "result_contracts",
        (
            "Er kommunen med, prøver vi at få en aftale om resultater. Der skal helst være én med hver "
            "forvaltning.",
            "When the municipality takes part, we try to get a contract about results. There should be one "
            "with each of its authorities.",
        ),
        (
            "Kommunen er med, men der er ingen aftale om resultater. Læg aftalen ind, eller forklar, "
            "hvorfor den ikke er der endnu.",
            "The municipality takes part, but there is no contract about results. Add the contract, or "
            "explain why it is not there yet.",
        ),
        conditions=(
            ("municipal_authorities", Operator.ABOVE, "0"),
            ("involves_municipality", Operator.IS_TRUE, ""),
        ),
    ),
    RequirementData(
        "6.1",
        ("Viden eller forsøg", "Knowledge or pilot"),
        MUST,
        "evidence_or_pilot",
        (
            "Vi skal vide, at det virker. Ellers siger vi åbent, at det er et forsøg, og hvad vi vil lære.",
            "We must know that it works. Otherwise we say openly that it is a pilot, and what we "
            "want to learn.",
        ),
        (
            "Vælg, om I bygger på noget, der virker, eller om det er et forsøg. Er det et forsøg, skal du "
            "skrive, hvad I vil lære.",
            "Choose whether you build on something that works, or whether it is a pilot. If it is a "
            "pilot, write what you want to learn.",
        ),
        (
            _prompt(
                "source",
                ("Hvor ved I det fra?", "How do you know?"),
                (
                    "En rapport, egne tal eller en afdeling, der har prøvet det.",
                    "A report, figures of your own, or a department that has tried it.",
                ),
                when="proven",
            ),
            _prompt(
                "learn",
                ("Hvad vil I lære?", "What do you want to learn?"),
                (
                    "For eksempel: Kommer der flere, når vi ringer på i stedet for at skrive?",
                    "For example: Do more people come when we ring the bell instead of writing?",
                ),
                when="pilot",
            ),
            _prompt(
                "stop",
                ("Hvad får jer til at stoppe?", "What would make you stop?"),
                (
                    "For eksempel: Kommer der færre end fem efter tre måneder, stopper vi.",
                    "For example: If fewer than five come after three months, we stop.",
                ),
                when="pilot",
            ),
        ),
    ),
    RequirementData(
        "6.2",
        ("Mål for effekt", "Goals for effect"),
        MUST,
        "criteria_measurable",
        (
            "Indsatsen skal have klare mål, som vi kan måle. Det gælder også forsøg.",
            "The initiative must have clear goals that we can measure. That goes for pilots too.",
        ),
        (
            "Skriv mindst ét mål, der kan måles. Vi skal vide, hvor I starter, hvor I vil hen, og hvornår.",
            "Write at least one goal that can be measured. We need to know where you start, where you want "
            "to go, and when.",
        ),
    ),
    RequirementData(
        "6.3",
        ("Plan for evaluering", "Evaluation plan"),
        MUST,
        "evaluation_planned",
        (
            "Vi ser på indsatsen undervejs, så vi kan rette den til.",
            "We look at the initiative along the way, so that we can adjust it.",
        ),
        (
            "Vælg, hvor tit I ser på, hvordan det går. Vi minder de rigtige om det.",
            "Choose how often you look at how it goes. We remind the right people.",
        ),
    ),
    RequirementData(
        "6.4",
        ("Hvad sker der bagefter?", "What happens afterwards?"),
        EXPLAIN,
        "stated",
        (
            "Vi vælger helst det, der kan køre videre af sig selv, når pengene slipper op.",
            "We prefer what can carry on by itself when the money runs out.",
        ),
        (
            "Skriv, hvad der sker, når pengene slipper op. Kan det køre videre af sig selv?",
            "Write what happens when the money runs out. Can it carry on by itself?",
        ),
        (
            _prompt(
                "who_carries_on",
                ("Hvem fører det videre?", "Who carries it on?"),
                (
                    "Det kan være de frivillige, en forening eller skolen.",
                    "It can be the volunteers, an association or the school.",
                ),
            ),
            _prompt(
                "cost_afterwards",
                ("Hvad koster det så, og hvor kommer pengene fra?", "What does it then cost, and who pays?"),
                ("Koster det ikke noget, så skriv det.", "If it costs nothing, say so."),
            ),
        ),
        (("has_end_date", Operator.IS_TRUE, ""),),
    ),
    RequirementData(
        "6.5",
        ("Område", "Focus area"),
        EXPLAIN,
        "focus_area_chosen",
        (
            "AAB lægger særlig vægt på fire områder. Andre kan også komme med, når I forklarer hvorfor.",
            "AAB gives extra weight to four areas. Others can be included too, when you explain why.",
        ),
        (
            "Vælg det område, indsatsen handler om. Passer ingen af dem, så skriv hvorfor.",
            "Choose the area the initiative is about. If none of them fits, write why.",
        ),
    ),
    RequirementData(
        "Ø.1",
        ("Økonomi", "Money"),
        MUST,
        "budget_balances",
        (
            "Det skal være klart, hvad indsatsen koster, og hvem der betaler.",
            "It must be clear what the initiative costs, and who pays.",
        ),
        (
            "Skriv, hvad indsatsen koster, og hvem der betaler. De to tal skal være ens.",
            "Write what the initiative costs, and who pays. The two figures must be equal.",
        ),
    ),
)
