"""The three journeys of the blueprint (§3), from the first press to the last: by mouse or finger, by keyboard
alone, and without scripts. Each is counted in clicks and fields, against the blueprint's targets."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.core import mail as mails
from PIL import Image

from accounts.outbox import sweep
from accounts.tasks import plan_reminders
from evaluation.models import Evaluation
from evaluation.planning import ensure_evaluations
from evaluation.results import goals_of
from funding.models import FundingSource
from initiatives import deciding, workflow
from initiatives.models import BoardSeat, Body, Initiative, Partner, PhysicalProject
from initiatives.residents import Answer, answer_for_residents, ask_boards
from tests import factories

from .desk import start_server
from .hands import Hands, Keyboard, Touch

NEXT = "Gem, og gå til næste, der mangler"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WAYS = ["by hand", "by keyboard", "without scripts"]


@pytest.fixture(autouse=True)
def _mails_go_at_any_hour(settings):
    settings.AAB_MAIL_HOURS = (0, 24)
    settings.AAB_MAIL_WEEKDAYS_ONLY = False
    settings.AAB_MAIL_QUIET_PERIODS = []


@pytest.fixture
def sit_down(browser, browser_context_args, live_server, watch, log_in_to):
    """`sit_down("by keyboard", user)`: a browser of one's own, and the hands to use it with."""
    contexts = []

    def start(way: str, person=None, *, phone: bool = False) -> Hands:
        wanted = browser_context_args | {"java_script_enabled": way != "without scripts"}
        context = browser.new_context(**wanted | (PHONE if phone else {}))
        contexts.append(context)
        if person is not None:
            log_in_to(context, person)
        kind = Keyboard if way == "by keyboard" else Touch if phone else Hands
        return kind(watch(context.new_page()), live_server.url)

    yield start
    for context in contexts:
        context.close()


def mail_to(person, words: str = "") -> str:
    """The address behind the button of the last mail to a person, without the host."""
    sweep()
    letter = next(m for m in reversed(mails.outbox) if m.to == [person.email] and words in m.subject)
    # The foot leads to the choice of mails; there is one button besides.
    (address,) = [link for link in re.findall(r"https?://\S+", letter.body) if "/min-side/" not in link]
    return urlsplit(address).path


def a_yes() -> Answer:
    return Answer(
        form="department_meeting", held_on=factories.in_days(-10), result="yes", sentence="Mødet stemte for."
    )


# --- 3.1: from an idea to an approval ---------------------------------------------------------------
@pytest.fixture
def house():
    """Two departments with boards, what is registered about them, and those who decide."""
    factories.make_policy()
    d52, d58 = factories.make_department("52"), factories.make_department("58")
    people = {
        "mette": factories.make_staff("Mette Holm"),
        "lars": factories.make_decider("Lars Krogh", kind=Body.Kind.LEADER),
        "anne": factories.make_decider("Anne Lund"),
        "amir": factories.make_board_member(d52, "Amir Said"),
        "karen": factories.make_board_member(d58, "Karen Juhl"),
    }
    factories.make_meeting()
    factories.make_activity(d58, "Strikkeklubben")
    factories.make_partner("Foreningen Lektiehjælperne")
    factories.make_partner("Børne- og Ungdomsforvaltningen", kind=Partner.Kind.MUNICIPAL_AUTHORITY)
    for name, kind in (("AAB's dispositionsfond", "aab"), ("Fonden Gode Naboer", "foundation")):
        FundingSource.objects.get_or_create(name=name, defaults={"kind": kind})
    return people


def create(mette: Hands, *, departments: str, outside: str, municipality: str) -> None:
    mette.arrive("/indsatser/")
    mette.press("Ny indsats", link=True)
    mette.write("Hvad hedder indsatsen?", "Lektiecafé")
    mette.write("Hvilke afdelinger er med?", departments)
    mette.choose("Hvilket område handler den om?", "Uddannelse og beskæftigelse")
    mette.date("Hvornår starter den?", factories.in_days(60))
    mette.date("Hvornår slutter den?", factories.in_days(425))
    mette.write("Hvad går den ud på?", "Frivillige hjælper børn med lektier to gange om ugen.")
    mette.choose("Er der penge udefra?", outside)
    mette.choose("Er kommunen med?", municipality)
    mette.press("Opret, og se tjekliste")


