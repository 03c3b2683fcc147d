"""What everybody may read: no cookie, cacheable, frozen words; and asking to join without an address shown."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import Cancel
from initiatives.joining import forget_old, receivers_of
from initiatives.mails.stories import prepare_join
from initiatives.models import (
    JoinRequest,
    PolicyVersion,
    PublicCard,
    PublishedStory,
    Story,
    VolunteerActivity,
)
from initiatives.policy_versions import copy_version
from initiatives.public_cards import publish_card, withdraw_card
from initiatives.tasks import forget_join_requests
from initiatives.views.publicly import begin_new_edition
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/historier/",
    "/vaer-med/",
    "/afdelinger/",
    "/afdelinger/58/",
    "/hjaelp-til-huslejen/",
    "/politik/",
    "/hjaelp/",
    "/privatliv/",
    "/was",
    "/om/",
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def d58():
    return make.make_department(
        "58", name="Mimerskvarteret", address="Mimersgade 100", municipality="København"
    )


def an_activity(department, **fields) -> VolunteerActivity:
    defaults = {
        "name": "Fællesspisning",
        "what": "Vi laver mad til alle.",
        "weekday": 4,
        "starts_at": dt.time(17),
        "ends_at": dt.time(18),
        "place": "Fælleshuset",
        "is_public": True,
    }
    return VolunteerActivity.objects.create(department=department, **(defaults | fields))


def a_story(department, number: int = 1, **fields) -> PublishedStory:
    person = make.make_staff()
    story = Story.objects.create(
        department=department, title=f"Historie {number}", written_by=person, changed_at=timezone.now()
    )
    defaults = {
        "title": f"Historie {number}",
        "lead": "Seks naboer laver mad.",
        "body": [{"key": "what_happened", "text": "Seks naboer laver mad."}],
        "told_by": "Karen, formand",
        "published_at": timezone.now(),
        "published_by": person,
    }
    return PublishedStory.objects.create(
        story=story, address=f"historie-{number}", department=department, **(defaults | fields)
    )


# --- No cookie, cacheable -------------------------------------------------------------------
@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_sets_no_cookie_and_may_be_kept(client, d58, page):
    make.make_policy()
    an_activity(d58)
    a_story(d58)
    answer = client.get(page)
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get(page, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert '<meta name="robots"' not in answer.text
    assert "csrfmiddlewaretoken" not in answer.text


def test_whoever_is_logged_in_keeps_the_own_menu_and_nobody_keeps_that_copy(client, d58):
    client.force_login(make.make_board_member(d58))
    answer = client.get("/historier/")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Mine opgaver" in answer.text


def test_the_language_is_the_only_cookie(client):
    page = client.get("/vaelg-sprog/?til=/historier/")
    assert 'value="/historier/"' in page.text
    assert 'value="/"' in client.get("/vaelg-sprog/?til=https://ond.example/").text
    client.post("/sprog/", {"language": "en", "next": "/historier/"})
    page = client.get("/historier/")
    assert "Stories" in page.text
    assert page.cookies == {}


def test_strangers_find_five_words_and_known_people_their_tasks(client, d58):
    labels = [str(item.label) for item in client.get("/").context["navigation"].items]
    assert labels == ["Historier", "Vær med", "Afdelinger", "Hjælp til huslejen", "Log ind"]
    client.force_login(make.make_board_member(d58))
    assert client.get("/").url == "/opgaver/"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [("/", 5), ("/historier/", 3), ("/vaer-med/", 2), ("/afdelinger/", 1), ("/afdelinger/58/", 5)],
)
def test_a_public_page_costs_the_same_whatever_its_length(
    client, d58, django_assert_num_queries, page, queries, rows
):
    make.make_policy()
    for number in range(rows):
        an_activity(d58, name=f"Aktivitet {number}")
        a_story(d58, number)
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200


# --- The front page -------------------------------------------------------------------------
def test_before_the_first_story_the_policy_takes_its_place(client, d58):
    make.make_policy()
    assert "Det lover AAB" in client.get("/").text
    a_story(d58)
    begin_new_edition()
    page = client.get("/").text
    assert "Det lover AAB" not in page
    assert "Historie 1" in page


# --- One stranger's page serves the next ----------------------------------------------------
def test_the_next_stranger_gets_the_same_page_for_the_rest_of_the_minute(
    client, d58, django_assert_num_queries
):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = client.get("/vaer-med/")
        an_activity(d58)
        clock.shift(40)
        with django_assert_num_queries(0):
            second = client.get("/vaer-med/")
        again = client.get("/vaer-med/", headers={"If-None-Match": first["ETag"]})
        clock.shift(21)
        third = client.get("/vaer-med/")
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    assert [first["Cache-Control"], second["Cache-Control"]] == ["public, max-age=60", "public, max-age=20"]
    assert again.status_code == 304
    assert ["Fællesspisning" in page.text for page in (first, third)] == [False, True]


def test_what_somebody_changes_through_the_portal_shows_at_once(client, d58):
    karen = make.make_board_member(d58)
    activity = an_activity(d58)
    assert client.get(f"/vaer-med/{activity.pk}/").status_code == 200
    assert "Fællesspisning" in client.get("/vaer-med/").text
    board = Client()
    board.force_login(karen)
    answer = board.post(f"/afdelinger/58/frivilligt/{activity.pk}/pause/", {"act": "end"})
    assert answer.status_code == 302
    assert "Fællesspisning" not in client.get("/vaer-med/").text
    assert client.get(f"/vaer-med/{activity.pk}/").status_code == 404


def test_each_language_and_whoever_is_logged_in_has_a_page_of_their_own(client, d58):
    danish = client.get("/vaer-med/")
    mine = Client()
    mine.force_login(make.make_staff())
    assert "Mine opgaver" in mine.get("/vaer-med/").text
    assert mine.get("/vaer-med/")["Cache-Control"] == "private, no-cache"
    english = Client()
    english.post("/sprog/", {"language": "en", "next": "/vaer-med/"})
    other = english.get("/vaer-med/")
    assert [danish.text.count('<html lang="da">'), other.text.count('<html lang="en">')] == [1, 1]
    assert "Mine opgaver" not in client.get("/vaer-med/").text


def test_a_page_narrowed_by_what_somebody_typed_is_not_kept(client, d58):
    assert len(client.get("/vaer-med/", {"afdeling": "58"}).context["page"].rows) == 0
    an_activity(d58)
    assert len(client.get("/vaer-med/", {"afdeling": "58"}).context["page"].rows) == 1


# --- Find my department ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "words", ["58", "Afdeling 58", "afd. 58", "Mimersgade", "mimersgade 12", "Mimerskvarteret"]
)
def test_a_department_is_found_by_number_address_or_name(client, d58, words):
    make.make_department("95 II", name="Plejehjemmet", address="Hvidovrevej 1", municipality="Hvidovre")
    assert client.get("/afdelinger/", {"q": words}).url == "/afdelinger/58/"


def test_a_number_with_letters_has_its_page(client):
    make.make_department("95 II")
    assert client.get("/afdelinger/", {"q": "95 ii"}).url == "/afdelinger/95%20II/"
    assert client.get("/afdelinger/95%20II/").status_code == 200


def test_an_unknown_number_shows_the_nearest_and_the_whole_list(client, d58):
    make.make_department("52")
    page = client.get("/afdelinger/", {"q": "57"})
    assert [department.number for department in page.context["near"]] == ["58", "52"]
    assert len(page.context["departments"]) == 2
    assert "Vi fandt ikke “Atlantis”" in client.get("/afdelinger/", {"q": "Atlantis"}).text
    assert client.get("/afdelinger/77/").status_code == 404


def test_other_organisations_have_no_page_here(client):
    make.make_department("Voldparken", organisation=make.make_organisation())
    assert client.get("/afdelinger/Voldparken/").status_code == 404


def test_a_department_shows_what_it_has_and_no_private_thing(client, d58):
    make.make_board_member(d58, "Karen Juhl")
    an_activity(d58)
    an_activity(d58, name="KANARIEFUGL", is_public=False)
    make.make_service(d58)
    page = client.get("/afdelinger/58/").text
    assert "Fællesspisning" in page
    assert "Torsdage kl. 15-17" in page
    for private in ("KANARIEFUGL", "Karen Juhl", '@example.dk"></a>'):
        assert private not in page


def test_an_empty_department_says_so(client):
    make.make_department("41")
    assert "Vi har ikke skrevet noget om Afdeling 41 endnu." in client.get("/afdelinger/41/").text


# --- Public cards ---------------------------------------------------------------------------
def test_a_card_is_frozen_and_shown_while_the_initiative_runs(client, d58):
    mette = make.make_staff()
    case = make.running_case(by=mette, departments=[d58], name="Internt navn")
    publish_card(case, title="Lektiehjælp", line="Hver tirsdag i fælleshuset.", by=mette)
    page = client.get("/afdelinger/58/").text
    assert "Hver tirsdag i fælleshuset." in page
    assert "Internt navn" not in page
    for _twice in range(2):
        withdraw_card(case, by=mette)
    begin_new_edition()
    assert "Hver tirsdag" not in client.get("/afdelinger/58/").text
    assert [e.kind for e in case.history.filter(kind="public")] == ["public", "public"]


def test_staff_publish_a_card_and_a_draft_is_not_shown(client, d58):
    mette = make.make_staff()
    draft = make.make_initiative(by=mette, departments=[d58])
    client.force_login(mette)
    client.post(f"/indsatser/{draft.pk}/offentlig/", {"title": "Lektiehjælp", "line": "Tirsdage."})
    assert PublicCard.objects.get().line == "Tirsdage."
    client.logout()
    assert "Tirsdage." not in client.get("/afdelinger/58/").text


# --- Activities -----------------------------------------------------------------------------
def test_activities_stand_by_weekday_and_can_be_narrowed(client, d58):
    an_activity(d58, name="Torsdag lang", ends_at=dt.time(20))
    an_activity(d58, name="Mandag kort", weekday=1)
    an_activity(make.make_department("52"), name="Et andet sted", weekday=None, starts_at=None, ends_at=None)

    def shown(**chosen):
        days = client.get("/vaer-med/", chosen).context["days"]
        return {day.title: [activity.name for activity in day.activities] for day in days}

    assert shown(afdeling="58") == {"Mandag": ["Mandag kort"], "Torsdag": ["Torsdag lang"]}
    assert shown(dag="4") == {"Torsdag": ["Torsdag lang"]}
    assert shown(tid="kort") == {"Mandag": ["Mandag kort"]}
    assert shown(dag="9", afdeling="58") == {"Mandag": ["Mandag kort"], "Torsdag": ["Torsdag lang"]}
    assert "Andre dage" in shown()


def test_an_activity_that_is_not_public_or_has_stopped_has_no_page(client, d58):
    hidden = an_activity(d58, is_public=False)
    stopped = an_activity(d58, ended_on=make.today())
    for activity in (hidden, stopped):
        for page in ("", "skriv/", "opslag/", "kalender.ics"):
            assert client.get(f"/vaer-med/{activity.pk}/{page}").status_code == 404


def test_a_paused_activity_says_until_when_and_takes_no_messages(client, d58):
    make.make_board_member(d58)
    activity = an_activity(d58, paused_until=make.in_days(30))
    assert "Holder pause til" in client.get(f"/vaer-med/{activity.pk}/").text
    assert "Du kan ikke skrive til dem lige nu." in client.get(f"/vaer-med/{activity.pk}/skriv/").text


def test_the_calendar_repeats_every_week_at_the_danish_hour(client, d58):
    activity = an_activity(d58)
    text = client.get(f"/vaer-med/{activity.pk}/kalender.ics").content.decode()
    assert "RRULE:FREQ=WEEKLY" in text
    assert "T170000" in text
    assert "SUMMARY:Fællesspisning" in text
    vague = an_activity(d58, weekday=None, starts_at=None, ends_at=None)
    assert client.get(f"/vaer-med/{vague.pk}/kalender.ics").status_code == 404


def test_the_poster_has_a_code_that_leads_to_the_portal_only(client, d58):
    activity = an_activity(d58)
    page = client.get(f"/vaer-med/{activity.pk}/opslag/")
    assert "/kode.svg?til=/vaer-med/" in page.text
    code = client.get("/kode.svg", {"til": f"/vaer-med/{activity.pk}/"})
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.startswith(b"<svg xmlns=")
    for elsewhere in ("https://ond.example", "//ond.example", "/opgaver/", "", "/vaer-med/\n"):
        assert client.get("/kode.svg", {"til": elsewhere}).status_code == 404


# --- Asking to join -------------------------------------------------------------------------
def ask(client, activity, **fields):
    told = {"name": "Ali", "contact": "ali@example.com", "message": "Jeg kan skrælle gulerødder."} | fields
    return client.post(f"/vaer-med/{activity.pk}/skriv/", told)


def test_a_message_goes_to_the_contact_and_shows_no_address(client, d58):
    karen = make.make_board_member(d58, "Karen Juhl")
    make.make_board_member(d58, "Bo Lind")
    activity = an_activity(d58, contact=karen)
    page = client.get(f"/vaer-med/{activity.pk}/skriv/")
    assert len(page.context["form"].fields) == 3
    assert karen.email not in page.text
    assert ask(client, activity).url == f"/vaer-med/{activity.pk}/sendt/"
    mail = OutgoingMail.objects.get()
    assert mail.recipient == karen
    letter = prepare_join(mail)
    assert letter.lines_before[0] == "Ali vil gerne være med."
    assert karen.email not in client.get(f"/vaer-med/{activity.pk}/sendt/").text


def test_without_a_contact_the_whole_board_gets_it_and_then_the_consultant(d58):
    activity = an_activity(d58)
    assert receivers_of(activity) == []
    mette = make.make_staff()
    d58.consultant = mette
    assert receivers_of(activity) == [mette]
    board = [make.make_board_member(d58, name) for name in ("Karen Juhl", "Bo Lind")]
    assert receivers_of(activity) == board
    gone = make.make_board_member(d58, "Inge Toft", until_on=make.in_days(-1))
    activity.contact = gone
    assert receivers_of(activity) == board


def test_a_double_press_is_one_message(client, d58):
    make.make_board_member(d58)
    activity = an_activity(d58)
    for _twice in range(2):
        ask(client, activity)
    assert JoinRequest.objects.count() == OutgoingMail.objects.count() == 1


def test_one_visitor_writes_at_most_five_times_an_hour(client, d58):
    make.make_board_member(d58)
    activity = an_activity(d58)
    answers = [ask(client, activity, message=f"Nummer {n}").status_code for n in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert JoinRequest.objects.count() == 5


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Skriv dit navn, så de ved, hvem de skal svare"),
        ({"contact": ""}, "Skriv din mail eller dit telefonnummer, så de kan svare dig"),
        ({"contact": "ring bare"}, "Skriv en hel mailadresse eller et telefonnummer med 8 tal"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(client, d58, fields, sentence):
    make.make_board_member(d58)
    page = ask(client, an_activity(d58), **fields)
    assert sentence in page.text
    assert "Jeg kan skrælle gulerødder." in page.text
    assert JoinRequest.objects.count() == 0


def test_a_personal_number_is_stopped(client, d58):
    make.make_board_member(d58)
    ask(client, an_activity(d58), message="Mit nummer er 010203-1234")
    assert JoinRequest.objects.count() == 0


def test_a_message_is_forgotten_after_a_month(d58):
    request = JoinRequest.objects.create(
        activity=an_activity(d58),
        name="Ali",
        contact="12345678",
        sent_at=timezone.now() - dt.timedelta(days=31),
    )
    mail = OutgoingMail(about_id=request.pk, recipient=make.make_staff())
    assert forget_old(timezone.now()) == 1
    forget_join_requests()
    assert prepare_join(mail) == Cancel("Beskeden er slettet.")
    with pytest.raises(IntegrityError, match="join_request_can_be_answered"), transaction.atomic():
        JoinRequest.objects.create(activity=an_activity(d58), name="", contact="x", sent_at=timezone.now())


def test_the_mail_is_dropped_when_somebody_else_takes_care(client, d58):
    karen = make.make_board_member(d58, "Karen Juhl")
    activity = an_activity(d58, contact=karen)
    ask(client, activity)
    bo = make.make_board_member(d58, "Bo Lind")
    VolunteerActivity.objects.filter(pk=activity.pk).update(contact=bo)
    assert prepare_join(OutgoingMail.objects.get()) == Cancel(
        "Modtageren tager sig ikke af aktiviteten længere."
    )


# --- Pages of words -------------------------------------------------------------------------
def test_help_with_the_rent_has_no_form_and_a_way_to_leave(client, d58):
    make.make_service(d58)
    make.make_service(None, "contact_persons", municipality="København", who="Kontaktpersonerne")
    page = client.get("/hjaelp-til-huslejen/").text
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "Forlad siden" in page
    assert "Torsdage kl. 15-17" in page
    assert "Kontaktpersonerne" in page


def test_the_policy_is_in_plain_words_and_an_older_version_says_so(client):
    first = make.make_policy()
    page = client.get("/politik/")
    assert len(page.context["principles"]) >= 6
    assert "Dette er en ældre udgave." not in page.text
    second = copy_version(first)
    assert client.get(f"/politik/{second.number}/").status_code == 404, "a draft is nobody's business"
    PolicyVersion.objects.filter(pk=second.pk).update(published_at=timezone.now(), in_force_from=make.today())
    begin_new_edition()
    assert client.get("/politik/").context["version"] == second
    assert "Dette er en ældre udgave." in client.get(f"/politik/{first.number}/").text
