"""The residents' decision in a real browser: what is shown when, what is kept, and nothing axe finds."""

import datetime as dt

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from initiatives.models import BoardRequest, BoardSeat, Evidence, ResidentDecision
from initiatives.residents import Answer, answer_for_residents, ask_boards, correct_answer
from tests import factories

QUESTION = "Var beboerne med i beslutningen?"


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm")


@pytest.fixture
def asked(mette):
    """Four departments: one waits, one said yes with wishes, one no, and one has no board."""
    factories.make_policy()
    departments = [factories.make_department(number) for number in ("33", "52", "58")]
    for department in departments:
        factories.make_board_member(department, f"Medlem {department.number}", phone="00 00 00 00")
    without = factories.make_department("99", has_board=False)
    draft = factories.make_initiative(by=mette, departments=[*departments, without])
    requests = ask_boards(draft, departments=departments, deadline_on=factories.in_days(21), by=mette)
    given = {"form": "department_meeting", "held_on": factories.in_days(-9), "sentence": "Vi stemte."}
    for request, result in zip(requests[:2], ("no", "yes_with_wishes"), strict=True):
        answer = Answer(**given, result=result, wishes="Åbent om søndagen.")
        answer_for_residents(request, answer=answer, by=member(request))
    return requests[2]


def member(request):
    return BoardSeat.objects.get(department=request.department).person


def url(request, rest: str = "") -> str:
    return f"/indsatser/{request.initiative_id}/beboerbeslutning/{request.department_id}/{rest}"


def fill_in(page) -> None:
    held = factories.in_days(-9)
    page.check("input[value=department_meeting]")
    for part in ("day", "month", "year"):
        page.fill(f"#id_held_on_{part}", str(getattr(held, part)))
    page.check("input[value=yes]")


def submit(page) -> None:
    page.get_by_role("button", name="Fortsæt").click()


def test_only_the_questions_that_the_answers_call_for_are_shown(page, open_page, log_in, asked):
    log_in(member(asked))
    open_page(url(asked), QUESTION)
    when, result = page.get_by_text("Hvornår var det?"), page.get_by_text("Hvad besluttede beboerne?")
    for shown in (when, result):
        expect(shown).to_be_visible()
    for hidden in ("Hvornår spørger I dem?", "Hvad ønskede beboerne?", "Vil I skrive hvorfor?", "Kun hvis"):
        expect(page.get_by_text(hidden).first).to_be_hidden()
    page.check("input[value=yes_with_wishes]")
    expect(page.get_by_text("Hvad ønskede beboerne?")).to_be_visible()
    page.check("input[value=no]")
    expect(page.get_by_text("Hvad ønskede beboerne?")).to_be_hidden()
    expect(page.get_by_text("Vil I skrive hvorfor?")).to_be_visible()
    page.check("input[value=not_asked]")
    expect(page.get_by_text("Hvornår spørger I dem?")).to_be_visible()
    for gone in (when, result):
        expect(gone).to_be_hidden()


def test_a_photo_is_sent_without_any_script(browser, watch, live_server, log_in_to, asked, tmp_path):
    photo = tmp_path / "referat.jpg"
    Image.new("RGB", (60, 80), "white").save(photo)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    log_in_to(context, member(asked))
    page = watch(context.new_page())
    page.goto(live_server.url + url(asked))
    fill_in(page)
    page.set_input_files("#id_upload", photo)
    page.fill("#id_attendance", "mange")
    submit(page)
    assert page.title().startswith("Fejl: ")
    expect(page.get_by_text("Du har valgt referat.jpg. Vi har den stadig.")).to_be_visible()
    page.fill("#id_attendance", "31")
    submit(page)
    expect(page.locator("h1")).to_have_text("Passer det?")
    expect(page.get_by_text("referat.jpg")).to_be_visible()
    page.get_by_role("button", name="Send svar").click()
    expect(page.locator("h1")).to_have_text("Tak. Bestyrelsens svar er sendt")
    context.close()
    assert Evidence.objects.get().name == "referat.jpg"
    assert ResidentDecision.objects.current().get(department=asked.department).attendance == 31


