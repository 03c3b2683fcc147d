"""Badges, numbers and dates as people read them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from accounts import drawings, status_words
from accounts.models import User
from accounts.templatetags import portal
from initiatives.models import Status

TODAY = date(2025, 11, 20)


def draw(template, **context):
    return Template("{% load portal %}" + template).render(Context(context))


# --- Badges -----------------------------------------------------------------------------------


def test_every_status_of_an_initiative_has_a_badge():
    assert set(status_words.INITIATIVE) == set(Status.values)
    for status in Status:
        assert f"{status.label}</span>" in portal.status_badge(status)


@pytest.mark.parametrize("words", [status_words.INITIATIVE, status_words.POINT, status_words.GOAL])
def test_no_two_badges_of_a_kind_look_alike(words):
    """Word and icon together must tell them apart in greyscale, so no icon is used twice."""
    assert len({word.icon for word in words.values()}) == len(words)


def test_no_badge_is_red():
    for words in (status_words.INITIATIVE, status_words.POINT, status_words.GOAL):
        assert all("r" not in word.tone.split() for word in words.values())


def test_what_is_done_has_no_fill():
    assert 'class="st t"' in portal.point_badge("met")
    assert 'class="st t"' in portal.goal_badge("reached")


def test_every_icon_that_is_used_is_drawn():
    sprite = (Path(settings.BASE_DIR) / "static/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {
        word.icon
        for words in (status_words.INITIATIVE, status_words.POINT, status_words.GOAL)
        for word in words.values()
    }
    for page in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        used |= set(re.findall(r'{% icon "([^"]+)" %}', page.read_text()))
    assert used <= drawn, used - drawn


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in portal.icon("clock")


def test_a_badge_escapes_its_word():
    assert "<script>" not in portal.badge("<script>", "clock")


@pytest.mark.parametrize(
    ("due_on", "says", "tone"),
    [
        (date(2025, 11, 17), "3 dage over frist", "o"),
        (date(2025, 11, 19), "1 dag over frist", "o"),
        (date(2025, 11, 20), "Frist i dag", "n"),
        (date(2025, 11, 21), "Frist i morgen", "n"),
        (date(2025, 11, 23), "Frist om 3 dage", "n"),
        (date(2026, 3, 1), "Frist 1. marts 2026", "n"),
    ],
)
@time_machine.travel(datetime(2025, 11, 20, 12, tzinfo=UTC), tick=False)
def test_a_deadline_says_how_long_there_is(due_on, says, tone):
    html = draw("{% deadline_badge due_on today %}", due_on=due_on, today=TODAY)
    assert f">{says}<" in html.replace("</svg>", "</svg>>")
    assert f'class="st {tone}"' in html


def test_no_deadline_no_badge():
    assert draw("{% deadline_badge due_on %}", due_on=None) == ""


@pytest.mark.parametrize(
    ("strength", "word"), [("must", "Skal"), ("explain", "Skal eller forklar"), ("may", "Gerne")]
)
def test_strength_is_a_word_in_a_frame(strength, word):
    assert portal.strength_tag(strength) == f'<span class="krav">{word}</span>'


# --- Numbers, days, people --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(12500, "12.500 kr."), (Decimal("12500.50"), "12.500,50 kr."), (0, "0 kr."), (-500, "-500 kr."),
     (Decimal("1234567.00"), "1.234.567 kr."), (None, ""), ("", "")],
)  # fmt: skip
def test_money_is_written_the_danish_way(amount, shown):
    assert portal.kroner(amount) == shown


@time_machine.travel(datetime(2025, 11, 20, 12, tzinfo=UTC), tick=False)
def test_a_day_names_the_year_only_when_it_is_another():
    assert portal.day(date(2025, 11, 20)) == "20. november"
    assert portal.day(date(2024, 3, 1)) == "1. marts 2024"
    assert portal.day(None) == ""


@time_machine.travel(datetime(2025, 11, 20, 12, tzinfo=UTC), tick=False)
def test_a_moment_is_shown_in_danish_time():
    late = datetime(2025, 11, 20, 23, 42, tzinfo=UTC)
    assert portal.day(late) == "21. november"
    assert portal.clock(late) == "kl. 0.42"
    assert portal.clock(None) == ""


@time_machine.travel(datetime(2025, 11, 20, 12, tzinfo=UTC), tick=False)
def test_english_dates_are_english():
    with translation.override("en"):
        assert portal.day(date(2025, 11, 20)) == "20 November"


def test_a_person_is_named_with_a_phone_to_press():
    mette = User(name="Mette Holm", email="mette@example.dk", phone="00 00 00 00")
    assert portal.person_with_phone(mette) == (
        'Mette Holm, tlf. <a class="ingenbryd" href="tel:+4500000000">00 00 00 00</a>'
    )
    mette.phone = ""
    assert portal.person_with_phone(mette) == "Mette Holm"
    assert portal.person_with_phone(None) == ""


def test_names_are_joined_as_one_says_them():
    assert portal.list_of_names(["Anne"]) == "Anne"
    assert portal.list_of_names(["Anne", "Per", "Bo"]) == "Anne, Per og Bo"
    assert portal.list_of_names([]) == ""
    assert "<b>" not in portal.list_of_names(["<b>", "<b>"])


# --- Drawings ---------------------------------------------------------------------------------


def test_a_goal_line_says_its_numbers_in_words():
    html = draw("{% goal_line start=12 target=40 now=31 unit='personer' %}")
    assert 'aria-label="Start 12, nu 31, mål 40 personer"' in html
    assert "ikke målt" in draw("{% goal_line start=12 target=40 %}")


@pytest.mark.parametrize(
    ("start", "target", "now"),
    [
        (12, 40, 31),
        (40, 12, 31),
        (10, 12, 100),
        (5, 5, 5),
        (0, 1, None),
        (Decimal("1250.5"), 0, -3),
        (0, 10**9, 10**12),
    ],
)
def test_a_goal_line_stays_inside_its_frame(start, target, now):
    line = drawings.goal_line(start, target, now, "nu", "mål")
    for mark in filter(None, (line.start, line.target, line.now)):
        assert 0 < mark.x < drawings.GOAL_WIDTH


def test_start_and_target_close_together_share_one_text():
    line = drawings.goal_line(10, 12, 100, "nu", "mål")
    assert (line.start.text, line.target.text) == ("", "10 · mål 12")


def test_coordinates_are_never_written_with_a_thousand_point():
    html = draw("{% goal_line start=1000000 target=2000000 now=1500000 %}")
    assert not re.search(r'(?:x|cx)="\d+[.,]\d', html)


@pytest.mark.parametrize(
    ("spent", "granted", "shares"), [(61000, 80000, (64, 83)), (0, 0, (0, 0)), (200000, 1, (100, 0))]
)
def test_a_money_bar_never_runs_over(spent, granted, shares):
    bar = drawings.money_bar(96000, spent, granted)
    assert (bar.spent, bar.granted) == shares


def test_a_money_bar_without_a_budget_is_empty():
    assert drawings.money_bar(0, 100, 100) == drawings.MoneyBar(0, 0)
    assert 'aria-label="Brugt 0 kr. af 0 kr."' in draw("{% money_bar 'b' total=0 %}")


def test_progress_is_as_many_parts_as_points():
    html = draw("{% progress 2 5 %}")
    assert html.count("<span") == 5
    assert html.count('class="f"') == 2
