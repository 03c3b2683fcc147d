"""A department's own page (B1): what waits, the four cards, the next date, the board and its consultant."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.models import BoardSeat, PhysicalProject, VolunteerActivity
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm", phone="00 00 00 00")


@pytest.fixture
def d58(mette):
    return factories.make_department("58", consultant=mette)


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl")


def home(client, number="58"):
    return client.get(reverse("department_home", args=[number]))


def cards(response) -> dict[str, str]:
    return {card.title: card.word for card in response.context["cards"]}


def test_the_board_sees_what_waits_what_is_missing_and_whom_to_ring(client, mette, d58, karen):
    draft = factories.make_initiative(by=mette, departments=[d58])
    factories.ask_board(draft, d58, by=mette)
    PhysicalProject.objects.create(name="Nye altaner", starts_on=factories.in_days(60)).departments.add(d58)
    client.force_login(karen)
    page = home(client)
    assert [task.title for task in page.context["waiting"]] == ["Bekræft beboernes beslutning"]
    assert page.context["next_date"].title == "Bekræft beboernes beslutning"
    assert cards(page) == {
        "Gældsrådgivning": "Nej",
        "Frivilligt arbejde": "Ikke beskrevet",
        "Byggesager": "1 byggesag",
        "Indsatser": "1 venter på jer",
    }
    assert [seat.person for seat in page.context["seats"]] == [karen]
    assert "Mette Holm, tlf. <a" in page.content.decode()
    building = next(card for card in page.context["cards"] if card.title == "Byggesager")
    assert (building.lines, building.action, building.url) == (
        (f"Nye altaner, {factories.in_days(60).year}",),
        "Kan den bruges socialt? Skriv jeres idé",
        reverse("initiatives:help_wanted", args=["58"]),
    )


def test_the_next_date_and_the_phone_number_stand_before_the_cards(client, mette, d58, karen):
    factories.ask_board(factories.make_initiative(by=mette, departments=[d58]), d58, by=mette)
    client.force_login(karen)
    before_the_cards = home(client).text.split("Hvad har vi, og hvad mangler?")[0]
    for words in ("Næste dato:", "Vores konsulent: Mette Holm, tlf. <a"):
        assert words in before_the_cards


def test_stories_are_told_from_the_boards_own_page(client, d58, karen):
    knit = factories.make_activity(d58, "Strikkeklubben", is_public=True)
    client.force_login(karen)
    new = reverse("initiatives:story_new", args=["58"])
    text = home(client).content.decode()
    assert f'<a class="btn sek" href="{new}">Skriv en historie</a>' in text
    assert f'<a href="{new}?aktivitet={knit.pk}">Lav historie' in text
    assert (
        f"{new}?aktivitet={knit.pk}"
        in client.get(reverse("initiatives:activities", args=["58"])).content.decode()
    )
    assert client.get(f"{new}?aktivitet={knit.pk}").context["form"]["activity"].value() == str(knit.pk)
    client.post(new, {"title": "Fælles garn", "what_happened": "Vi strikkede.", "activity": knit.pk})
    page = home(client)
    assert [(story.title, story.state) for story in page.context["stories"]] == [("Fælles garn", "draft")]
    assert reverse("initiatives:story_edit", args=[page.context["stories"][0].pk]) in page.content.decode()


def test_a_dead_address_is_seen_by_the_board_and_by_staff(client, mette, d58, karen):
    lars = factories.make_board_member(d58, "Lars Bo")
    lars.returned_address, lars.returned_at = lars.email.lower(), timezone.now()
    lars.save()
    said = "Mails kommer retur. Ring til os, når I har den rigtige adresse."
    client.force_login(karen)
    assert home(client).content.decode().count(said) == 1
    client.force_login(mette)
    board = client.get(reverse("initiatives:board", args=["58"])).content.decode()
    assert board.count("Mails til adressen kommer retur siden") == 1
    assert "En administrator retter den." in board
    client.force_login(factories.make_administrator())
    board = client.get(reverse("initiatives:board", args=["58"])).content.decode()
    assert reverse("admin:accounts_user_change", args=[lars.pk]) in board


def test_the_way_to_help_is_in_the_bar_and_counts_what_waits(client, mette, d58, karen):
    client.force_login(karen)
    inbox, own = reverse("initiatives:advice_inbox"), reverse("initiatives:help_wanted", args=["58"])
    assert client.get(inbox).url == own
    client.post(own, {"topic": "money", "text": "Vi mangler penge til garn."})
    assert "1 spørgsmål venter på svar fra AAB." in home(client).content.decode()
    d33 = factories.make_department("33")
    BoardSeat.objects.create(department=d33, person=karen, from_on=factories.LONG_AGO)
    assert client.get(inbox).context["boards"] == [d33, d58]
    client.force_login(factories.make_decider())
    assert client.get(inbox).status_code == 403


def test_an_empty_department_is_told_what_to_do_first(client, karen):
    client.force_login(karen)
    page = home(client)
    assert cards(page)["Indsatser"] == "Ingen endnu"
    assert "I skal ikke gøre noget nu. I får en mail, når vi har brug for jer." in page.content.decode()
    assert all(card.lines for card in page.context["cards"])


def test_a_member_of_two_boards_has_one_task_list_that_says_in_which_role(client, mette, d58, karen):
    d33 = factories.make_department("33")
    BoardSeat.objects.create(department=d33, person=karen, from_on=factories.LONG_AGO)
    for department in (d58, d33):
        factories.ask_board(
            factories.make_initiative(by=mette, departments=[department]), department, by=mette
        )
    client.force_login(karen)
    tasks = client.get(reverse("tasks")).context["waiting"]
    assert sorted(task.role for task in tasks) == [
        "Som bestyrelse i Afdeling 33",
        "Som bestyrelse i Afdeling 58",
    ]
    assert [task.role for task in home(client).context["waiting"]] == ["Som bestyrelse i Afdeling 58"]
    assert client.get(reverse("our_department")).context["boards"] == [d33, d58]


def test_our_department_leads_home(client, karen, d58):
    client.force_login(karen)
    assert client.get(reverse("our_department")).url == reverse("department_home", args=["58"])
    BoardSeat.objects.update(until_on=factories.in_days(-1))
    assert client.get(reverse("our_department")).context["boards"] == []


def test_another_department_is_read_as_everybody_reads_it(client, mette, d58, karen):
    factories.running_case(by=mette, departments=[d58], name="Lektiecafé SECRET")
    for name, public in (("Strikkeklubben", True), ("Hemmeligt", False)):
        VolunteerActivity.objects.create(department=d58, name=name, what="Vi mødes.", is_public=public)
    client.force_login(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    text = home(client).content.decode()
    assert [word for word in ("Strikkeklubben", "Hemmeligt", "SECRET", "Karen Juhl") if word in text] == [
        "Strikkeklubben"
    ]


def test_a_number_with_a_blank_has_an_address(client, mette):
    department = factories.make_department("95 II")
    client.force_login(factories.make_board_member(department, "Ib Friis"))
    assert reverse("department_home", args=[department.address_number]) == "/afdelinger/95-II/overblik/"
    assert home(client, "95-II").context["department"] == department
    assert home(client, "4711").status_code == 404


def test_the_page_costs_the_same_at_one_row_and_at_three(client, mette, d58, karen):
    client.force_login(karen)
    counts = []
    for number in (1, 3):
        while VolunteerActivity.objects.count() < number:
            factories.make_activity(d58, f"Nummer {VolunteerActivity.objects.count()}")
            draft = factories.make_initiative(by=mette, departments=[d58], name=f"Nr. {number}")
            factories.ask_board(draft, d58, by=mette)
        cache.clear()  # the number in the bar is worked out anew
        with CaptureQueriesContext(connection) as queries:
            home(client)
        counts.append(len(queries))
    assert counts == [24, 24]
