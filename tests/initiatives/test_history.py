"""The history page: who, on behalf of whom, what, why, before and after; a day at a time."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from initiatives.history import record
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mette):
    return make.make_initiative(by=mette)


def url(case, query=""):
    return reverse("initiatives:history", args=[case.pk]) + query


def sentences(page):
    return [event.entry.text for _day, events in page.context["days"] for event in events]


def test_a_new_case_has_one_line(as_mette, case):
    page = as_mette.get(url(case))
    assert sentences(page) == ["Oprettet som kladde"]
    assert "Mette Holm" in page.text


def test_an_answer_on_behalf_of_a_board_says_whose(as_mette, case):
    karen = make.make_board_member(make.make_department("58"), "Karen Juhl")
    record(
        case,
        by=karen,
        kind="residents_answered",
        sentence="Beboerne sagde ja",
        words="Alle var glade",
        on_behalf_of=make.make_department("58"),
    )
    page = as_mette.get(url(case, "?vis=svar"))
    assert sentences(page) == ["Beboerne sagde ja"]
    assert "Karen Juhl, for bestyrelsen i Afdeling 58" in page.text
    assert "“Alle var glade”" in page.text


def test_before_and_after_are_folded_under_the_sentence(as_mette, mette, case):
    make.answer_point(case, "1.3", by=mette, text="Dagene")
    make.answer_point(case, "1.3", by=mette, text="Dagene og lokalet")
    page = as_mette.get(url(case))
    [event] = page.context["days"][0][1][:1]
    label = make.requirement("1.3").prompts[0]["label"]
    assert [(c.label, c.before, c.after) for c in event.changes] == [(label, "Dagene", "Dagene og lokalet")]
    assert "Se før og efter" in page.text


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({"target": ["40", "52,5"], "method": ["", "Vi tæller"]}, ["hvor vil vi hen", "hvordan måler vi"]),
        ({"value": ["31", "13"]}, ["tal"]),
        ({"rhythm": ["", "Hvert år"]}, ["hvor tit"]),
        ({"Kommunen er med": ["Nej", "Ja"]}, ["Kommunen er med"]),
        ({"noget ukendt": "x"}, ["noget ukendt"]),
    ],
)
def test_what_was_changed_is_called_what_people_call_it(as_mette, mette, case, changes, labels):
    record(case, by=mette, kind="x", sentence="Rettet", changes=changes)
    [event] = as_mette.get(url(case)).context["days"][0][1][:1]
    # PostgreSQL keeps the keys of JSON in an order of its own.
    assert sorted(change.label for change in event.changes) == sorted(labels)


def test_days_are_danish_days_and_the_newest_is_first(as_mette, mette, case):
    for moment in ("2027-01-04T23:30:00+00:00", "2027-01-04T22:30:00+00:00"):  # 5 and 4 January in Denmark
        with time_machine.travel(dt.datetime.fromisoformat(moment), tick=False):
            make.answer_point(case, "1.3", by=mette, text=moment)
    with time_machine.travel(dt.datetime(2027, 1, 6, tzinfo=dt.UTC), tick=False):
        as_mette.force_login(mette)
        days = [day for day, _events in as_mette.get(url(case)).context["days"]]
    assert days[:2] == [dt.date(2027, 1, 5), dt.date(2027, 1, 4)]


def test_the_kinds_are_told_apart(as_mette, mette):
    case = make.returned_case(by=mette)
    assert sentences(as_mette.get(url(case, "?vis=status"))) == [
        "Sendt tilbage af boligsocial leder: Økonomi",
        "Sendt til godkendelse hos boligsocial leder",
    ]
    work = sentences(as_mette.get(url(case, "?vis=arbejde")))
    assert work[-1] == "Oprettet som kladde"
    assert not [text for text in work if text.startswith("Sendt")]
    assert len(sentences(as_mette.get(url(case)))) == case.history.count()


def test_a_kind_without_events_says_so(as_mette, case):
    assert "Der er ikke sket noget af den slags endnu." in as_mette.get(url(case, "?vis=svar")).text


@pytest.mark.parametrize("query", ["?vis=x", "?vis=%00", "?side=0", "?side=99", "?side=x"])
def test_odd_questions_show_everything(as_mette, case, query):
    assert sentences(as_mette.get(url(case, query))) == ["Oprettet som kladde"]


def test_fifty_a_page(as_mette, mette, case):
    many(case, 60, by=mette)
    first, second = as_mette.get(url(case)), as_mette.get(url(case, "?side=2"))
    assert (len(sentences(first)), len(sentences(second))) == (50, 11)
    assert (first.context["page"].next_url, second.context["page"].previous_url) == ("?side=2", "?")


def many(case, count, *, by):
    for _number in range(count):
        record(case, by=by, kind="edited", sentence="Rettet", prepares=True)


def test_sentences_are_read_in_the_readers_language_and_words_stay_danish(as_mette, mette, case):
    as_mette.cookies["django_language"] = "en"
    mette.language = "en"
    mette.save()
    page = as_mette.get(url(case))
    assert page.status_code == 200


def test_those_who_may_see_the_case_may_see_its_history(client, mette, case):
    department = make.make_department("58")
    client.force_login(make.make_board_member(department))
    assert client.get(url(case)).status_code == 404
    make.ask_board(case, department, by=mette)
    assert client.get(url(case)).status_code == 200
    assert client.post(url(case)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_happened(
    as_mette, mette, case, count, django_assert_num_queries
):
    many(case, count, by=mette)
    as_mette.get(url(case))
    with django_assert_num_queries(8):
        as_mette.get(url(case))
