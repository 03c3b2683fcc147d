"""A consultant at work in a real browser: a draft from eight answers, points in a row, a list that follows."""

import re

import pytest

from initiatives.models import Initiative, SavedAnswer, Submission
from tests import factories as make


@pytest.fixture
def mette(log_in):
    make.make_policy()
    for number in ("33", "52", "58"):
        make.make_department(number, municipality="København")
    mette = make.make_staff("Mette Holm")
    log_in(mette)
    return mette


def answer_the_eight(page):
    page.get_by_label("Hvad hedder indsatsen?").fill("Lektiecafé")
    page.get_by_label("Skriv numrene").fill("52, 58")
    page.get_by_label("Uddannelse og beskæftigelse").check()
    for name, day in (("starts_on", (5, 1, 2027)), ("ends_on", (30, 6, 2027))):
        for part, number in zip(("day", "month", "year"), day, strict=True):
            page.locator(f"[name={name}_{part}]").fill(str(number))
    page.get_by_label("Hvad går den ud på?").fill("Vi hjælper børn med lektier.")
    page.get_by_role("group", name="Er der penge udefra?").get_by_label("Ja").check()
    page.get_by_role("group", name="Er kommunen med?").get_by_label("Nej").check()


def test_a_draft_takes_two_clicks_and_eight_answers(page, open_page, mette):
    open_page("/indsatser/", "Indsatser")
    page.get_by_role("link", name="Ny indsats").click()
    answer_the_eight(page)
    page.get_by_role("button", name="Opret, og se tjekliste").click()
    assert page.locator("h1").inner_text() == "Lektiecafé"
    assert "Afdeling 52 og 58" in page.locator("main").inner_text()


def test_a_double_click_makes_one_draft(page, open_page, mette):
    open_page("/indsatser/ny/", "Ny indsats")
    answer_the_eight(page)
    page.get_by_role("button", name="Opret, og se tjekliste").dblclick()
    page.wait_for_url("**/tjekliste/")
    assert Initiative.objects.count() == 1


def test_departments_can_be_ticked_with_the_keyboard(page, open_page, mette):
    open_page("/indsatser/ny/", "Ny indsats")
    page.get_by_label("Skriv numrene").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("[name=departments-ticked]:checked").count() == 1


def test_a_tab_that_is_closed_loses_nothing_that_was_typed(page, open_page, context, live_server, mette):
    case = make.make_initiative(by=mette)
    address = f"/indsatser/{case.pk}/tjekliste/1.3/"
    open_page(address, "Afdelingens eget ansvar")
    page.locator("textarea").fill("Bestyrelsen vælger dagene")
    page.locator("[data-autosave-status]").get_by_text("Gemt kl.").wait_for()
    page.close()
    again = context.new_page()
    again.goto(live_server.url + address)
    assert again.locator("textarea").input_value() == "Bestyrelsen vælger dagene"
    assert case.statements.count() == 0
    again.get_by_role("button", name="Gem, og tilbage til listen").click()
    again.wait_for_url("**/tjekliste/")
    assert (case.statements.get().text, SavedAnswer.objects.count()) == ("Bestyrelsen vælger dagene", 0)


def test_a_number_of_a_person_is_said_while_it_is_typed(context, live_server, mette):
    case = make.make_initiative(by=mette)
    page = context.new_page()  # not watched: the answer is meant to be a refusal
    page.goto(f"{live_server.url}/indsatser/{case.pk}/tjekliste/1.3/")
    page.locator("textarea").fill("Ring til Bo, 010190-1234")
    page.locator("[data-autosave-status]").get_by_text("Ikke gemt. Her står noget").wait_for()


def test_only_the_questions_of_the_chosen_way_are_shown(page, open_page, mette):
    case = make.make_initiative(by=mette)
    open_page(f"/indsatser/{case.pk}/viden/", "Viden eller forsøg")
    learn, source = page.locator("[name=answer_learn]"), page.locator("[name=answer_source]")
    assert (learn.is_visible(), source.is_visible()) == (False, False)
    page.get_by_role("radio", name="Det er et forsøg").check()
    assert (learn.is_visible(), source.is_visible()) == (True, False)
    page.get_by_role("radio", name="Noget, der virker").check()
    assert (learn.is_visible(), source.is_visible()) == (False, True)


