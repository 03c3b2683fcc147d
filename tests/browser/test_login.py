"""Log-in in a real browser: both ways in on a phone and a screen, with and without scripts."""

import pytest

from accounts.models import LoginCode
from tests.doors import PASSWORD, app_code
from tests.factories import make_board_member, make_staff

WIDTHS = [320, 1280]


@pytest.fixture
def looks_right(page, axe):
    """`looks_right("Log ind")`: the page with that heading, accessible, and no wider than the screen."""

    def look(heading: str) -> None:
        assert page.locator("h1").inner_text() == heading
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    return look


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_board_member_comes_in_by_code(page, live_server, looks_right, width):
    make_board_member(email="karen@example.dk")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + "/min-side/")
    looks_right("Log ind")
    page.get_by_label("Din mail").fill("karen")
    press(page, "Send mig en kode")
    looks_right("Log ind")
    assert page.evaluate("document.activeElement.id") == "fejl"
    page.get_by_label("Din mail").fill("karen@example.dk")
    press(page, "Send mig en kode")
    looks_right("Skriv koden")
    box = page.get_by_label("Kode fra mailen")
    assert (box.get_attribute("inputmode"), box.get_attribute("autocomplete")) == ("numeric", "one-time-code")
    for number in range(5):
        box.fill("000 000")
        press(page, "Log ind")
        if number in (0, 4):
            looks_right("Skriv koden" if number == 0 else "Få en ny kode")
    press(page, "Send mig en ny kode")
    looks_right("Skriv koden")
    code = LoginCode.objects.latest("pk").digits
    box.fill(f"{code[:3]} {code[3:]}")
    press(page, "Log ind")
    looks_right("Min side")


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_come_in_by_password_and_turn_on_the_second_factor(page, live_server, looks_right, width):
    make_staff(email="mette@example.dk", password=PASSWORD)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + "/log-ind/?next=/min-side/")
    page.get_by_label("Din mail").fill("mette@example.dk")
    press(page, "Jeg er ansat: brug adgangskode")
    looks_right("Log ind som ansat")
    page.get_by_label("Adgangskode").fill("forkert")
    press(page, "Log ind")
    looks_right("Log ind som ansat")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    press(page, "Log ind")
    looks_right("Min side")
    with page.expect_navigation():
        page.get_by_role("link", name="Slå totrinslogin til", exact=True).first.click()
    looks_right("Skriv din adgangskode igen")
    page.get_by_label("Din adgangskode").fill(PASSWORD)
    press(page, "Fortsæt")
    looks_right("Slå totrinslogin til")
    assert page.get_by_alt_text("QR-kode til din app").evaluate("picture => picture.naturalWidth") > 0
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Kode fra appen").fill(app_code(secret))
    press(page, "Slå totrinslogin til")
    looks_right("Dine nødkoder")
    spare = page.locator("main .kode").first.inner_text()
    page.goto(live_server.url + "/min-side/totrin/noedkoder/nye/")
    looks_right("Vil du lave nye nødkoder?")
    page.goto(live_server.url + "/min-side/totrin/fra/")
    looks_right("Vil du slå totrinslogin fra?")
    page.goto(live_server.url + "/min-side/adgangskode/")
    press(page, "Gem adgangskoden")
    looks_right("Skift adgangskode")
    page.goto(live_server.url + "/log-ud/")
    looks_right("Vil du logge ud?")
    press(page, "Log ud")
    page.goto(live_server.url + "/log-ind/adgangskode/?next=/min-side/")
    page.get_by_label("Din mail").fill("mette@example.dk")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    press(page, "Log ind")
    looks_right("Skriv koden fra din app")
    page.get_by_label("Kode fra din app").fill(spare)
    press(page, "Log ind")
    looks_right("Min side")


@pytest.mark.parametrize("width", WIDTHS)
def test_staff_forget_the_password(page, live_server, looks_right, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + "/ny-adgangskode/")
    looks_right("Få en ny adgangskode")
    page.get_by_label("Din mail").fill("mette@example.dk")
    press(page, "Send mig et link")
    looks_right("Se i din mail")
    page.goto(live_server.url + "/ny-adgangskode/1/abc-def/")
    looks_right("Linket virker ikke længere")


def test_log_in_needs_no_scripts(new_context, live_server):
    karen = make_board_member(email="karen@example.dk")
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + "/min-side/")
    page.get_by_label("Din mail").fill("karen@example.dk")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Kode fra mailen").fill(LoginCode.objects.get(person=karen).digits)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Min side"