def answer_own_words(hands: Hands, *questions: str) -> None:
    for question in questions:
        hands.write(question, "Det har vi aftalt med bestyrelsen.")
    hands.press(NEXT)


def answer_the_last_points(hands: Hands) -> None:
    """6.1 to 6.4, the same for every case with an end."""
    hands.choose("Hvad bygger I på?", "Noget, der virker")
    answer_own_words(hands, "Hvor ved I det fra?")
    hands.write("Hvad skal blive bedre?", "Flere børn får lavet lektier")
    hands.write("Hvor er vi nu?", "12")
    hands.write("Hvor vil vi hen?", "40")
    hands.write("Hvordan måler vi?", "Vi tæller ved døren.")
    hands.press(NEXT)
    hands.choose("Hvor tit ser vi på det?", "Hvert halve år")
    hands.press(NEXT)
    answer_own_words(hands, "Hvem fører det videre?", "Hvad koster det så, og hvor kommer pengene fra?")


def decide(decider: Hands, letter: str) -> None:
    decider.follow(letter)
    decider.choose("Hvad beslutter I?", "Godkend")
    decider.press("Se beslutningen igennem")
    decider.press("Bekræft")


@pytest.mark.parametrize("way", WAYS)
def test_a_case_of_two_departments_outside_money_and_the_municipality(house, sit_down, way):
    balconies = PhysicalProject.objects.create(name="Nye altaner", starts_on=factories.in_days(100))
    balconies.departments.add(factories.make_department("52"))
    mette = sit_down(way, house["mette"])
    create(mette, departments="52, 58", outside="Ja", municipality="Ja")
    assert (mette.clicks, mette.fields) == (2, 8)
    mette.press("Beboernes beslutning", link=True)
    mette.press("Send til 2 bestyrelser")
    mette.choose("Strikkeklubben", "Den støtter det, beboerne gør")
    for place in range(2):
        mette.write("Hvordan passer det sammen?", "Bestyrelsen er spurgt, og det er i orden.", place=place)
    mette.press(NEXT)
    answer_own_words(mette, "Hvad er op til afdelingen selv?")
    answer_own_words(mette, "Hvad gør den lettere i den daglige drift?")
    answer_own_words(mette, "Nye altaner")
    mette.pick("Partner", "Børne- og Ungdomsforvaltningen")
    mette.write("Hvad gør partneren?", "Finder de børn, der har brug for det")
    mette.write("Hvem er kontakt?", "Skolelederen")
    mette.press(NEXT)
    answer_own_words(
        mette, "Hvad er kommunens opgave?", "Hvad lægger vi oveni?", "Hvad er broen mellem os og kommunen?"
    )
    mette.choose("Hvor langt er aftalen?", "Underskrevet")
    mette.date("Hvornår blev den underskrevet?", factories.in_days(-5))
    mette.press(NEXT)
    answer_the_last_points(mette)
    for place, (text, amount) in enumerate([("Løn til koordinator", "150.000"), ("Mad", "50 000")]):
        mette.row(place).write("Udgift", text)
        mette.row(place).write("Beløb i kroner", amount)
    for place, (source, amount) in enumerate(
        [("AAB's dispositionsfond", "85000 kr."), ("Fonden Gode Naboer", "115.000")], start=2
    ):
        mette.row(place).pick("Kilde", source)
        mette.row(place).write("Beløb i kroner", amount)
        mette.row(place).pick("Hvor langt er det?", "Søgt")
    mette.press(NEXT)
    # The goals came after the contract: now they are chosen as what it promises.
    mette.press("Vælg målene", link=True)
    [goal] = goals_of(Initiative.objects.get())
    mette.choose("Resultatkontrakt med Børne- og Ungdomsforvaltningen", f"{goal.name}. {goal.sentence}")
    mette.press(NEXT)
    assert mette.way == [
        "Ny indsats",
        "Lektiecafé",
        "Beboernes beslutning",
        "Frivilligt arbejde i afdelingen",
        "Afdelingens eget ansvar",
        "Støtte til den lokale drift",
        "Sammenhæng med byggeri",
        "Partnere",
        "Kommunens opgave og vores",
        "Resultatkontrakt",
        "Viden eller forsøg",
        "Mål for effekt",
        "Plan for evaluering",
        "Hvad sker der bagefter?",
        "Økonomi",
        "Resultatkontrakt",
        "Hvad lover aftalerne?",
        "Lektiecafé",
    ]
    case = Initiative.objects.get()
    for request in case.board_requests.all():
        answer_for_residents(
            request, answer=a_yes(), by=house["karen" if request.department.number == "58" else "amir"]
        )
    mette.follow(mail_to(house["mette"]))
    mette.press("Send til godkendelse")
    assert (mette.clicks <= 20, mette.fields <= 45) == (True, True)  # the target
    assert (mette.clicks, mette.fields) == (20, 42)
    anne = sit_down(way, house["anne"])
    decide(anne, mail_to(house["anne"]))
    assert (anne.clicks, anne.fields) == (3, 1)
    assert anne.way == ["Lektiecafé: Kan vi sige ja?", "Passer beslutningen?", "Lektiecafé"]
    case.refresh_from_db()
    assert case.status == "approved"


