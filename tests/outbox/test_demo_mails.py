"""The mails of a demo can be read in the browser, and only there."""

from __future__ import annotations

import pytest

from accounts import outbox

from .world import person, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMBEDDED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_FOLDER = tmp_path / "mails"
    settings.EMAIL_FILE_PATH = str(settings.MAIL_FOLDER)
    return settings.MAIL_FOLDER


@pytest.fixture
def two_mails(folder):
    put(to=person(), data={"subject": "Påmindelse på Ærø", "line": "----\nSvar <b>her</b>"})
    put(to=person("Bo Lind"), data={"subject": "Til Bo"})
    assert outbox.sweep().sent == 2


def addresses(client) -> list[str]:
    import re

    return re.findall(r'href="(/demo/mails/\d[^"]+)"', client.get("/demo/mails/").content.decode())


def test_an_empty_folder_says_so(client, folder):
    assert "Der er ingen mails endnu" in client.get("/demo/mails/").content.decode()


def test_the_list_shows_whom_what_and_where(client, two_mails, folder):
    text = client.get("/demo/mails/").content.decode()
    assert "Påmindelse på Ærø" in text
    assert "bo@example.dk" in text
    assert str(folder) in text
    assert len(addresses(client)) == 2
    assert "Påmindelse" not in client.get("/demo/mails/?til=bo@").content.decode()


def test_the_time_is_danish(client, folder):
    folder.mkdir()
    head = b"Subject: Hej\nDate: Tue, 24 Nov 2026 09:00:00 -0000\n\nHej\n"
    (folder / "20261124-100000-1.log").write_bytes(head + b"-" * 79 + b"\n")
    assert "kl. 10.00" in client.get("/demo/mails/").content.decode()


def test_a_mail_can_be_read_as_text_with_links(client, two_mails):
    pages = [client.get(address).content.decode() for address in addresses(client)]
    (page,) = [page for page in pages if "Påmindelse på Ærø" in page]
    assert "Svar &lt;b&gt;her&lt;/b&gt;" in page
    assert '<a href="https://portal.example.dk/svar/' in page


def test_a_mail_can_be_seen_as_a_mail_program_shows_it_and_is_shut_off(client, two_mails):
    response = client.get(addresses(client)[0] + "html/")
    assert "max-width:34rem" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe-inline" not in client.get(addresses(client)[0])["Content-Security-Policy"]


@pytest.mark.parametrize(
    "key", ["x", "../../etc/passwd", "20260101-000000-1.0", "20260101-000000-1.99", "%2e%2e"]
)
def test_nothing_else_can_be_read(client, two_mails, key):
    for ending in ("", "html/"):
        assert client.get(f"/demo/mails/{key}/{ending}").status_code == 404


def test_a_mail_beyond_the_last_of_its_file_is_not_found(client, two_mails):
    beyond = addresses(client)[0].rsplit(".", 1)[0] + ".7/"
    assert client.get(beyond).status_code == 404


def test_none_of_it_exists_in_production(client, two_mails, settings):
    found = addresses(client)
    settings.EMBEDDED = False
    for address in ["/demo/mails/", *found, *(address + "html/" for address in found)]:
        assert client.get(address).status_code == 404


def test_a_broken_mail_does_not_break_the_page(client, folder):
    folder.mkdir()
    (folder / "20260101-000000-1.log").write_bytes(b"no header at all\n\xff\xfe\n" + b"-" * 79 + b"\n\n")
    (folder / "20260101-000001-1.log").write_bytes(
        b"Date: yesterday\nSubject: =?x?=\n\nHej\n" + b"-" * 79 + b"\n"
    )
    assert client.get("/demo/mails/").status_code == 200
    for address in addresses(client):
        assert client.get(address).status_code == 200
