"""The desk "Brugere" in the administration: who can log in, and as what."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.test import Client

from accounts import outbox
from accounts.models import User

from .doors import PASSWORD, enrol, log_in_by_code, log_in_by_password, said, who
from .factories import make_administrator, make_board_member, make_staff

pytestmark = pytest.mark.django_db
DESK = "/administration/accounts/user/"


@pytest.fixture
def ada(client):
    ada = make_administrator(email="ada@example.dk", password=PASSWORD)
    client.force_login(ada)
    return ada


def form(person: User | None = None, **changes) -> dict:
    """What the browser would send for a person."""
    names = ["name", "email", "phone", "language", "employment", "is_staff", "is_active"]
    known = (
        {name: getattr(person, name) for name in names} if person else {"is_active": True, "language": "da"}
    )
    fields = known | changes
    return {name: ("on" if value is True else value) for name, value in fields.items() if value is not False}


def save(client: Client, person: User, **changes):
    return client.post(f"{DESK}{person.pk}/change/", form(person, **changes))


def mails_sent() -> list[tuple[str, str]]:
    outbox.sweep()
    return [(m.to[0], m.subject) for m in django_mail.outbox]


def test_a_new_board_member_gets_no_password_and_logs_in_by_code(client, ada):
    answer = client.post(DESK + "add/", form(name="Amir Said", email="Amir@Example.dk"))
    assert answer.status_code == 302
    amir = User.objects.get(email="amir@example.dk")
    assert (amir.has_usable_password(), amir.is_superuser, mails_sent()) == (False, False, [])
    browser = Client()
    log_in_by_code(browser, amir)
    assert who(browser) == amir.pk


def test_a_new_colleague_gets_a_link_to_choose_a_password(client, ada):
    client.post(DESK + "add/", form(name="Jonas Bech", email="jonas@example.dk", employment="consultant"))
    assert User.objects.get(email="jonas@example.dk").has_usable_password() is False
    assert mails_sent() == [("jonas@example.dk", "Velkommen. Vælg din adgangskode")]


def test_an_administrator_may_do_everything_here_and_nothing_when_no_longer_one(client, ada):
    mette = make_staff(password=PASSWORD)
    save(client, mette, is_staff=True)
    mette.refresh_from_db()
    assert (mette.is_superuser, mette.has_usable_password()) == (True, True)
    save(client, mette, is_staff=False)
    mette.refresh_from_db()
    assert (mette.is_superuser, mette.has_usable_password()) == (False, True)


def test_who_is_no_longer_employed_loses_the_password_and_the_session(client, ada):
    mette = make_staff(password=PASSWORD)
    browser = Client()
    log_in_by_password(browser, mette)
    save(client, mette, employment="")
    assert who(browser) is None
    mette.refresh_from_db()
    assert mette.has_usable_password() is False


def test_a_session_begun_by_code_does_not_become_a_session_of_staff(client, ada):
    karen = make_board_member()
    browser = Client()
    log_in_by_code(browser, karen)
    save(client, karen, employment="consultant")
    assert who(browser) is None


def test_other_changes_leave_the_session_alone(client, ada):
    karen = make_board_member()
    browser = Client()
    log_in_by_code(browser, karen)
    save(client, karen, name="Karen Juhl Hansen")
    assert who(browser) == karen.pk


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_an_administrator_cannot_lock_themselves_out(client, ada, change):
    answer = save(client, ada, **change)
    assert answer.context["errors"] == [
        ["Du kan ikke lukke din egen adgang. Bed en anden administrator om det."]
    ]
    ada.refresh_from_db()
    assert (ada.is_active, ada.is_staff) == (True, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, ["Skriv personens navn"]),
        ({"email": ""}, ["Skriv personens mailadresse"]),
        ({"email": "amir"}, ["Skriv en mailadresse, for eksempel navn@mail.dk"]),
        ({"email": "ADA@example.dk"}, ["Der er allerede en bruger med den mailadresse."]),
    ],
)
def test_what_must_be_mended_is_said_in_danish(client, ada, changes, expected):
    answer = client.post(DESK + "add/", form(**({"name": "Amir Said", "email": "amir@example.dk"} | changes)))
    assert [str(fault) for faults in answer.context["errors"] for fault in faults] == expected
    assert User.objects.count() == 1


def test_people_are_closed_never_deleted(client, ada):
    karen = make_board_member()
    assert client.post(f"{DESK}{karen.pk}/delete/", {"post": "yes"}).status_code == 403
    actions = dict(client.get(DESK).context["action_form"].fields["action"].choices)
    assert list(actions) == [
        "",
        "send_password_link",
        "close_access",
        "open_access",
        "remove_second_factor",
        "mark_mail_works",
    ]


def act(client: Client, action: str, *people: User) -> list[str]:
    chosen = [person.pk for person in people]
    return said(client.post(DESK, {"action": action, "_selected_action": chosen}, follow=True))


def test_access_is_closed_and_opened_again(client, ada):
    karen = make_board_member()
    browser = Client()
    log_in_by_code(browser, karen)
    assert act(client, "close_access", karen, ada) == ["1 person kan ikke længere logge ind."]
    assert who(browser) is None
    ada.refresh_from_db()
    assert ada.is_active
    assert act(client, "open_access", karen) == ["1 person kan logge ind igen."]
    karen.refresh_from_db()
    assert karen.is_active


def test_a_link_to_a_password_goes_to_staff_only(client, ada):
    mette, karen = make_staff(email="mette@example.dk"), make_board_member()
    assert act(client, "send_password_link", mette, karen) == ["1 person får en mail med et link."]
    assert act(client, "send_password_link", karen) == [
        "Kun ansatte og administratorer, der kan logge ind, kan få et link."
    ]
    assert mails_sent() == [("mette@example.dk", "Vælg en ny adgangskode")]


def test_a_lost_phone_is_helped_and_the_person_is_told(client, ada):
    mette = make_staff(email="mette@example.dk", password=PASSWORD)
    enrol(mette)
    assert act(client, "remove_second_factor", mette) == ["1 person har ikke længere totrinslogin."]
    assert act(client, "remove_second_factor", mette) == ["Ingen af de valgte har totrinslogin."]
    assert mails_sent() == [("mette@example.dk", "Totrinslogin er slået fra")]
    browser = Client()
    log_in_by_password(browser, mette)
    assert who(browser) == mette.pk


def test_tables_of_other_packages_have_no_desk(client, ada):
    offered = {
        model["object_name"]
        for app in client.get("/administration/").context["app_list"]
        for model in app["models"]
    }
    assert {"EmailAddress", "Authenticator", "Group", "Permission"} & offered == set()
    assert "User" in offered
