"""The bar of somebody with every role: five words, and the rest behind one of them, also without scripts."""

import pytest

from tests import factories

WORDS = ["Mine opgaver", "Vores afdeling", "Indsatser", "Til godkendelse", "Mere"]
REST = ["Råd og hjælp", "Overblik", "Læring", "Administration"]


@pytest.fixture
def bo(transactional_db):
    return factories.make_person_of_every_role()


def test_a_wide_screen_shows_five_words_and_the_rest_opens_without_scripts(
    bo, browser, browser_context_args, live_server, log_in_to
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    log_in_to(context, bo)
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/hjaelp/")
    bar = page.locator(".nav > ul > li:visible:not(.mig)")
    assert [words.split("\n")[0] for words in bar.all_inner_texts()] == WORDS
    page.locator(".nav summary", has_text="Mere").click()
    assert page.locator(".nav details[open] a").all_inner_texts() == REST
    context.close()


def test_an_opened_fold_is_accessible_and_fits_also_on_a_phone(bo, page, live_server, log_in, axe):
    log_in(bo)
    for width, words in ((1280, REST), (320, [*WORDS[2:4], *REST, "Min side"])):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/hjaelp/")
        page.locator(".nav summary:visible").filter(has_text="Mere" if width > 400 else "Menu").click()
        assert page.locator(".nav details[open] a").all_inner_texts() == words
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