def test_a_small_case(house, sit_down):
    """One department, no money from outside, no municipality, no building work."""
    mette = sit_down("by hand", house["mette"])
    create(mette, departments="58", outside="Nej", municipality="Nej")
    mette.press("Beboernes beslutning", link=True)
    mette.press("Send til 1 bestyrelse")
    answer_own_words(mette, "Hvad er op til afdelingen selv?")
    answer_own_words(mette, "Hvad gør den lettere i den daglige drift?")
    mette.pick("Partner", "Foreningen Lektiehjælperne")
    mette.write("Hvad gør partneren?", "Finder de frivillige")
    mette.write("Hvem er kontakt?", "Formanden")
    mette.press(NEXT)
    answer_own_words(
        mette, "Hvad er kommunens opgave?", "Hvad lægger vi oveni?", "Hvad er broen mellem os og kommunen?"
    )
    answer_the_last_points(mette)
    mette.row(0).write("Udgift", "Mad og materialer")
    mette.row(0).write("Beløb i kroner", "20.000")
    mette.row(2).pick("Kilde", "AAB's dispositionsfond")
    mette.row(2).write("Beløb i kroner", "20.000")
    mette.press(NEXT)
    case = Initiative.objects.get()
    answer_for_residents(case.board_requests.get(), answer=a_yes(), by=house["karen"])
    mette.follow(mail_to(house["mette"]))
    mette.press("Send til godkendelse")
    assert (mette.clicks <= 16, mette.fields <= 30) == (True, True)  # the target
    assert (mette.clicks, mette.fields) == (15, 29)
    lars = sit_down("by hand", house["lars"])
    decide(lars, mail_to(house["lars"]))
    assert (lars.clicks, lars.fields) == (3, 1)
    case.refresh_from_db()
    assert case.status == "approved"


# --- 3.2: a board answers on a phone ----------------------------------------------------------------
@pytest.fixture
def asked():
    """The board of Afdeling 58 is asked about a draft; Karen and Bo sit on it, Vibeke on another."""
    factories.make_policy()
    mette = factories.make_staff("Mette Holm")
    d58 = factories.make_department("58")
    people = {
        "karen": factories.make_board_member(d58, "Karen Juhl"),
        "bo": factories.make_board_member(d58, "Bo Lind"),
        "vibeke": factories.make_board_member(factories.make_department("33"), "Vibeke Riis"),
    }
    draft = factories.make_initiative(by=mette, departments=[d58])
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    return people, request


@pytest.mark.parametrize("way", WAYS)
def test_a_board_member_answers_from_the_mail(asked, sit_down, tmp_path, way):
    people, request = asked
    minutes = tmp_path / "referat.jpg"
    Image.new("RGB", (600, 400), "white").save(minutes)
    karen = sit_down(way, phone=True)
    karen.follow(mail_to(people["karen"]))
    karen.press("Start")
    karen.choose("Hvor var beboerne med?", "På afdelingsmødet")
    karen.date("Hvornår var det?", factories.in_days(-10))
    karen.choose("Hvad besluttede beboerne?", "Ja til indsatsen")
    karen.attach("Billede eller fil af referatet", minutes)
    karen.press("Fortsæt")
    karen.press("Send svar")
    assert (karen.clicks, karen.fields) == (4, 4)
    assert karen.way == [
        "Hej Karen",
        "Var beboerne med i beslutningen?",
        "Passer det?",
        "Tak. Bestyrelsens svar er sendt",
    ]
    decision = request.initiative.resident_decisions.get()
    assert (decision.result, decision.answered_by) == ("yes", people["karen"])
    bo = sit_down(way, phone=True)
    bo.follow(mail_to(people["bo"], "Afdeling 58"))
    assert bo.way == ["Din bestyrelse har allerede svaret"]
    assert "Karen Juhl svarede" in bo.page.locator("main").inner_text()
    vibeke = sit_down(way, people["vibeke"], phone=True)
    there = f"/indsatser/{request.initiative_id}/beboerbeslutning/{request.department_id}/"
    assert vibeke.page.goto(vibeke.address + there).status == 404
    assert vibeke.heading == "Siden findes ikke"


