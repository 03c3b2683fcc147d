"""The guides (P10): short, in both languages, the same for everybody, and one for the page one stands on."""

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils.translation import override

from aab_social.pages.guide_pictures import PICTURES, WIDTH
from aab_social.pages.guides import BY_SLUG, GUIDES, MOST_WORDS, MOVED, PAGES, guide_of
from aab_social.pages.paper_forms import PAPER_FORMS
from accounts.lix import lix
from tests import factories
from tests.access.world import patterns

pytestmark = pytest.mark.django_db


def test_there_are_ten_and_none_is_long():
    assert len(GUIDES) == 10
    for language in ("da", "en"):
        with override(language):
            assert [g.slug for g in GUIDES if len(g.text.split()) > MOST_WORDS] == []
    with override("da"):
        danish = {g.slug: g.text for g in GUIDES}
        assert [slug for slug, text in danish.items() if lix(text) > 35] == []
    with override("en"):
        assert [g.slug for g in GUIDES if g.text == danish[g.slug]] == []


def test_every_guide_is_drawn_in_words_that_are_on_the_pages():
    """A drawn button says what the real one says, in both languages, and fits into its drawing."""
    root = settings.BASE_DIR
    apps = ("aab_social", "accounts", "evaluation", "initiatives", "templates")
    code = {path for app in apps for end in ("py", "html") for path in (root / app).rglob(f"*.{end}")}
    code -= {root / "aab_social/pages/guide_pictures.py"}
    everywhere = "\n".join(path.read_text() for path in code if "migrations" not in path.parts)
    assert [g.slug for g in GUIDES if len(PICTURES[g.slug]) != len(g.steps)] == []
    assert [slug for slug, drawn in PICTURES.items() if not any(drawn)] == []
    pictures = [picture for drawn in PICTURES.values() for picture in drawn if picture]
    with override("da"):
        words = {str(word) for picture in pictures for word in picture.words}
        assert [word for word in words if f'"{word}"' not in everywhere] == []
    for language in ("da", "en"):
        with override(language):
            assert [p.first for p in pictures if 16 + p.button_width > WIDTH - 2] == []
            assert [p.last for p in pictures if p.kind == "choice" and 54 + 7.2 * len(p.last) > WIDTH] == []
            assert [p.alt for p in pictures if "%" in p.alt] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_guide_is_kept_without_session_or_cookie(client, guide, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = f"/hjaelp/{guide.slug}/"
    answer = client.get(address)
    with override(answer.headers["Content-Language"]):
        assert all(str(step).split(".")[0] in answer.text for step in guide.steps if "'" not in str(step))
    assert (answer.status_code, answer.headers["Cache-Control"], dict(answer.cookies)) == (
        200,
        "public, max-age=60",
        {},
    )
    assert client.get(address, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    assert address in client.get("/hjaelp/").text


def test_an_earlier_name_leads_on_and_an_unknown_one_to_all_of_them(client):
    for earlier, now in MOVED.items():
        answer = client.get(f"/hjaelp/{earlier}/")
        assert (answer.status_code, answer.url) == (301, f"/hjaelp/{now}/")
    unknown = client.get("/hjaelp/findes-ikke/")
    assert unknown.status_code == 404
    assert "Den vejledning findes ikke. Her er dem, vi har." in unknown.text
    assert unknown.text.count('href="/hjaelp/') >= len(GUIDES)
    assert set(MOVED.values()) <= BY_SLUG.keys()
    assert set(PAGES.values()) == BY_SLUG.keys()


@pytest.mark.parametrize("form", PAPER_FORMS, ids=lambda form: form.slug)
def test_a_sheet_asks_what_the_page_asks_and_is_found_from_help_and_its_guide(client, form):
    address = f"/hjaelp/skema/{form.slug}/"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"], dict(answer.cookies)) == (
        200,
        "public, max-age=60",
        {},
    )
    for number, asked in enumerate(form.questions, start=1):
        assert f"<h2>{number}. {asked.words}</h2>" in answer.text
    assert answer.text.count('<p class="streg">') == 1 + sum(asked.lines for asked in form.questions)
    for page in ("/hjaelp/", f"/hjaelp/{form.guide}/"):
        assert f'href="{address}"' in client.get(page).text


def test_an_unknown_sheet_leads_to_all_of_them(client):
    unknown = client.get("/hjaelp/skema/findes-ikke/")
    assert (unknown.status_code, unknown.text.count('href="/hjaelp/skema/')) == (404, len(PAPER_FORMS))


def test_every_guided_page_is_there():
    names = [name for name, _pattern in patterns()]
    assert [start for start in PAGES if not any(name.startswith(start) for name in names)] == []
    assert guide_of("healthz") is None


def test_a_page_leads_to_its_own_guide(client):
    client.force_login(factories.make_board_member(factories.make_department("58")))
    text = client.get("/afdelinger/58/frivilligt/").content.decode()
    assert '<a href="/hjaelp/beskriv-frivilligt-arbejde/">Vejledning: Beskriv frivilligt arbejde</a>' in text
    assert "Vejledning:" not in client.get("/frister/").content.decode()


def test_the_statement_forwards_once_there_is_one_and_our_copy_stays(client):
    assert "Tilgængelighedserklæring" in client.get("/was").text
    official = "https://www.was.digst.dk/indsatser-aab-dk"
    with override_settings(AAB_WAS_ADDRESS=official):
        answer = client.get("/was")
        assert (answer.status_code, answer.url) == (302, official)
        own = client.get("/tilgaengelighed/")
        assert official in own.text
        assert "00 00 00 00" in own.text
        assert 'href="/was"' in own.text
