"""What a mail looks like: two forms of one letter, in the recipient's language, safe whatever was typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation

from accounts.models import User
from accounts.outbox import DigestLine, Heading, InDanish, Letter
from accounts.outbox.letter import absolute, compose, merge, render

from .world import person, put

KAREN = User(name="Karen Juhl", email="karen@example.dk")
METTE = User(name="Mette Holm", email="mette@example.dk", phone="00 00 00 00")

M1 = Letter(
    subject="Har beboerne sagt ja? Svar for Afdeling 58 (3 min.)",
    lines_before=["AAB vil gerne starte en lektiecafé i Afdeling 52 og 58.", "Vil du svare for bestyrelsen?"],
    button_label="Svar her",
    button_path="/o/1.abc/",
    lines_after=["Svar senest 20. november. Det er nok, at én af jer svarer."],
    contact=METTE,
    why="Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58.",
)


class _Visible(HTMLParser):
    """The words a reader sees, and the addresses behind them."""

    def __init__(self, html: str):
        super().__init__()
        self.words, self.links, self.tags, self._hidden = [], [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._hidden += tag in ("head", "title")
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        self._hidden -= tag in ("head", "title")

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def test_the_plain_text_reads_like_a_letter():
    text, _html = render(M1, KAREN)
    assert text == (
        "Hej Karen\n\n"
        "AAB vil gerne starte en lektiecafé i Afdeling 52 og 58.\n\n"
        "Vil du svare for bestyrelsen?\n\n"
        "Svar her:\nhttp://localhost:8000/o/1.abc/\n\n"
        "Svar senest 20. november. Det er nok, at én af jer svarer.\n\n"
        "Har du brug for hjælp? Ring til Mette Holm på 00 00 00 00, eller svar på denne mail.\n\n"
        "Venlig hilsen\nMette Holm, Boligforeningen AAB\n\n"
        "-- \nDu får mailen, fordi du sidder i bestyrelsen i Afdeling 58.\n"
    )


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "http://localhost:8000"


def test_both_forms_say_the_same():
    for letter in (M1, merge([M1, M1])):
        text, html = render(letter, KAREN)
        seen = _Visible(html)
        for words in seen.words:
            assert words in " ".join(text.split()).replace(":", "") or words in text, words
        assert sorted(set(seen.links)) == sorted(set(re.findall(r"https?://\S+", text)))


def test_there_is_one_button_no_picture_no_script_and_nothing_from_elsewhere():
    _text, html = render(M1, KAREN)
    seen = _Visible(html)
    assert seen.links == ["http://localhost:8000/o/1.abc/"]
    assert not {"img", "script", "link", "style", "iframe", "form"} & set(seen.tags)
    assert "color-scheme" in html


def test_whatever_was_typed_is_only_text():
    nasty = '<script>alert(1)</script> "x" {{ settings }} {% debug %}\r\n\r\nBcc: a@b.dk'
    letter = Letter(nasty, [nasty], "Svar her", "/x/", [nasty, InDanish(nasty), Heading(nasty)], why=nasty)
    text, html = render(letter, User(name=nasty))
    assert "<script>" not in html
    assert "script" not in _Visible(html).tags
    assert "{{ settings }}" in text
    assert "\n" not in letter.subject_line


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Kort", "Kort"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        (
            "Har beboerne sagt ja til lektiecaféen i Afdeling 52, 58 og 95 II?",
            "Har beboerne sagt ja til lektiecaféen i Afdeling 52, 58 og…",
        ),
        ("  To\nlinjer ", "To linjer"),
    ],
)  # fmt: skip
def test_a_subject_fits_in_a_phones_list(subject, line):
    assert Letter(subject, []).subject_line == line
    assert len(line) <= 60


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "svar/", "/a\\b", "/a b", ""])
def test_a_mail_links_to_the_portal_only(path):
    with pytest.raises(ValueError, match="pages of the portal"):
        absolute(path)


def test_somebody_without_a_phone_is_rung_at_aab():
    text, _html = render(Letter("Hej", ["x"], contact=User(name="Jonas Bech")), KAREN)
    assert "Har du brug for hjælp? Ring til os på 00 00 00 00." in text
    assert "Jonas Bech, Boligforeningen AAB" in text


def test_danish_words_in_an_english_mail_are_marked():
    with translation.override("en"):
        _text, html = render(Letter("Hello", ["Hello", InDanish("Vi mangler et tilbud.")]), KAREN)
    assert '<html lang="en">' in html
    assert re.search(r'<p[^>]* lang="da">Vi mangler et tilbud.</p>', html)
    _text, html = render(Letter("Hej", [InDanish("Vi mangler et tilbud.")]), KAREN)
    assert html.count('lang="da"') == 1


def test_a_heading_is_a_heading():
    _text, html = render(Letter("Hej", ["Godkendt.", Heading("Det sker nu")]), KAREN)
    assert re.search(r"<h2[^>]*>Det sker nu</h2>", html)


def test_a_line_of_a_merged_mail_says_when_and_how_long():
    assert DigestLine("Svar", "/x/", "Frist på torsdag.", 3).detail == "Frist på torsdag. 3 minutter."
    assert DigestLine("Svar", "/x/", minutes=1).detail == "1 minut."
    assert DigestLine("Svar", "/x/").detail == ""


def test_merged_letters_have_one_contact_or_none():
    jonas = User(pk=2, name="Jonas Bech", phone="00 00 00 01")
    mette = User(pk=1, name="Mette Holm", phone="00 00 00 00")
    one = Letter("A", [], "Svar", "/a/", contact=mette)
    other = Letter("B", [], "Svar", "/b/", contact=jonas)
    assert merge([one, one]).contact == mette
    assert merge([one, other]).contact is None


@pytest.mark.django_db
def test_an_answer_goes_to_the_person_who_can_help():
    mail = put(to=person())
    message = compose(M1, mail, message_id=mail.message_id)
    assert message.reply_to == ["mette@example.dk"]
    assert message.to == ["karen@example.dk"]


def test_the_mail_is_light_enough_for_every_mail_program():
    _text, html = render(merge([M1] * 10), KAREN)
    assert len(html.encode()) < 20_000
