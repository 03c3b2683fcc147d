"""The bar above every page: what each person finds there, and how many tasks wait."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from aab_social.pages import waiting
from initiatives.todo import Task
from tests import factories

pytestmark = pytest.mark.django_db


def bar(client, path="/hjaelp/") -> list[str]:
    items = client.get(path).context["navigation"].items
    return [str(item.label) for item in items]


def test_a_stranger_finds_the_way_in(client):
    assert bar(client) == ["Historier", "Vær med", "Afdelinger", "Hjælp til huslejen", "Log ind"]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (factories.make_staff, ["Mine opgaver", "Indsatser", "Råd og hjælp", "Overblik", "Læring"]),
        (factories.make_board_member, ["Mine opgaver", "Vores afdeling", "Indsatser", "Råd og hjælp"]),
        (factories.make_decider, ["Mine opgaver", "Indsatser", "Til godkendelse", "Overblik", "Læring"]),
        (
            factories.make_administrator,
            ["Mine opgaver", "Indsatser", "Råd og hjælp", "Overblik", "Administration"],
        ),
    ],
)
def test_each_role_finds_its_words_and_no_more_than_five(client, person, words):
    client.force_login(person())
    assert bar(client) == words
    assert len(words) <= 5


def test_whoever_has_every_role_finds_five_words_and_the_rest_under_one_of_them(client):
    client.force_login(factories.make_person_of_every_role())
    navigation = client.get(reverse("initiatives:overview")).context["navigation"]
    said = [[str(item.label) for item in items] for items in (navigation.words, navigation.more)]
    assert said == [
        ["Mine opgaver", "Vores afdeling", "Indsatser", "Til godkendelse"],
        ["Råd og hjælp", "Overblik", "Læring", "Administration"],
    ]
    html = client.get(reverse("initiatives:overview")).content.decode()
    assert '<summary aria-current="true">Mere</summary>' in html


def test_nobody_with_one_role_has_words_under_another(client):
    client.force_login(factories.make_staff())
    html = client.get("/hjaelp/").content.decode()
    assert "<summary>Mere</summary>" not in html


def test_a_decider_whose_seat_has_ended_loses_the_word_at_once(client):
    client.force_login(factories.make_decider(until_on=factories.in_days(-1)))
    assert "Til godkendelse" not in bar(client)


def test_where_one_is_is_marked(client):
    client.force_login(factories.make_staff())
    html = client.get(reverse("tasks")).content.decode()
    assert f'<a href="{reverse("tasks")}" aria-current="page">' in html
    html = client.get(reverse("initiatives:create")).content.decode()
    assert f'<a href="{reverse("initiatives:list")}" aria-current="true">' in html


def test_the_number_is_that_of_the_tasks(client):
    staff = factories.make_staff()
    factories.returned_case(by=staff)
    client.force_login(staff)
    assert client.get("/hjaelp/").context["navigation"].items[0].count == 1
    assert "1<span" in client.get("/hjaelp/").content.decode()


def test_the_number_is_asked_for_once_a_minute(client, django_assert_num_queries):
    client.force_login(factories.make_staff())
    client.get("/hjaelp/")
    with django_assert_num_queries(3):  # session, person, seats in deciding bodies
        client.get("/hjaelp/")


def test_whoever_changes_something_sees_the_number_anew(client):
    staff = factories.make_staff()
    client.force_login(staff)
    waiting.remember(staff, [Task(f"x:{n}", "", "", "") for n in range(7)])
    assert client.get("/hjaelp/").context["navigation"].items[0].count == 7
    client.post(reverse("set_language"), {"language": "da", "next": "/hjaelp/"})
    assert client.get("/hjaelp/").context["navigation"].items[0].count == 0


def test_the_page_of_tasks_counts_for_the_bar(client):
    staff = factories.make_staff()
    client.force_login(staff)
    waiting.remember(staff, [Task(f"x:{n}", "", "", "") for n in range(7)])
    assert client.get(reverse("tasks")).context["navigation"].items[0].count == 0


def test_a_stranger_who_sends_something_is_no_fault(client):
    assert client.post("/sprog/", {"language": "en", "next": "/hjaelp/"}).status_code == 302
    cache.clear()


def test_the_language_switch_comes_back_to_the_page(client):
    client.force_login(factories.make_staff())
    path = f"{reverse('initiatives:list')}?q=l%C3%A6se"
    assert f'name="next" value="{path}"' in client.get(path).content.decode()


def test_the_cases_to_decide_are_counted_at_their_own_word(client):
    anne = factories.make_decider()
    factories.submitted_case(cost=90_000)
    client.force_login(anne)
    items = {str(item.label): item.count for item in client.get("/hjaelp/").context["navigation"].items}
    assert (items["Mine opgaver"], items["Til godkendelse"]) == (1, 1)
