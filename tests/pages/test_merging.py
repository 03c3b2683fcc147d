"""Two departments become one: every relation has a rule, none can be chosen, old addresses lead on (decision 22)."""

import pytest
from django.urls import reverse

from evaluation.plans import MERGING
from initiatives.departments.advice import answer, ask_for_help
from initiatives.departments.merging import RULES, merge_departments
from initiatives.displacement import ask_board_about_volunteers
from initiatives.forms.departments import departments_to_choose_from
from initiatives.forms.physical import ProjectForm
from initiatives.models import (
    AdviceRequest,
    Body,
    Department,
    DisplacementRequest,
    EvictionCount,
    PhysicalProject,
    PublishedStory,
    Story,
    SupportService,
    SynergyNote,
)
from initiatives.physical import answer_hint, open_hints
from initiatives.public import find_department
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm")


@pytest.fixture
def d58(mette):
    return factories.make_department("58", consultant=mette)


@pytest.fixture
def d59():
    return factories.make_department("59")


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl")


def merge(old, new, by):
    merge_departments(old, into=new, on=factories.today(), by=by)
    old.refresh_from_db()


def relations() -> set[str]:
    """Every field of the portal that points to a department, the hidden tables of many-to-many among them."""
    fields = Department._meta.get_fields(include_hidden=True)
    return {
        f"{field.related_model._meta.app_label}.{field.related_model._meta.object_name}.{field.field.name}"
        for field in fields
        if field.is_relation and field.auto_created
    }


def test_every_relation_to_a_department_has_a_rule():
    assert relations() == RULES.keys() | MERGING.keys()
    assert RULES.keys() & MERGING.keys() == set()


def test_what_goes_on_moves_and_what_is_over_stays(mette, d58, d59, karen):
    factories.make_service(d58)
    factories.make_service(d58, kind="caretaker", until_on=factories.in_days(-1))
    factories.make_activity(d58, "Strikkeklubben")
    factories.make_activity(d58, "Aftensang", ended_on=factories.in_days(-9))
    factories.make_story(d58, title="Suppe i opgangen", published=True, by=karen)
    factories.make_story(d58, title="Kladden", by=karen)
    gone = factories.make_story(d58, title="Taget ned", by=karen)
    Story.objects.filter(pk=gone.pk).update(state=Story.State.TAKEN_DOWN)
    factories.count_evictions(d58, by=mette, evictions=3)
    asked = ask_for_help(d58, topic="money", text="Garn?", by=karen)
    over = ask_for_help(d58, topic="conflict", text="Uro.", by=karen)
    answer(over, text="Vi kommer forbi.", by=mette)
    merge(d58, d59, mette)
    where = {
        "service": SupportService.objects.order_by("kind").values_list("kind", "department__number"),
        "activity": d59.volunteer_activities.values_list("name", "department__number"),
        "story": Story.objects.order_by("title").values_list("title", "department__number"),
        "public": PublishedStory.objects.values_list("title", "department__number"),
        "evictions": EvictionCount.objects.values_list("evictions", "department__number"),
        "advice": AdviceRequest.objects.order_by("pk").values_list("pk", "department__number"),
    }
    assert {name: list(rows) for name, rows in where.items()} == {
        "service": [("caretaker", "58"), ("debt", "59")],
        "activity": [("Strikkeklubben", "59")],
        "story": [("Kladden", "59"), ("Suppe i opgangen", "59"), ("Taget ned", "58")],
        "public": [("Suppe i opgangen", "59")],
        "evictions": [(3, "58")],
        "advice": [(asked.pk, "59"), (over.pk, "58")],
    }


def test_building_projects_move_with_what_was_said_about_them(mette, d58, d59):
    coming, past = factories.make_project(d58), factories.make_project(d58, name="Kloakken")
    PhysicalProject.objects.filter(pk=past.pk).update(
        starts_on=factories.in_days(-90), ends_on=factories.in_days(-9)
    )
    answer_hint(coming, d58, answer="no", words="Der er ikke plads.", by=mette)
    merge(d58, d59, mette)
    assert [d.number for d in coming.departments.all()] == ["59"]
    assert [d.number for d in past.departments.all()] == ["58"]
    assert SynergyNote.objects.get().department == d59
    assert not open_hints(factories.today()).exists()


