"""Every page of the portal, for everybody who opens it, on a screen and on a phone, folded and unfolded."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import User
from tests.access.world import patterns

from .everywhere import PEOPLE, visits

PHONE, SCREEN = {"width": 320, "height": 844}, {"width": 1280, "height": 900}
NO_PAGES = {
    # What is typed is kept, and what is pressed is done, without a page of its own.
    "initiatives:create_typed",
    "initiatives:edit_typed",
    "initiatives:point_typed",
    "initiatives:resident_typed",
    "initiatives:resident_enter_typed",
    "initiatives:resident_remind",
    "initiatives:residents_send",
    "initiatives:evidence_mark",
    "initiatives:evidence_points",
    "evaluation:criteria_typed",
    "evaluation:answer_typed",
    "evaluation:enter_typed",
    "evaluation:open",
    "set_language",
    # Files, signs of life and forwards.
    "initiatives:evidence",
    "initiatives:initiative_short",
    "demo_mail_html",
    "healthz",
    "healthz_mails",
    "home",
    "initiative_short",
    "mfa_index",
    # Acts, switches and kept words behind a page that is on the list.
    "address_works",
    "close_typed",
    "short_typed",
    "dates_link",
    "dates_stop",
    "evaluation:approve_figures",
    "evaluation:invitation_close",
    "evaluation:measurement_approve",
    "initiatives:activities_fit",
    "initiatives:displacement_ask",
    "initiatives:evictions_choose",
    "initiatives:join_activity_named",
    "initiatives:point_still",
    "initiatives:resident_change_send",
    "initiatives:resident_still",
    "initiatives:service_mark",
    "initiatives:story_down",
    "meeting_make_pack",
    "remind_body",
    # More files and feeds.
    "calendar_feed",
    "funding:grants_sheet",
    "initiatives:agreement_file",
    "funding:guideline",
    "funding:money_sheet",
    "initiatives:join_calendar",
    "initiatives:qr",
    "initiatives:story_draft_photo",
    "initiatives:story_photo",
    # Pages whose place in the demo data is not on the list yet: opened by tests of their own, without axe.
}
WALKED_IN = {
    # Behind something one has to write first, or of a state the demo does not have: the file whose test puts axe on the
    # page, and the words by which that test knows that it is there.
    "login_code": ("test_login.py", "Skriv koden"),
    "mfa_authenticate": ("test_login.py", "Skriv koden fra din app"),
    "mfa_activate_totp": ("test_login.py", "Slå totrinslogin til"),
    "mfa_deactivate_totp": ("test_login.py", "Vil du slå totrinslogin fra?"),
    "mfa_view_recovery_codes": ("test_login.py", "Dine nødkoder"),
    "mfa_generate_recovery_codes": ("test_login.py", "Vil du lave nye nødkoder?"),
    "initiatives:resident_answer_check": ("test_resident_pages.py", "Passer det?"),
    "evaluation:answer_check": ("test_pages_of_a_moment.py", "evaluation:answer_check"),
    "decide_check": ("test_pages_of_a_moment.py", "decide_check"),
    "demo_mail": ("test_pages_of_a_moment.py", "demo_mail"),
    "initiatives:policy_move": ("test_pages_of_a_moment.py", "initiatives:policy_move"),
    "meeting_check": ("test_pages_of_a_moment.py", "meeting_check"),
}
LOOK = """() => {
  const shown = e => { const b = e.getBoundingClientRect(), s = getComputedStyle(e);
    return b.width && b.height && s.visibility !== "hidden" && b.right > 0 && !e.closest(".vh, .skip, .spring"); };
  const inline = e => e.matches("a") && getComputedStyle(e).display === "inline"
    && [...e.parentElement.childNodes].some(n => n !== e && n.textContent.trim().length > 1);
  const box = e => (e.matches(".valg input") ? e.closest(".valg") : e).getBoundingClientRect();
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  const targets = [...document.querySelectorAll(controls)];
  const drawn = [...document.querySelectorAll("svg text")].filter(shown);
  return {
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: targets.filter(e => shown(e) && !inline(e) && (box(e).height < 24 || box(e).width < 24))
      .map(e => e.outerHTML.slice(0, 90)),
    dead: document.querySelectorAll("button[disabled], a:not([href]), main:not(:only-of-type)").length,
    tinyDrawn: drawn.filter(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a < 13).length,
  };
}"""


@pytest.mark.parametrize("visit", visits(), ids=str)
def test_a_page_is_accessible_and_fits(visit, desk, axe):
    """Status and heading first: a page of faults would pass every other test."""
    page = desk(visit.who)
    page.set_viewport_size(SCREEN)
    answer = page.goto(desk.address(visit.address))
    assert (answer.status, page.locator("h1").all_inner_texts()) == (200, [desk.fill(visit.heading)])
    assert axe(page) == []
    assert page.evaluate(LOOK) == {"sideways": 0, "small": [], "dead": 0, "tinyDrawn": 0}
    page.set_viewport_size(PHONE)
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    assert axe(page) == []
    assert page.evaluate(LOOK) == {"sideways": 0, "small": [], "dead": 0, "tinyDrawn": 0}
    assert desk.wrong() == []


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("who", "BSDLM")
def test_an_open_menu_is_accessible(who, size, desk, axe):
    page = desk.open(who, "/was", "Tilgængelighedserklæring")
    page.set_viewport_size(size)
    page.locator(".nav summary:visible").last.click()
    assert axe(page) == []
    assert page.evaluate(LOOK) == {"sideways": 0, "small": [], "dead": 0, "tinyDrawn": 0}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert desk.wrong() == []


def test_every_title_says_which_page_it_is(desk):
    titles = Counter()
    for who, email in PEOPLE.items():
        client = Client()
        if email:
            client.force_login(User.objects.get(email=email))
        mine = [visit for visit in visits() if visit.who == who and "?" not in visit.address]
        for visit in mine:
            body = client.get(desk.fill(visit.address), follow=True).content.decode()
            (title,) = re.findall(r"<title>(.*?)</title>", body, re.DOTALL)
            assert title.endswith(" – Sociale indsatser i AAB"), visit
            titles[who, " ".join(title.split())] += 1
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("page", sorted(WALKED_IN))
def test_a_page_that_is_walked_elsewhere_is_walked_there(page):
    """The file named is there, uses axe, and opens the page in words of its own."""
    file, words = WALKED_IN[page]
    text = (Path(__file__).parent / file).read_text()
    assert (f'"{words}"' in text, "axe(page)" in text) == (True, True)
    assert page in {name for name, _pattern in patterns()}


def test_no_page_is_left_out(desk):
    """A new address must be put into the list of pages, or said to be none."""
    opened = {resolve(desk.fill(visit.address).split("?")[0]).view_name for visit in visits()}
    everything = {name for name, _pattern in patterns()}
    left = sorted(everything - opened - NO_PAGES - WALKED_IN.keys())
    assert left == []