def test_a_tab_that_dies_costs_at_most_the_last_seconds(context, page, open_page, log_in, live_server, asked):
    log_in(member(asked))
    open_page(url(asked), QUESTION)
    fill_in(page)
    page.fill("#id_sentence", "Alle stemte ja.")
    expect(page.locator(".gem")).to_contain_text("Du kan gå fra siden og komme tilbage.", timeout=8000)
    page.close()
    again = context.new_page()
    again.goto(live_server.url + url(asked))
    expect(again.locator("#id_sentence")).to_have_value("Alle stemte ja.")
    expect(again.locator("input[value=department_meeting]")).to_be_checked()


def half_open(page) -> None:
    """Every fold on the page opened."""
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")


STATES = {
    "overview": ("mette", "/indsatser/{pk}/beboerbeslutning/", half_open),
    "overview for a board": ("board", "/indsatser/{pk}/beboerbeslutning/", half_open),
    "questions": ("board", "{answer}", half_open),
    "questions with faults": ("board", "{answer}", submit),
    "not asked yet": ("board", "{answer}", lambda page: page.check("input[value=not_asked]")),
    "staff at the questions": ("mette", "{answer}", None),
    "written in": ("mette", "{answer}paa-vegne/", None),
    "written in with faults": (
        "mette",
        "{answer}paa-vegne/",
        lambda page: page.get_by_role("button", name="Gem svaret").click(),
    ),
    "paper": ("mette", "{answer}?print", None),
    "take out": ("mette", "{answer}tag-ud/", None),
    "files": ("mette", "/indsatser/{pk}/filer/", None),
    "files with faults": (
        "mette",
        "/indsatser/{pk}/filer/",
        lambda page: page.get_by_role("button", name="Læg filen ind").click(),
    ),
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_never_scrolls_sideways(
    page, live_server, log_in, axe, asked, mette, state, width
):
    who, address, act = STATES[state]
    page.set_viewport_size({"width": width, "height": 844})
    log_in(mette if who == "mette" else member(asked))
    address = address.format(pk=asked.initiative_id, answer=url(asked))
    assert page.goto(live_server.url + address).status == 200
    if act:
        act(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_receipt_of_a_corrected_answer_shows_both(page, open_page, log_in, axe, asked, width):
    page.set_viewport_size({"width": width, "height": 844})
    karen = member(asked)
    given = {"form": "department_meeting", "held_on": factories.in_days(-9), "sentence": "Vi stemte."}
    first = answer_for_residents(asked, answer=Answer(**given, result="no"), by=karen)
    correct_answer(first, answer=Answer(**given, result="yes", minutes_follow=True), by=karen)
    log_in(karen)
    open_page(url(asked, "kvittering/"), "Tak. Bestyrelsens svar er sendt")
    expect(page.get_by_text("Vi mangler referatet")).to_be_visible()
    expect(page.get_by_text("Vi gemmer begge svar.")).to_be_hidden()
    half_open(page)
    expect(page.get_by_text("Vi gemmer begge svar.")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 1280])
def test_asking_checking_receipt_and_ringing_are_accessible(page, live_server, log_in, axe, mette, width):
    page.set_viewport_size({"width": width, "height": 844})
    factories.make_policy()
    department = factories.make_department("58")
    karen = factories.make_board_member(department, "Karen Juhl", phone="00 00 00 00")
    draft = factories.make_initiative(by=mette, departments=[department, factories.make_department("52")])
    overview = f"{live_server.url}/indsatser/{draft.pk}/beboerbeslutning/"
    log_in(mette)
    page.goto(overview)
    assert axe(page) == []
    page.get_by_role("button", name="Send til 1 bestyrelse").click()
    BoardRequest.objects.update(
        deadline_on=factories.in_days(-8), asked_at=timezone.now() - dt.timedelta(days=29)
    )
    page.goto(overview)
    expect(page.get_by_text("Ring til bestyrelsen. De får ikke flere mails.")).to_be_visible()
    assert axe(page) == []
    log_in(karen)
    page.goto(live_server.url + url(BoardRequest.objects.get()))
    fill_in(page)
    page.fill("#id_sentence", "Alle stemte ja.")
    submit(page)
    expect(page.locator("h1")).to_have_text("Passer det?")
    assert axe(page) == []
    page.get_by_role("button", name="Send svar").click()
    expect(page.locator("h1")).to_have_text("Tak. Bestyrelsens svar er sendt")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
