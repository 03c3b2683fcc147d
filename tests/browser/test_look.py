"""What the style sheet and the small script do in a real browser."""

import pytest
from playwright.sync_api import expect

PAGES = {"/hjaelp/": "Hjælp og kontakt", "/privatliv/": "Privatliv", "/was": "Tilgængelighedserklæring"}
FAILED = "Ikke gemt. Der er ingen forbindelse."
FORM = """
<form data-autosave="/gem/"><label for="a">Svar</label><input id="a" name="a"><input type="file" name="fil">
<p class="gem" role="status" data-autosave-status data-failed="Ikke gemt. Der er ingen forbindelse."></p></form>
"""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_fixed_pages_are_accessible_and_never_scroll_sideways(page, open_page, axe, path, width):
    page.set_viewport_size({"width": width, "height": 844})
    open_page(path, PAGES[path])
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_first_stop_of_the_keyboard_skips_the_menu(page, open_page):
    open_page("/hjaelp/", "Hjælp og kontakt")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Gå til indhold"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "indhold"


def test_every_stop_of_the_keyboard_is_seen(page, open_page):
    open_page("/hjaelp/", "Hjælp og kontakt")
    stops = 0
    while stops < 60:
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            return [s.outlineStyle, parseFloat(s.outlineWidth) >= 2, r.bottom > 0 && r.top < innerHeight]; }"""
        )
        if seen is None:
            break
        assert seen == ["solid", True, True], page.evaluate("document.activeElement.outerHTML")
        stops += 1
    assert stops > 8


def test_the_footer_is_the_same_without_script_and_speaks_english(browser, live_server, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/hjaelp/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("main").get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url == f"{live_server.url}/hjaelp/"
    page.get_by_role("link", name="Dansk").click()
    page.get_by_role("main").get_by_role("button", name="Dansk").click()
    assert page.locator("html").get_attribute("lang") == "da"
    context.close()


# --- Saving while one types -------------------------------------------------------------------


def said(route, words, status=200):
    """The server's answer to a saving: one line of plain text."""
    route.fulfill(status=status, body=words, content_type="text/plain; charset=utf-8")


@pytest.fixture
def form(page, live_server):
    """A form that is saved while one types, and what the server was sent."""
    sent = []
    page.route(
        "**/gem/", lambda route: (sent.append(route.request.post_data), said(route, "Gemt kl. 19.42."))
    )
    page.goto(f"{live_server.url}/healthz")
    page.set_content(FORM)
    page.clock.install()
    page.add_script_tag(url=f"{live_server.url}/static/js/portal.js")
    page.sent = sent
    return page


def test_what_is_typed_is_saved_after_a_pause_and_said_once(form):
    form.locator("#a").press_sequentially("Hej")
    form.clock.run_for(1500)
    assert form.sent == []
    form.clock.run_for(1000)
    expect(form.locator(".gem")).to_have_text("Gemt kl. 19.42.")
    assert len(form.sent) == 1
    assert "Hej" in form.sent[0]
    assert "filename" not in form.sent[0]
    form.clock.run_for(10_000)
    assert len(form.sent) == 1


def test_no_connection_is_said_and_tried_again(form):
    form.unroute("**/gem/")
    form.route("**/gem/", lambda route: route.abort())
    form.locator("#a").press_sequentially("Hej")
    form.clock.run_for(2500)
    expect(form.locator(".gem")).to_have_text(FAILED)
    form.unroute("**/gem/")
    form.route("**/gem/", lambda route: said(route, "Gemt kl. 19.43."))
    form.clock.run_for(16_000)
    expect(form.locator(".gem")).to_have_text("Gemt kl. 19.43.")
    assert not form.evaluate("document.querySelector('.gem').classList.contains('gik-galt')")


def test_an_answer_that_leads_elsewhere_is_no_saving(form):
    """Logged off meanwhile: the server sends on to the log-in, and nothing has been saved."""
    form.unroute("**/gem/")
    form.route("**/gem/", lambda route: route.fulfill(body="<h1>Log ind</h1>", content_type="text/html"))
    form.locator("#a").press_sequentially("Hej")
    form.clock.run_for(2500)
    expect(form.locator(".gem")).to_have_text(FAILED)


def test_a_text_that_cannot_be_kept_is_said_in_the_servers_words(form):
    form.unroute("**/gem/")
    form.route("**/gem/", lambda route: said(route, "Ikke gemt. Her står et CPR-nummer.", 422))
    form.locator("#a").press_sequentially("Hej")
    form.clock.run_for(2500)
    expect(form.locator(".gem.gik-galt")).to_have_text("Ikke gemt. Her står et CPR-nummer.")
