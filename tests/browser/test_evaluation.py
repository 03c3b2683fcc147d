"""Goals and evaluations in a real browser: to axe, at 320 px, by keyboard alone, and without scripts."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.tasklinks import link_for
from evaluation.answers import Answer, answer
from evaluation.measuring import measure
from evaluation.models import Evaluation
from initiatives.models import BoardSeat, Initiative
from tests import factories


@pytest.fixture
def case(transactional_db):
    """A running case with three goals, a series, an evaluation that is answered and one that is open."""
    d58 = factories.make_department("58")
    initiative = factories.running_case(
        departments=[d58],
        starts_on=factories.in_days(-120),
        ends_on=factories.in_days(200),
        name="Fællesspisning",
    )
    first = initiative.criteria.get()
    factories.add_criterion(initiative, name="Naboer kender hinanden", baseline=34, target=60, unit="percent")
    factories.add_criterion(initiative, name="Få udsættelser", baseline=3, target=3, direction="hold")
    for days, value in ((-90, 14), (-60, 21), (-30, 24)):
        measure(first, value=Decimal(value), measured_on=factories.in_days(days), by=initiative.responsible)
    member = BoardSeat.objects.get(department=d58).person
    done = Evaluation.objects.create(
        initiative=initiative, department=d58, due_on=factories.in_days(-20), opens_on=factories.in_days(-34)
    )
    given = Answer("well", "Mange kommer.", "Opvasken er svær.", "yes", True, {first: Decimal(26)})
    answer(done, answer=given, by=member)
    Evaluation.objects.create(
        initiative=initiative, department=d58, due_on=factories.in_days(5), opens_on=factories.in_days(-9)
    )
    return Initiative.objects.get(pk=initiative.pk)


@pytest.fixture
def karen(case):
    return BoardSeat.objects.get(department__number="58").person


def row_of(case) -> Evaluation:
    return case.evaluations.open().get()


def paths_for(case) -> dict[str, list[str]]:
    here = f"/indsatser/{case.pk}"
    goal, row, done = case.criteria.first(), row_of(case), case.evaluations.answered().get()
    last = goal.measurements.standing().last()
    evaluations = f"{here}/evalueringer"
    return {
        "staff": [
            f"{here}/maal/",
            f"{here}/maal/nyt/",
            f"{here}/maal/nyt/?eksempel=tryghed-5",
            f"{here}/maal/{goal.pk}/",
            f"{here}/maal/{goal.pk}/ret/",
            f"{here}/maal/{goal.pk}/maaling/",
            f"{here}/maal/{goal.pk}/maaling/{last.pk}/ret/",
            f"{evaluations}/",
            f"{evaluations}/plan/",
            f"{evaluations}/{row.pk}/paa-vegne/",
            f"{evaluations}/{row.pk}/spring-over/",
        ],
        "board": [
            f"{here}/maal/",
            f"{evaluations}/",
            f"{evaluations}/{row.pk}/",
            f"{evaluations}/{row.pk}/?print",
            f"{evaluations}/{row.pk}/kan-ikke/",
            f"{evaluations}/{done.pk}/kvittering/",
            f"{evaluations}/{done.pk}/?ret=1",
        ],
    }


def looks_right(page, axe):
    assert axe(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )
    small = page.evaluate(
        """() => [...document.querySelectorAll('main svg text')]
        .filter(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a < 13).length"""
    )
    assert small == 0, page.url


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("who", ["staff", "board"])
def test_every_page_is_accessible_and_narrow_enough_in_every_state(
    case, karen, page, log_in, live_server, axe, who, width
):
    log_in(case.responsible if who == "staff" else karen)
    page.set_viewport_size({"width": width, "height": 844})
    for path in paths_for(case)[who]:
        response = page.goto(live_server.url + path)
        assert response.status == 200, path
        looks_right(page, axe)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
        looks_right(page, axe)
        boxes = page.locator("main form:not([action*='aabn']) button.btn:not(.let):not(.sek)")
        if boxes.count() and "/plan/" not in path:
            for box in page.locator("main input[type=text]:visible").all():
                box.fill("x")
            for text in page.locator("main textarea:visible").all():
                text.fill("")
            boxes.first.click()
            if page.title().startswith("Fejl: "):
                looks_right(page, axe)
                links = page.locator("#fejl a")
                assert links.count() > 0
                links.first.click()
                assert page.evaluate("document.activeElement !== document.body")


def test_the_point_pages_of_a_draft_are_accessible(page, log_in, live_server, axe, transactional_db):
    factories.make_policy()
    mette = factories.make_staff()
    draft = factories.make_initiative(by=mette)
    log_in(mette)
    page.set_viewport_size({"width": 320, "height": 844})
    for path in (f"/indsatser/{draft.pk}/maal/", f"/indsatser/{draft.pk}/evalueringer/plan/"):
        page.goto(live_server.url + path)
        looks_right(page, axe)
    factories.add_criterion(draft)
    page.goto(f"{live_server.url}/indsatser/{draft.pk}/maal/")
    looks_right(page, axe)
    page.get_by_role("link", name=re.compile("^Fjern")).click()
    looks_right(page, axe)


def test_the_journey_by_keyboard_alone_without_scripts(
    case, karen, browser, live_server, browser_context_args, axe
):
    """Blueprint 3.3: from the link in the mail to the receipt, four presses and six fields."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    phone = context.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(live_server.url + link_for(karen, "evaluation", row_of(case).pk).path)  # 1
    presses, fields = 1, 0

    def press(name):
        button = phone.get_by_role("button", name=name, exact=True)
        button.focus()
        phone.keyboard.press("Enter")

    press("Start")  # 2
    presses += 1
    expect(phone.locator("h1")).to_have_text("Hvordan går det med Fællesspisning?")
    assert "Opvasken er svær." in phone.locator("main").inner_text()
    for label in ("Godt", "Ja, men anderledes"):
        phone.get_by_role("radio", name=label, exact=True).focus()
        phone.keyboard.press("Space")
        fields += 1
    phone.get_by_label("Børn, der kommer hver uge").focus()
    phone.keyboard.type("31")
    for label, words in (("Hvad er gået godt?", "Alle hjælper."), ("Hvad har været svært?", "Vejret.")):
        phone.get_by_label(label).focus()
        phone.keyboard.type(words)
    phone.get_by_role("group", name="Må andre lære af jeres svar?").get_by_role("radio", name="Ja").focus()
    phone.keyboard.press("Space")
    fields += 4
    press("Fortsæt")  # 3
    presses += 1
    expect(phone.locator("h1")).to_have_text("Passer det?")
    press("Send svar")  # 4
    presses += 1
    expect(phone.locator("h1")).to_have_text("Tak. Svaret er sendt.")
    assert (presses, fields) == (4, 6)
    row = case.evaluations.get(due_on=factories.in_days(5))
    assert (row.going, row.answered_by) == ("well", karen)
    context.close()


def test_what_is_typed_is_saved_while_typing_and_there_in_another_browser(
    case, karen, page, log_in, live_server
):
    log_in(karen)
    address = f"{live_server.url}/indsatser/{case.pk}/evalueringer/{row_of(case).pk}/"
    page.goto(address)
    page.get_by_label("Hvad har været svært?").fill("Halvt skrevet")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Gemt kl.", timeout=8000)
    page.close()
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_label("Hvad har været svært?")).to_have_value("Halvt skrevet")