def test_the_list_follows_when_the_page_comes_into_sight_again(page, open_page, mette):
    case = make.make_initiative(by=mette)
    open_page(f"/indsatser/{case.pk}/tjekliste/", case.name)
    page.wait_for_function("'htmx' in window")
    link = page.locator("#punkt-1-3")
    link.focus()
    make.answer_for_residents(case, make.make_department("58"), asked_by=mette)
    with page.expect_response("**/tjekliste/?*"):
        page.evaluate("document.body.dispatchEvent(new Event('seen-again'))")
    page.locator("#nyt").get_by_text("1 punkt er ændret: Beboernes beslutning er nu opfyldt.").wait_for(
        state="attached"
    )
    assert page.get_by_text("2 af 12 punkter er på plads.").is_visible()
    assert page.evaluate("document.activeElement.id") == "punkt-1-3"
    with page.expect_response("**/tjekliste/?*") as again:
        page.evaluate("document.body.dispatchEvent(new Event('seen-again'))")
    assert again.value.status == 204


def test_pressing_send_twice_sends_once(page, open_page, mette):
    make.make_body("leader")
    case = make.complete_case(by=mette)
    open_page(f"/indsatser/{case.pk}/send/", "Klar til at sende")
    page.get_by_role("button", name="Send til godkendelse").dblclick()
    page.get_by_text("Til godkendelse").first.wait_for()
    assert Submission.objects.count() == 1


def test_a_checklist_prints_on_two_sheets(page, open_page, mette):
    departments = [make.make_department(number) for number in ("52", "58")]
    case = make.complete_case(
        by=mette, departments=departments, expects_outside_money=True, involves_municipality=True
    )
    open_page(f"/indsatser/{case.pk}/tjekliste/", case.name)
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheets)) == 2


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_accessible_also_when_something_must_be_mended(page, open_page, axe, mette, width):
    page.set_viewport_size({"width": width, "height": 900})
    make.make_decider()
    draft = make.make_initiative(by=mette, areas=[])
    ready = make.complete_case(by=mette, name="Fællesspisning i gården, hver torsdag hele vinteren")
    steps = [
        ("/indsatser/", "Indsatser", None),
        ("/indsatser/ny/", "Ny indsats", "Opret, og se tjekliste"),
        (f"/indsatser/{draft.pk}/rediger/", f"Ret {draft.name}", None),
        (f"/indsatser/{draft.pk}/tjekliste/", draft.name, None),
        (
            f"/indsatser/{draft.pk}/tjekliste/2.1/",
            "Støtte til den lokale drift",
            "Gem, og gå til næste, der mangler",
        ),
        (f"/indsatser/{draft.pk}/viden/", "Viden eller forsøg", "Gem, og gå til næste, der mangler"),
        (f"/indsatser/{draft.pk}/tjekliste/4.1/forklar/", "Partnere", "Gem, og tilbage til listen"),
        (f"/indsatser/{ready.pk}/send/", "Klar til at sende", None),
        (f"/indsatser/{ready.pk}/historik/", "Historik", None),
        (f"/indsatser/{ready.pk}/flyt/withdraw/", "Træk tilbage", "Træk tilbage"),
        (f"/indsatser/{ready.pk}/flyt/start/", "Sæt i gang", None),
    ]
    for address, heading, button in steps:
        open_page(address, heading)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if button:
            page.get_by_role("button", name=button).click()
            assert page.title().startswith("Fejl: "), address
            assert axe(page) == [], f"{address} with faults"
            for summary in page.locator("main summary").all():
                summary.click()
            assert axe(page) == [], f"{address} unfolded"


class TestWithoutScripts:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return browser_context_args | {"java_script_enabled": False}

    def test_a_case_is_created_answered_and_sent(self, page, open_page, mette):
        make.make_body()
        open_page("/indsatser/ny/", "Ny indsats")
        answer_the_eight(page)
        page.get_by_role("button", name="Opret, og se tjekliste").click()
        page.get_by_role("link", name="Afdelingens eget ansvar").first.click()
        page.locator("textarea").fill("Bestyrelsen vælger dagene")
        page.get_by_role("button", name="Gem, og gå til næste, der mangler").click()
        assert page.locator("h1").inner_text() == "Støtte til den lokale drift"
        page.get_by_label("Vi forklarer, hvorfor ikke").check()
        page.locator("[name=explanation]").fill("Den handler om skolen.")
        page.get_by_role("button", name="Gem, og tilbage til listen").click()
        page.get_by_role("link", name="Se det hele igennem").click()
        assert page.locator("h1").inner_text().startswith("Du kan ikke sende indsatsen endnu. Der mangler ")
        ready = make.complete_case(by=mette)
        open_page(f"/indsatser/{ready.pk}/send/", "Klar til at sende")
        page.get_by_role("button", name="Send til godkendelse").click()
        assert Submission.objects.get().initiative == ready