@pytest.fixture
def compressing_address(settings):
    """The portal as it is sent in production: pages and style sheets compressed."""
    server = start_server()
    yield f"http://{server.host}:{server.port}"
    server.terminate()


def test_the_whole_way_comes_in_sixty_kilobytes_without_scripts(
    asked, browser, browser_context_args, compressing_address, tmp_path
):
    """Four pages, the first with an empty cache. The blueprint asks that of the first page alone."""
    people, _request = asked
    minutes = tmp_path / "referat.jpg"
    Image.new("RGB", (600, 400), "white").save(minutes)
    context = browser.new_context(**browser_context_args | PHONE, java_script_enabled=False)
    page = context.new_page()
    network, sent = context.new_cdp_session(page), []
    network.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"] / 1000))
    network.send("Network.enable")
    karen = Touch(page, compressing_address)
    pages = []

    def arrived():
        page.wait_for_load_state("networkidle")
        pages.append(sum(sent) - sum(pages))

    karen.follow(mail_to(people["karen"]))
    arrived()
    karen.press("Start")
    arrived()
    karen.choose("Hvor var beboerne med?", "På afdelingsmødet")
    karen.date("Hvornår var det?", factories.in_days(-10))
    karen.choose("Hvad besluttede beboerne?", "Ja til indsatsen")
    karen.attach("Billede eller fil af referatet", minutes)
    karen.press("Fortsæt")
    arrived()
    karen.press("Send svar")
    arrived()
    context.close()
    print(", ".join(f"{size:.1f}" for size in pages), "kB")
    assert (karen.clicks, karen.fields, karen.way[-1]) == (4, 4, "Tak. Bestyrelsens svar er sendt")
    assert sum(pages) <= 60


# --- 3.3: a board evaluates -------------------------------------------------------------------------
@pytest.fixture
def due():
    """A case of Afdeling 58 that runs and is evaluated in ten days; its figure was 24 the last time."""
    case = factories.complete_case(starts_on=factories.in_days(-40), ends_on=factories.in_days(400))
    case.evaluation_plan.first_on = factories.in_days(10)
    case.evaluation_plan.save(update_fields=["first_on"])
    factories.make_body(Body.Kind.LEADER)
    submission = workflow.submit(case, by=case.created_by)
    lars = factories.make_decider("Lars Krogh", kind=Body.Kind.LEADER)
    deciding.decide(submission, outcome="approved", by=lars, amount=20_000)
    workflow.move(Initiative.objects.get(pk=case.pk), "start", by=case.responsible)
    ensure_evaluations()
    plan_reminders()
    return Evaluation.objects.get(due_on=factories.in_days(10))


@pytest.mark.parametrize("way", WAYS)
def test_a_board_evaluates_from_the_mail(due, sit_down, way):
    karen = BoardSeat.objects.get(department=due.department).person
    hands = sit_down(way, phone=True)
    hands.follow(mail_to(karen, "Hvordan går det"))
    hands.press("Start")
    hands.choose("Hvordan går det?", "Godt")
    hands.write("Børn, der kommer hver uge", "26")
    hands.write("Hvad er gået godt?", "Der kommer flere hver gang.")
    hands.write("Hvad har været svært?", "Vi mangler et større lokale.")
    hands.choose("Skal den fortsætte?", "Ja")
    hands.choose("Må andre lære af jeres svar?", "Ja")
    hands.press("Fortsæt")
    hands.press("Send svar")
    assert (hands.clicks, hands.fields) == (4, 6)
    assert hands.way == [
        "Hej Karen",
        "Hvordan går det med Lektiecafé?",
        "Passer det?",
        "Tak. Svaret er sendt.",
    ]
    due.refresh_from_db()
    assert due.answered_at.date() == dt.datetime.now(dt.UTC).date()
    assert due.measurements.get().value == 26
