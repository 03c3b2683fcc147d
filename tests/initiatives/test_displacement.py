"""Does an initiative take over what residents do themselves (1.2)? Overlaps, the board's own answer, silence."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import outbox
from accounts.models import OutgoingMail
from accounts.tasklinks import link_for
from initiatives.departments.todo import waiting_for
from initiatives.displacement import ask_board_about_volunteers
from initiatives.models import DisplacementRequest, VolunteerActivity
from initiatives.overlaps import TASK, groups_in, reasons
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(mette, d58, karen):
    return factories.make_initiative(by=mette, departments=[d58], expects_outside_money=True)


def homework(department, **fields) -> VolunteerActivity:
    return VolunteerActivity.objects.create(
        **{
            "department": department,
            "name": "Lektier ved langbordet",
            "what": "To forældre hjælper børn med lektier.",
            "area": factories.area(),
            "target_group": "children",
            "weekday": 3,
        }
        | fields
    )


def test_what_the_two_share_is_listed_department_theme_target_group_and_time(draft, d58):
    areas, on = list(draft.areas.all()), factories.today()
    same = [
        "samme afdeling",
        f"samme område ({factories.area()})",
        "samme målgruppe (børn)",
        "samme tid på året",
    ]
    assert reasons(draft, homework(d58), areas=areas, on=on) == same
    other = VolunteerActivity(department=d58, name="Petanque", what="Vi spiller.", target_group="older")
    assert reasons(draft, other, areas=areas, on=on) == ["samme afdeling", "samme tid på året"]
    rests = VolunteerActivity(
        department=d58, name="Bål", what="Bål.", paused_until=draft.ends_on + dt.timedelta(1)
    )
    assert reasons(draft, rests, areas=areas, on=on) == ["samme afdeling"]
    draft.summary = "Hver onsdag hjælper frivillige."
    assert "samme ugedag (onsdag)" in reasons(draft, homework(d58, name="To"), areas=areas, on=on)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Lektiehjælp til skolebørn", {"children"}),
        ("Fritidsjob til unge", {"young"}),
        ("Babycafé for mødre", {"families"}),
        ("Kaffe for pensionister og seniorer", {"older"}),
        ("Nye cykelstativer", set()),
    ],
)
def test_target_groups_are_read_out_of_plain_words(text, groups):
    assert groups_in(text) == groups


def test_the_page_lists_the_nearest_first_and_says_why(client, mette, draft, d58):
    VolunteerActivity.objects.create(department=d58, name="Aftensang", what="Vi synger.")
    homework(d58)
    client.force_login(mette)
    (form,) = client.get(reverse("initiatives:displacement", args=[draft.pk])).context["forms"]
    assert [activity.name for activity in form.activities.values()] == ["Lektier ved langbordet", "Aftensang"]
    first = next(iter(form.fields.values()))
    assert "Derfor står den her: samme afdeling, samme område" in first.help_text


def test_an_empty_register_reads_not_examined_and_asks_the_board(client, mette, draft, d58):
    client.force_login(mette)
    text = client.get(reverse("initiatives:displacement", args=[draft.pk])).content.decode()
    assert "Ikke undersøgt" in text
    assert "Det betyder ikke, at der ikke er nogen." in text
    assert "Spørg bestyrelsen, og skriv, hvad de siger." in text


def test_the_board_is_asked_once_and_answers_through_its_link(client, mette, draft, d58, karen):
    activity = homework(d58)
    client.force_login(mette)
    for _press in range(2):
        client.post(reverse("initiatives:displacement_ask", args=[draft.pk, d58.pk]))
    request = DisplacementRequest.objects.get()
    assert [mail.recipient for mail in OutgoingMail.objects.filter(kind="displacement_asked")] == [karen]
    client.logout()
    address = reverse("initiatives:displacement_answer", args=[draft.pk, d58.pk])
    client.post(link_for(karen, TASK, request.pk).path, {"start": "1"})
    prefix = f"d{d58.pk}"
    wrong = client.post(address, {})
    assert len(wrong.context["form"].errors) == 2
    client.post(
        address, {f"{prefix}-effect_{activity.pk}": "conflicts", f"{prefix}-note": "Det gør vi selv."}
    )
    review = draft.displacement_reviews.get()
    assert (review.for_board, review.reviewed_by, review.answers.get().effect) == (True, karen, "conflicts")
    request.refresh_from_db()
    assert request.closed_at is not None
    entry = draft.history.filter(kind="displacement").get()
    assert (entry.prepares, entry.on_behalf_of) == (False, d58)


def test_the_second_of_a_board_who_answers_is_told_and_keeps_the_text(client, mette, draft, d58, karen):
    bo = factories.make_board_member(d58, "Bo Lind")
    ask_board_about_volunteers(draft, department=d58, by=mette)
    address = reverse("initiatives:displacement_answer", args=[draft.pk, d58.pk])
    client.force_login(karen)
    client.post(address, {"answered": "", f"d{d58.pk}-note": "Vi gør ikke noget selv."})
    client.force_login(bo)
    page = client.post(address, {"answered": "", f"d{d58.pk}-note": "Vi laver lektier hver onsdag."})
    text = page.content.decode()
    assert (page.status_code, draft.displacement_reviews.get().note) == (409, "Vi gør ikke noget selv.")
    assert "Karen Juhl svarede, mens du skrev." in text
    assert "Vi laver lektier hver onsdag." in text
    again = {"answered": page.context["answered"], f"d{d58.pk}-note": "Vi laver lektier hver onsdag."}
    assert client.post(address, again).status_code == 302
    assert draft.displacement_reviews.get().note == "Vi laver lektier hver onsdag."


def test_a_board_that_was_asked_is_waited_for_and_not_asked_again(client, mette, draft, d58):
    asked = ask_board_about_volunteers(draft, department=d58, by=mette)
    DisplacementRequest.objects.update(asked_at=asked.asked_at - dt.timedelta(days=3))
    client.force_login(mette)
    page = client.get(reverse("initiatives:displacement", args=[draft.pk]))
    point, text = page.context["point"], page.content.decode()
    assert (point.status, [reason.short for reason in point.reasons]) == (
        "waiting",
        ["Venter på svar fra bestyrelsen i Afdeling 58, spurgt for 3 dage siden."],
    )
    assert reverse("initiatives:displacement_ask", args=[draft.pk, d58.pk]) not in text
    assert "Spørg bestyrelsen" not in text
    assert "Bestyrelsen er spurgt. Taler du med dem, så skriv, hvad de siger." in text


def test_of_two_boards_the_one_not_asked_is_still_missing(client, mette, draft, d58):
    d33 = factories.make_department("33")
    factories.make_board_member(d33, "Vibeke Riis")
    draft.participations.create(department=d33)
    ask_board_about_volunteers(draft, department=d58, by=mette)
    client.force_login(mette)
    page = client.get(reverse("initiatives:displacement", args=[draft.pk]))
    assert page.context["point"].status == "missing"
    assert [(row.department, row.request is None) for row in page.context["asking"]] == [
        (d33, True),
        (d58, False),
    ]
    ask_board_about_volunteers(draft, department=d33, by=mette)
    page = client.get(reverse("initiatives:displacement", args=[draft.pk]))
    assert page.context["point"].status == "waiting"


def test_where_nobody_sits_on_the_board_nobody_is_offered_to_be_asked(client, mette):
    empty = factories.make_department("41")
    case = factories.make_initiative(by=mette, departments=[empty], expects_outside_money=True)
    client.force_login(mette)
    text = client.get(reverse("initiatives:displacement", args=[case.pk])).content.decode()
    assert reverse("initiatives:displacement_ask", args=[case.pk, empty.pk]) not in text
    assert "Vi ved ikke, hvem der sidder i bestyrelsen. Ring til afdelingen" in text


def test_another_board_is_not_asked_and_sees_nothing(client, mette, draft, d58):
    ask_board_about_volunteers(draft, department=d58, by=mette)
    vibeke = factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    client.force_login(vibeke)
    assert client.get(reverse("initiatives:displacement_answer", args=[draft.pk, d58.pk])).status_code == 404
    assert waiting_for(vibeke, factories.today()) == []


def test_one_reminder_and_then_staff_ring(mette, draft, d58, karen):
    request = ask_board_about_volunteers(draft, department=d58, by=mette)
    day = factories.today()
    while day < request.deadline_on + dt.timedelta(30):
        outbox.plan(day, only="questions about volunteers")
        outbox.plan(day, only="questions about volunteers")
        day += dt.timedelta(days=1)
    kinds = OutgoingMail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["displacement_asked", "displacement_reminder"]
    ring = request.deadline_on + dt.timedelta(7)
    assert [task.title for task in waiting_for(mette, ring - dt.timedelta(1))] == []
    assert [task.title for task in waiting_for(mette, ring)] == ["Ring til bestyrelsen i Afdeling 58"]
    assert [task.role for task in waiting_for(karen, ring)] == ["Som bestyrelse i Afdeling 58"]


def test_a_board_has_one_open_question_about_it(mette, draft, d58):
    ask_board_about_volunteers(draft, department=d58, by=mette)
    request = DisplacementRequest.objects.get()
    request.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)
