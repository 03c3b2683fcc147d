"""The pages of a case's files (L8): what they list, take and refuse, and what other pages say of files."""

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.evidence import (
    store_evidence,
)
from initiatives.history import preparers_of
from initiatives.models import Evidence
from initiatives.residents import ask_boards
from tests import factories

from .world import checked, fetch, picture, status

pytestmark = pytest.mark.django_db


def test_the_page_lists_adds_removes_and_puts_back(client, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    assert "Ingen filer endnu." in client.get(url).content.decode()
    typed = {
        "requirement_key": "1.1",
        "department": d58.pk,
        "upload": picture("referat.jpg"),
        "looked_through": "on",
    }
    html = client.post(url, typed, follow=True).content.decode()
    file = Evidence.objects.get()
    for words in ("referat.jpg er lagt ind.", "Beboernes beslutning, Afdeling 58", "Mette Holm"):
        assert words in html
    mark = reverse("initiatives:evidence_mark", args=[file.pk])
    html = client.post(mark, follow=True).content.decode()
    assert "1 fjernet fil" in html
    html = client.post(mark, {"undo": "1"}, follow=True).content.decode()
    assert "1 fjernet fil" not in html


def test_a_failed_try_says_what_to_do_and_keeps_the_file(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    html = client.post(url, {"upload": picture("referat.jpg")}).content.decode()
    assert "Vælg det punkt, filen hører til" in html
    assert "Du har valgt referat.jpg. Vi har den stadig." in html
    assert not Evidence.objects.exists()


def test_a_department_outside_the_case_cannot_be_chosen(client, draft, mette):
    client.force_login(mette)
    other = factories.make_department("33")
    typed = {"requirement_key": "1.1", "department": other.pk, "upload": picture()}
    assert client.post(reverse("initiatives:files", args=[draft.pk]), typed).status_code == 200
    assert not Evidence.objects.exists()


def test_boards_read_and_change_nothing(client, minutes, contract, draft, mette, karen, d58):
    ask_boards(draft, departments=[d58], deadline_on=factories.in_days(9), by=mette)
    client.force_login(karen)
    url = reverse("initiatives:files", args=[draft.pk])
    html = client.get(url).content.decode()
    assert "kontrakt.jpg" in html
    assert "Læg en fil ind" not in html
    assert client.post(url, {"requirement_key": "1.1", "upload": picture()}).status_code == 403
    assert client.post(reverse("initiatives:evidence_mark", args=[minutes.pk])).status_code == 403


def test_a_board_sees_no_file_of_another_department(client, minutes, draft, mette, amir):
    ask_boards(
        draft, departments=[factories.make_department("52")], deadline_on=factories.in_days(9), by=mette
    )
    client.force_login(amir)
    assert minutes.name not in client.get(reverse("initiatives:files", args=[draft.pk])).content.decode()


def test_the_page_costs_the_same_however_many_files(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    counts = []
    for number in (1, 2, 6):
        for _file in range(number):
            store_evidence(draft, requirement_key="5.2", upload=checked(), by=mette)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


def test_an_administrator_who_adds_a_file_has_prepared_the_case(draft):
    ada = factories.make_administrator()
    store_evidence(draft, requirement_key="5.2", upload=checked(), by=ada)
    assert ada.pk in preparers_of(draft)


def test_the_page_of_a_point_names_no_file_of_another_board(client, mette, d58, karen, amir):
    d52 = amir.board_seats.get().department
    case = factories.make_initiative(by=mette, departments=[d52, d58])
    for department in (d52, d58):
        factories.ask_board(case, department, by=mette)
    store_evidence(case, requirement_key="1.3", upload=checked("Kun for 58.jpg"), by=mette, department=d58)
    store_evidence(case, requirement_key="1.3", upload=checked("For alle.jpg"), by=mette)
    url = reverse("initiatives:point", args=[case.pk, "1.3"])
    seen = {}
    for person in (mette, karen, amir):
        client.force_login(person)
        page = client.get(url).text
        seen[person] = ("Kun for 58" in page, "For alle" in page)
    assert seen == {mette: (True, True), karen: (True, True), amir: (False, True)}


def test_a_board_does_not_fetch_its_own_file_from_a_draft_it_was_not_asked_about(
    minutes, draft, mette, karen
):
    assert status(karen, minutes) == 404
    factories.ask_board(draft, minutes.department, by=mette)
    assert status(karen, minutes) == 200


def test_the_page_of_a_case_counts_the_files_its_reader_may_fetch(draft, mette, amir, minutes, contract):
    factories.ask_board(draft, factories.make_department("52"), by=mette)
    for person, files in ((amir, 1), (mette, 2)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(draft.get_absolute_url()).context["counts"]["files"] == files


def test_a_link_is_kept_named_and_followed(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    client.post(url, {"requirement_key": "5.1", "link": "www.aab.dk/referat/"})
    link = Evidence.objects.get()
    assert (link.name, link.link, link.file.name) == (
        "aab.dk/referat",
        "https://www.aab.dk/referat/",
        "",
    )
    assert link.sha256 == hashlib.sha256(b"https://www.aab.dk/referat/").hexdigest()
    answer = fetch(mette, link)
    assert (answer.status_code, answer.url) == (302, "https://www.aab.dk/referat/")
    assert status(factories.make_user("Nils Nielsen"), link) == 404


FAULTS = {
    "neither": ({}, "Vælg en fil, eller skriv et link"),
    "no address": ({"link": "referatet ligger hos Per"}, "Skriv et link, for eksempel"),
    "a script": ({"link": "javascript:alert(1)"}, "Skriv et link, for eksempel"),
    "a number": ({"link": "https://aab.dk/010190-1234"}, "CPR-nummer"),
    "a name that is a number": ({"link": "https://aab.dk/x", "link_name": "010190-1234"}, "CPR-nummer"),
    "a day gone by": (
        {
            "link": "https://aab.dk/x",
            "valid_until_day": "1",
            "valid_until_month": "2",
            "valid_until_year": "2020",
        },
        "Gælder til og med",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, draft, mette, name):
    typed, words = FAULTS[name]
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    answer = client.post(url, {"requirement_key": "5.1", **typed})
    assert answer.status_code == 200
    assert words in answer.text
    assert not Evidence.objects.exists()


def test_both_a_file_and_a_link_are_one_too_many(client, draft, mette):
    client.force_login(mette)
    typed = {
        "upload": picture(),
        "link": "https://aab.dk/x",
        "requirement_key": "5.1",
        "looked_through": "on",
    }
    page = client.post(reverse("initiatives:files", args=[draft.pk]), typed).text
    assert "Vælg enten en fil eller et link. Tag det ene væk" in page
    assert not Evidence.objects.exists()