def test_questions_to_a_board_that_is_gone_are_closed(mette, d58, d59, karen):
    draft = factories.make_initiative(by=mette, departments=[d58], expects_outside_money=True)
    request = factories.ask_board(draft, d58, by=mette)
    ask_board_about_volunteers(draft, department=d58, by=mette)
    merge(d58, d59, mette)
    request.refresh_from_db()
    assert request.closed_at is not None
    assert DisplacementRequest.objects.get().closed_at is not None
    assert [d.number for d in draft.departments.all()] == ["59"]


def test_the_board_as_a_deciding_body(mette, d58, d59):
    body = Body.objects.create(kind="department_board", name="Bestyrelsen i Afdeling 58", department=d58)
    merge(d58, d59, mette)
    body.refresh_from_db()
    assert (body.department, body.name, body.decides) == (d59, "Bestyrelsen i Afdeling 59", True)
    d60 = factories.make_department("60")
    other = Body.objects.create(kind="department_board", name="Bestyrelsen i Afdeling 60", department=d60)
    merge(d60, d59, mette)
    other.refresh_from_db()
    assert (other.department, other.decides) == (d60, False)


def test_a_merge_waits_for_a_case_before_the_old_board(mette, d58, d59, karen):
    body = Body.objects.create(kind="department_board", name="Bestyrelsen i Afdeling 58", department=d58)
    submission = factories.submitted_case(by=mette, departments=[d58])
    type(submission).objects.update(body=body)
    with pytest.raises(Refused, match="En sag venter på bestyrelsen i Afdeling 58"):
        merge(d58, d59, mette)


def test_no_picker_offers_a_merged_department(client, mette, d58, d59):
    merge(d58, d59, mette)
    assert departments_to_choose_from() == [d59]
    assert departments_to_choose_from([d58]) == [d58, d59]
    assert list(ProjectForm().fields["departments"].queryset) == [d59]
    client.force_login(mette)
    for page in ("initiatives:coverage", "initiatives:evictions", "initiatives:timeline"):
        assert "Afdeling 58" not in client.get(reverse(page)).content.decode(), page
    assert client.get(reverse("initiatives:services", args=[d58.pk])).status_code == 404
    assert (find_department("58").exact, list(find_department("5").near)) == (d59, [d59])
    client.force_login(factories.make_administrator())
    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "initiatives", "model_name": "boardseat", "field_name": "department", "term": ""},
    ).json()
    assert [row["id"] for row in found["results"]] == [str(d59.pk)]


@pytest.mark.parametrize(
    ("page", "who"),
    [
        ("initiatives:department", "anonymous"),
        ("department_home", "staff"),
        ("initiatives:activities", "staff"),
        ("initiatives:help_wanted", "staff"),
        ("initiatives:story_new", "staff"),
        ("initiatives:board", "staff"),
        ("initiatives:evictions_department", "staff"),
    ],
)
def test_old_addresses_lead_to_the_new_department(client, mette, d58, d59, page, who):
    merge(d58, d59, mette)
    if who == "staff":
        client.force_login(mette)
    answer = client.get(reverse(page, args=["58"]))
    assert (answer.status_code, answer.url) == (302, reverse(page, args=["59"]))
    follow = client.get(answer.url)
    assert follow.status_code == 200
    if who == "staff":
        assert "Afdeling 58 er nu en del af Afdeling 59." in follow.content.decode()
    else:
        assert (answer.cookies, follow.cookies) == ({}, {})


def test_what_was_written_for_the_old_one_is_not_written_on_the_new(client, mette, d58, d59):
    merge(d58, d59, mette)
    client.force_login(mette)
    answer = client.post(reverse("initiatives:help_wanted", args=["58"]), {"topic": "money", "text": "Garn"})
    assert answer.url == reverse("initiatives:department", args=["59"])
    assert AdviceRequest.objects.count() == 0
    assert client.get("/afdelinger/4711/").status_code == 404


def test_the_old_boards_history_is_read_on_the_new_boards_page(client, mette, d58, d59):
    factories.make_board_member(d58, "Inge Toft", until_on=factories.in_days(-30))
    merge(d58, d59, mette)
    client.force_login(mette)
    text = client.get(reverse("initiatives:board", args=["59"])).content.decode()
    assert "Inge Toft, medlem (Afdeling 58)" in text
    assert text.count("Afdeling 58 blev lagt ind i Afdeling 59") == 2
