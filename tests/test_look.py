"""The style sheet keeps its promises: contrast, weight, and no colour outside the tokens."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

ROOT = Path(settings.BASE_DIR)
CSS = (ROOT / "static/css/portal.css").read_text()
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})\b", CSS))


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG, between 1 and 21."""
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ["kalk", "hvid", "sand"]
TINTS = ["petrol-s", "okker-s", "mos-s", "roed-s", "blomme-s", "graa-s"]
TEXTS = (
    [("ink", ground) for ground in GROUNDS + TINTS]
    + [("ink-2", ground) for ground in GROUNDS + TINTS]
    + [("link", ground) for ground in GROUNDS + TINTS]
    + [
        ("petrol", "hvid"),
        ("petrol", "petrol-s"),
        ("petrol-d", "petrol-s"),
        ("hvid", "petrol"),
        ("hvid", "petrol-d"),
    ]
    + [
        ("okker-t", "okker-s"),
        ("mos", "mos-s"),
        ("mos", "kalk"),
        ("roed", "hvid"),
        ("roed", "kalk"),
        ("roed", "roed-s"),
    ]
    + [("blomme", "blomme-s"), ("visited", "kalk")]
)
MARKS = (
    [("kant", ground) for ground in GROUNDS]
    + [
        ("okker", "kalk"),
        ("okker", "hvid"),
        ("petrol", "kalk"),
        ("petrol", "hvid"),
        ("roed", "hvid"),
        ("mos", "kalk"),
    ]
    + [(series, ground) for series in ("c1", "c2", "c3", "c4") for ground in ("kalk", "hvid")]
    + [("fokus", "ink"), ("fokus", "petrol"), ("ink", "kalk"), ("ink", "hvid")]
)


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text, ground):
    assert contrast(text, ground) >= 5.8


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_borders_and_marks_can_be_seen(mark, ground):
    assert contrast(mark, ground) >= 3


def test_colours_are_only_named_once():
    """Outside the tokens only print may say black, white and grey."""
    rest = CSS[CSS.index("/* 3 — Ground") : CSS.index("@media print")]
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(", rest) == []


def test_every_token_that_is_used_exists():
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", CSS)) <= set(re.findall(r"--([a-z0-9-]+):", CSS))


def test_the_style_sheet_weighs_at_most_15_kb_packed():
    assert len(gzip.compress(CSS.encode(), 9)) <= 15 * 1024


def test_the_script_weighs_at_most_5_kb():
    assert (ROOT / "static/js/portal.js").stat().st_size <= 5 * 1024


def test_the_icons_weigh_at_most_3_kb_packed():
    assert len(gzip.compress((ROOT / "static/icons.svg").read_bytes(), 9)) <= 3 * 1024


def test_nothing_sticks_floats_or_casts_a_shadow():
    assert re.findall(r"position:\s*(?:fixed|sticky)", CSS) == []
    assert "gradient" not in CSS
    assert set(re.findall(r"box-shadow:\s*([^;]+);", CSS)) <= {"0 0 0 5px var(--fokus)", "none"}


def test_print_and_forced_colours_are_thought_of():
    assert "@media print" in CSS
    assert "details::details-content" in CSS
    assert "@media (forced-colors: active)" in CSS
    assert "prefers-reduced-motion" in CSS


PAGES = [path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_holds_nothing_the_content_policy_refuses(page):
    text = page.read_text()
    assert not re.search(r"\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert "<style" not in text


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_form_that_changes_something_carries_its_token(page):
    for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", page.read_text(), re.S | re.I):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_link_leads_somewhere_and_no_button_is_dead(page):
    text = page.read_text()
    assert not re.search(r"<a(?![^>]*\bhref=)[\s>]", text)
    assert not re.search(r"<button[^>]*\bdisabled", text)


@pytest.mark.parametrize(
    ("name", "words"),
    [("500.html", "Det er ikke din skyld"), ("503.html", "straks tilbage"), ("400.html", "Gå tilbage")],
)
def test_the_pages_of_last_resort_need_nothing(name, words, django_assert_num_queries):
    html = render_to_string(name)
    assert words in html
    assert "{%" not in html


@pytest.mark.django_db
class TestErrors:
    def test_what_is_not_there_says_where_to_go(self, client):
        answer = client.get("/findes-ikke/")
        assert answer.status_code == 404
        assert "Siden findes ikke" in answer.content.decode()

    def test_not_there_is_the_same_to_the_byte(self, client):
        """What one may not know of looks exactly like what is not there."""
        token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')  # masked anew in every answer
        one, other = (
            token.sub(b"", client.get(path).content) for path in ("/findes-ikke/1/", "/heller-ikke/")
        )
        assert one == other

    def test_not_allowed_says_the_sentence_it_was_given(self):
        from django.core.exceptions import PermissionDenied

        from aab_social.pages.errors import not_allowed

        request = RequestFactory().get("/")
        html = not_allowed(request, PermissionDenied("Anne Lund kan give dig adgang.")).content.decode()
        assert "Anne Lund kan give dig adgang." in html
        assert "ring til os" in not_allowed(request, PermissionDenied()).content.decode()

    def test_a_form_that_is_too_old_says_to_try_again(self, settings):
        from django.test import Client

        answer = Client(enforce_csrf_checks=True).post("/sprog/", {"language": "en"})
        assert answer.status_code == 403
        assert "Prøv en gang til" in answer.content.decode()

    @pytest.mark.parametrize("path", ["/hjaelp/", "/privatliv/", "/was"])
    def test_fixed_pages_are_open_to_everyone(self, client, path):
        answer = client.get(path)
        assert answer.status_code == 200
        assert settings.AAB_CONTACT_PHONE in answer.content.decode()
        assert client.post(path).status_code == 405

    def test_every_page_has_its_frame(self, client):
        html = client.get("/hjaelp/").content.decode()
        assert html.index("Gå til indhold") < html.index("<header")
        assert '<html lang="da">' in html
        assert "<title>Hjælp og kontakt – Sociale indsatser i AAB</title>" in html
        assert html.count("<h1") == html.count("<main") == 1
        foot = html[html.index("<footer") :]
        at = [
            foot.index(word)
            for word in ("Hjælp og kontakt", "Ring ", "Tilgængelighedserklæring", "Privatliv", "English")
        ]
        assert at == sorted(at)
