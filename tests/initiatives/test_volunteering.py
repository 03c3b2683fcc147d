"""The register of volunteer work (B3): a board's own words, "Passer stadig", pauses, and the two rounds a year."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import outbox
from accounts.models import OutgoingMail
from accounts.outbox import Cancel
from accounts.tasklinks import link_for
from accounts.tasks import plan_reminders
from initiatives.departments import rounds
from initiatives.departments.activities import (
    Description,
    describe_activity,
    end_activity,
    pause_activity,
    still_fits,
)
from initiatives.departments.rounds import Round, Step
from initiatives.departments.todo import waiting_for
from initiatives.mails.activities import prepare
from initiatives.models import BoardSeat, DepartmentEntry, VolunteerActivity
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db

OPENS = dt.date(2026, 9, 1)


@pytest.fixture
def vibeke():
    return factories.make_board_member(factories.make_department("33"), "Vibeke Riis")


def knitting(department, **fields) -> VolunteerActivity:
    activity = factories.make_activity(department, "Strikkeklubben")
    VolunteerActivity.objects.filter(pk=activity.pk).update(**fields)
    activity.refresh_from_db()
    return activity


def answers(**changes) -> dict:
    return {
        "name": "Beboercaféen",
        "what": "Vi drikker kaffe og spiller brætspil.",
        "weekday": "4",
        "starts_at": "15",
        "ends_at": "kl. 17.30",
        "place": "Beboerhuset",
        "who_can_join": "Alle",
        "contact": "",
        "is_public": "yes",
    } | changes


def register(department) -> str:
    return reverse("initiatives:activities", args=[department.address_number])


def tasks_of(person, on) -> list[str]:
    return [task.title for task in waiting_for(person, on)]


# --- The board's own words --------------------------------------------------------------------
def test_a_board_member_describes_an_activity_with_seven_answers(client, karen, d58):
    client.force_login(karen)
    response = client.post(reverse("initiatives:activity_new", args=["58"]), answers(), follow=True)
    assert response.redirect_chain == [(register(d58), 302)]
    activity = VolunteerActivity.objects.get()
    assert (activity.name, activity.when_in_words, activity.minutes) == (
        "Beboercaféen",
        "Torsdag kl. 15.00-17.30",
        150,
    )
    assert (activity.is_public, activity.reviewed_on, activity.reviewed_by) == (
        True,
        factories.today(),
        karen,
    )
    assert activity.contact_in_words(factories.today()) == "Bestyrelsen i afdelingen"
    entry = DepartmentEntry.objects.get()
    assert (entry.text, entry.by) == ("Beskrev den frivillige aktivitet Beboercaféen", karen)


def test_the_contact_is_shown_as_an_office_and_never_as_a_person(client, karen, d58):
    client.force_login(karen)
    client.post(reverse("initiatives:activity_new", args=["58"]), answers(contact=karen.pk))
    activity = VolunteerActivity.objects.get()
    assert activity.contact == karen
    assert activity.contact_in_words(factories.today()) == "Medlem i bestyrelsen"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("what", "Ring på 12 34 56 78, så henter vi dig."),
        ("place", "Hos karen@example.dk"),
        ("who_can_join", "Alle. Tlf. +45 12345678"),
    ],
)
def test_private_numbers_and_addresses_do_not_get_in(client, karen, field, words):
    client.force_login(karen)
    response = client.post(reverse("initiatives:activity_new", args=["58"]), answers(**{field: words}))
    assert response.context["form"].errors == {
        field: ["Skriv ikke mailadresser og telefonnumre her. Man skriver til jer gennem siden"]
    }
    assert VolunteerActivity.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"weekday": "", "starts_at": "", "ends_at": ""}, "when", "Vælg en ugedag, eller skriv hvornår"),
        ({"weekday": ""}, "weekday", "Vælg en ugedag, når I skriver et klokkeslæt"),
        ({"ends_at": "14"}, "ends_at", "Det skal slutte, efter at det er startet"),
        ({"starts_at": "25"}, "starts_at", "Skriv klokken, for eksempel 15 eller 15.30"),
        ({"is_public": ""}, "is_public", "Vælg, om alle må se det"),
        ({"name": ""}, "name", "Skriv, hvad det hedder"),
        ({"what": "Anna, 010190-1234, låser op"}, "what", None),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, karen, changes, field, words):
    client.force_login(karen)
    response = client.post(reverse("initiatives:activity_new", args=["58"]), answers(**changes))
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert words is None or errors[field] == [words]
    assert response.context["form"]["place"].value() == "Beboerhuset"
    assert VolunteerActivity.objects.count() == 0


def test_the_same_name_twice_is_one_activity(karen, d58):
    said = Description(name="Gåholdet", what="Vi går en tur.")
    first = describe_activity(d58, description=said, by=karen)
    assert describe_activity(d58, description=said, by=karen) == first
    with pytest.raises(Refused, match="I har allerede en aktivitet"):
        describe_activity(d58, description=Description(name="Gåholdet", what="Noget andet."), by=karen)


def test_an_activity_is_written_anew_and_the_old_words_stay_in_the_history(client, karen, d58):
    activity = knitting(d58)
    client.force_login(karen)
    client.post(reverse("initiatives:activity", args=["58", activity.pk]), answers(name="Strik og hækl"))
    activity.refresh_from_db()
    assert activity.name == "Strik og hækl"
    assert DepartmentEntry.objects.get().changes["name"] == ["Strikkeklubben", "Strik og hækl"]


def test_an_empty_register_shows_two_public_examples_of_others_and_no_secrets(client, karen, vibeke, d58):
    d33 = factories.make_department("33")
    for name, public in (
        ("Havegruppen", True),
        ("Fællessang", True),
        ("Bankospil", True),
        ("Hemmeligt", False),
    ):
        VolunteerActivity.objects.create(
            department=d33, name=name, what=f"{name} hver uge.", is_public=public, reviewed_on=OPENS
        )
    client.force_login(karen)
    page = client.get(register(d58))
    assert [activity.name for activity in page.context["examples"]] == ["Bankospil", "Fællessang"]
    assert "Hemmeligt" not in page.content.decode()


# --- Passer stadig, pause, stop -----------------------------------------------------------------
def test_one_press_says_that_it_still_fits(client, karen, d58):
    activity = knitting(d58, reviewed_on=dt.date(2025, 1, 1))
    client.force_login(karen)
    client.post(reverse("initiatives:activities_fit", args=["58"]), {"activity": activity.pk})
    client.post(reverse("initiatives:activities_fit", args=["58"]), {"activity": activity.pk})
    activity.refresh_from_db()
    assert (activity.reviewed_on, activity.reviewed_by) == (factories.today(), karen)
    assert [entry.text for entry in DepartmentEntry.objects.all()] == [
        "Så efter, at Strikkeklubben stadig passer"
    ]


def test_a_pause_has_an_end_and_nothing_is_asked_meanwhile(client, karen, d58):
    activity = knitting(d58)
    address = reverse("initiatives:activity_pause", args=["58", activity.pk])
    client.force_login(karen)
    until = factories.in_days(40)
    past = client.post(address, {"act": "pause", "until_0": "1", "until_1": "2", "until_2": "2020"})
    assert list(past.context["form"].errors) == ["until"]
    boxes = {"until_0": until.day, "until_1": until.month, "until_2": until.year}
    day = {
        f"until_{part}": value for part, value in zip(("day", "month", "year"), boxes.values(), strict=True)
    }
    client.post(address, {"act": "pause"} | day)
    activity.refresh_from_db()
    assert activity.paused_until == until
    assert rounds.waits(activity, factories.today()) is False
    assert rounds.waits(activity, until) is True
    client.post(address, {"act": "resume"})
    activity.refresh_from_db()
    assert activity.paused_until is None
    with pytest.raises(Refused, match="Pausen skal slutte efter i dag"):
        pause_activity(activity, until=factories.today(), by=karen)


def test_an_activity_that_stopped_leaves_the_list_and_can_come_back(client, karen, d58):
    activity = knitting(d58, is_public=True)
    end_activity(activity, ended=True, by=karen)
    end_activity(activity, ended=True, by=karen)
    assert list(VolunteerActivity.objects.public()) == []
    client.force_login(karen)
    assert client.get(register(d58)).context["rows"] == []
    client.post(reverse("initiatives:activity_pause", args=["58", activity.pk]), {"act": "restart"})
    assert list(VolunteerActivity.objects.public()) == [activity]
    assert DepartmentEntry.objects.count() == 2


# --- Who may ------------------------------------------------------------------------------------
def test_another_board_finds_no_register_and_can_change_nothing(client, vibeke, d58):
    activity = knitting(d58)
    client.force_login(vibeke)
    for name, args in (
        ("activities", ["58"]),
        ("activity_new", ["58"]),
        ("activity", ["58", activity.pk]),
        ("activity_pause", ["58", activity.pk]),
    ):
        assert client.get(reverse(f"initiatives:{name}", args=args)).status_code == 404
    assert (
        client.post(reverse("initiatives:activities_fit", args=["58"]), {"activity": "all"}).status_code
        == 404
    )
    # Nor through her own department's address.
    assert client.get(reverse("initiatives:activity", args=["33", activity.pk])).status_code == 404


def test_the_link_in_the_mail_opens_the_register_and_one_press_answers(client, karen, d58):
    activity = knitting(d58, reviewed_on=dt.date(2025, 1, 1))
    link = link_for(karen, rounds.TASK, d58.pk)
    assert client.get(register(d58)).status_code == 302
    client.post(link.path, {"start": "1"})
    page = client.get(register(d58))
    assert page.status_code == 200
    assert [row["activity"].name for row in page.context["waiting"]] == ["Strikkeklubben"]
    client.post(reverse("initiatives:activities_fit", args=["58"]), {"activity": "all"})
    activity.refresh_from_db()
    assert activity.reviewed_by == karen
    assert "Din bestyrelse har allerede svaret" in client.get(link.path).content.decode()
    BoardSeat.objects.update(until_on=factories.in_days(-1))
    assert client.get(register(d58)).status_code == 302


# --- Twice a year -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "opens", "step"),
    [
        (dt.date(2026, 2, 28), dt.date(2025, 9, 1), Step.CALL),
        (dt.date(2026, 3, 1), dt.date(2026, 3, 1), Step.ASKED),
        (dt.date(2026, 9, 18), OPENS, Step.ASKED),
        (dt.date(2026, 9, 19), OPENS, Step.REMINDER),
        (dt.date(2026, 9, 22), OPENS, Step.REMINDER),
        (dt.date(2026, 9, 23), OPENS, Step.LAST),
        (dt.date(2026, 9, 28), OPENS, Step.LAST),
        (dt.date(2026, 9, 29), OPENS, Step.CALL),
    ],
)
def test_the_year_has_two_rounds_and_each_its_ladder(today, opens, step):
    assert rounds.round_on(today) == Round(opens)
    assert rounds.round_on(today).step_on(today) == step


def test_three_mails_and_then_a_person_rings(d58, karen):
    mette = factories.make_staff()
    d58.consultant = mette
    d58.save()
    bo = factories.make_board_member(d58, "Bo Lind")
    knitting(d58, reviewed_on=dt.date(2026, 1, 1))
    day = dt.date(2026, 8, 20)
    while day < dt.date(2026, 12, 31):
        outbox.plan(day, only="volunteer work")
        outbox.plan(day, only="volunteer work")
        day += dt.timedelta(days=1)
    for person in (karen, bo):
        kinds = list(
            OutgoingMail.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True)
        )
        assert kinds == ["activities_asked", "activities_reminder", "activities_last"]
    assert tasks_of(mette, dt.date(2026, 9, 28)) == []
    assert tasks_of(mette, dt.date(2026, 9, 29)) == ["Ring til bestyrelsen i Afdeling 58"]
    assert tasks_of(karen, dt.date(2026, 9, 29)) == ["Se, om jeres aktivitet stadig passer"]


def test_one_answer_is_silence_for_all_and_a_fresh_look_is_not_asked_about(d58, karen):
    activity = knitting(d58, reviewed_on=dt.date(2026, 7, 3))
    assert rounds.due(OPENS) == []
    VolunteerActivity.objects.update(reviewed_on=dt.date(2026, 7, 2))
    assert [(due.kind, due.about, list(due.people)) for due in rounds.due(OPENS)] == [
        ("activities_asked", d58, [karen])
    ]
    still_fits(d58, activities=[activity], by=karen)
    assert rounds.due(OPENS) == []


def test_the_mail_names_the_activities_and_is_dropped_when_somebody_has_looked(d58, karen, monkeypatch):
    today = factories.today()
    this = rounds.round_on(today)
    activity = knitting(d58, reviewed_on=dt.date(2020, 1, 1))
    mail = OutgoingMail(
        kind=this.step_on(today).value,
        about_type="initiatives.department",
        about_id=d58.pk,
        occurrence=this.opens_on.isoformat(),
        recipient=karen,
    )
    if this.step_on(today) == Step.CALL:
        mail.kind = "activities_asked"
        assert isinstance(prepare(mail), Cancel)
        return
    letter = prepare(mail)
    assert letter.subject == "Passer det frivillige arbejde stadig? (2 min.)"
    assert "I har skrevet Strikkeklubben ind hos os. Passer det stadig?" in letter.lines_before
    still_fits(d58, activities=[activity], by=karen)
    assert isinstance(prepare(mail), Cancel)


def test_the_daily_job_runs_twice_without_a_second_mail(d58, karen):
    knitting(d58, reviewed_on=dt.date(2020, 1, 1))
    plan_reminders()
    first = OutgoingMail.objects.count()
    plan_reminders()
    assert OutgoingMail.objects.count() == first


def test_a_contact_who_left_the_board_is_asked_for_anew(client, d58, karen):
    bo = factories.make_board_member(d58, "Bo Lind")
    activity = knitting(d58, contact=bo, reviewed_on=factories.today())
    assert tasks_of(karen, factories.today()) == []
    BoardSeat.objects.filter(person=bo).update(until_on=factories.in_days(-1))
    assert tasks_of(karen, factories.today()) == ["Vælg en ny kontakt til Strikkeklubben"]
    client.force_login(karen)
    assert [row["contact_left"] for row in client.get(register(d58)).context["rows"]] == [True]
    assert activity.contact_in_words(factories.today()) == "Bestyrelsen i afdelingen"
    client.post(
        reverse("initiatives:activity", args=["58", activity.pk]),
        answers(name=activity.name, contact=karen.pk),
    )
    assert tasks_of(karen, factories.today()) == []


# --- Truths of the database ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"weekday": 8}, "activity_weekday_is_a_day"),
        ({"weekday": 1, "starts_at": dt.time(15), "ends_at": dt.time(14)}, "activity_hours_in_order"),
        ({"starts_at": dt.time(15)}, "activity_hours_have_a_weekday"),
        ({"what": ""}, "activity_has_name_and_words"),
    ],
)
def test_the_database_refuses_what_cannot_be(d58, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        VolunteerActivity.objects.create(**{"department": d58, "name": "X", "what": "Y"} | fields)


def test_the_list_costs_the_same_at_one_row_and_at_three(client, karen, d58):
    client.force_login(karen)
    counts = []
    for number in (1, 3):
        while VolunteerActivity.objects.count() < number:
            factories.make_activity(d58, f"Nummer {VolunteerActivity.objects.count()}")
        client.get(register(d58))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(register(d58))
        counts.append(len(queries))
    assert counts == [7, 7]
    cache.clear()


# --- Two who write at once ----------------------------------------------------------------------
def shown_by(client, address) -> str:
    html = client.get(address).content.decode()
    return html.split('name="seen" value="')[1].split('"')[0]


def test_the_second_who_saves_sees_both_texts_and_loses_none(client, d58, karen):
    bo = factories.make_board_member(d58, "Bo Lind")
    activity = factories.make_activity(d58)
    address = reverse("initiatives:activity", args=["58", activity.pk])
    client.force_login(karen)
    first = answers(seen=shown_by(client, address))
    client.force_login(bo)
    second = answers(seen=shown_by(client, address))
    client.force_login(karen)
    client.post(address, first | {"what": "Vi strikker huer.", "place": "Gården"})
    client.force_login(bo)
    page = client.post(address, second | {"what": "Vi hækler tæpper.", "place": "Gården"})
    text = page.content.decode()
    assert page.status_code == 409
    assert [
        words
        for words in (
            "To har skrevet samtidig",
            "Karen Juhl rettede denne side",
            "Vi strikker huer.",
            "Vi hækler tæpper.",
        )
        if words not in text
    ] == []
    activity.refresh_from_db()
    assert activity.what == "Vi strikker huer."
    again = second | {"what": "Vi hækler tæpper.", "place": "Gården"}
    again["seen"] = text.split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, again).status_code == 302
    activity.refresh_from_db()
    assert (activity.what, activity.place) == ("Vi hækler tæpper.", "Gården")


def test_what_only_the_other_changed_stays(client, d58, karen):
    activity = factories.make_activity(d58)
    address = reverse("initiatives:activity", args=["58", activity.pk])
    client.force_login(karen)
    client.post(address, answers())
    seen = shown_by(client, address)
    client.post(address, answers(seen=seen, place="Vaskeriet"))
    assert client.post(address, answers(seen=seen, what="Vi laver suppe.")).status_code == 302
    activity.refresh_from_db()
    assert (activity.place, activity.what) == ("Vaskeriet", "Vi laver suppe.")
