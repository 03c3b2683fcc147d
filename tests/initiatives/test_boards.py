"""Boards and their terms (K14): one seat, a whole new board, no board, and two departments that become one."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OutgoingMail, User
from initiatives.departments.boards import NewMember, change_board
from initiatives.departments.merging import merge_departments
from initiatives.mails.elected import prepare_welcome
from initiatives.models import (
    BoardSeat,
    Department,
    DepartmentEntry,
    Participation,
    ResidentDecision,
    VolunteerActivity,
)
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def day(name: str, when) -> dict:
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def rows(**first) -> dict:
    data = {}
    for row in range(1, 6):
        data |= {f"ny{row}-name": "", f"ny{row}-email": "", f"ny{row}-phone": "", f"ny{row}-office": "member"}
    return data | {f"ny1-{name}": value for name, value in first.items()}


def test_a_new_board_shuts_out_the_old_at_the_next_request_and_asks_the_new(client, mette, d58, karen, bo):
    draft = factories.make_initiative(by=mette, departments=[d58])
    factories.ask_board(draft, d58, by=mette)
    client.force_login(bo)
    assert client.get(draft.get_absolute_url()).status_code == 200
    staff = client.__class__()
    staff.force_login(mette)
    seat = BoardSeat.objects.get(person=karen)
    response = staff.post(
        reverse("initiatives:board_changed", args=["58"]),
        day("on", factories.today())
        | {"staying": [seat.pk], f"office_{seat.pk}": "chair"}
        | rows(name="Amir Said", email="amir@example.dk", office="treasurer"),
    )
    assert response.status_code == 302
    assert client.get(draft.get_absolute_url()).status_code == 404
    now = BoardSeat.objects.in_office(factories.today()).order_by("office")
    assert [(seat.person.name, seat.office) for seat in now] == [
        ("Karen Juhl", "chair"),
        ("Amir Said", "treasurer"),
    ]
    amir = User.objects.get(email="amir@example.dk")
    kinds = OutgoingMail.objects.filter(recipient=amir).order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["board_welcome", "resident_decision_asked"]
    letter = prepare_welcome(OutgoingMail.objects.get(recipient=amir, kind="board_welcome"))
    assert (letter.subject, letter.button_path) == (
        "Velkommen til bestyrelsen i Afdeling 58",
        "/afdelinger/58/overblik/",
    )
    client.force_login(amir)
    assert [task.title for task in client.get(reverse("tasks")).context["waiting"]] == [
        "Bekræft beboernes beslutning"
    ]


def test_pressing_twice_changes_the_board_once(mette, d58, karen):
    new = NewMember("Amir Said", "amir@example.dk")
    for _press in range(2):
        change_board(d58, on=factories.today(), staying={}, joining=[new], by=mette)
    assert BoardSeat.objects.in_office(factories.today()).count() == 1
    assert OutgoingMail.objects.filter(kind="board_welcome").count() == 1


def test_a_department_can_be_left_without_a_board(mette, d58, karen):
    change_board(d58, on=factories.today(), staying={}, joining=[], by=mette)
    d58.refresh_from_db()
    assert (d58.has_board, BoardSeat.objects.in_office(factories.today()).count()) == (False, 0)


def test_whoever_goes_on_is_not_elected_twice(mette, d58, karen):
    seat = BoardSeat.objects.get(person=karen)
    with pytest.raises(Refused, match="Karen Juhl sidder der allerede"):
        change_board(
            d58,
            on=factories.today(),
            staying={seat: seat.office},
            joining=[NewMember("Karen Juhl", karen.email)],
            by=mette,
        )
    assert BoardSeat.objects.get(person=karen).until_on is None


def test_the_same_person_may_sit_on_two_boards(client, mette, d58, karen):
    factories.make_department("33")
    client.force_login(mette)
    client.post(
        reverse("initiatives:board", args=["33"]),
        {"name": "Karen", "email": karen.email.upper(), "phone": "", "office": "chair"}
        | day("from_on", factories.today()),
    )
    assert [seat.department.number for seat in karen.board_seats.order_by("pk")] == ["58", "33"]
    assert User.objects.filter(email__iexact=karen.email).count() == 1


def test_a_seat_is_mended_and_the_old_dates_stay_in_the_history(client, mette, d58, karen):
    seat = BoardSeat.objects.get(person=karen)
    client.force_login(mette)
    address = reverse("initiatives:seat", args=["58", seat.pk])
    wrong = client.post(
        address,
        {"office": "chair"} | day("from_on", factories.today()) | day("until_on", factories.in_days(-1)),
    )
    assert wrong.context["form"].errors == {"until_on": ["Sidste dag skal ligge efter første dag"]}
    client.post(
        address, {"office": "chair"} | day("from_on", seat.from_on) | day("until_on", factories.in_days(-1))
    )
    assert DepartmentEntry.objects.get().changes["office"] == ["member", "chair"]
    client.force_login(karen)
    assert client.get(reverse("initiatives:activities", args=["58"])).status_code == 404


def test_boards_are_kept_by_staff_alone(client, karen):
    client.force_login(karen)
    for name in ("board", "board_changed", "department_edit"):
        assert client.get(reverse(f"initiatives:{name}", args=["58"])).status_code == 403
    assert client.get(reverse("department_merge", args=["58"])).status_code == 403


def test_staff_write_what_is_known_with_one_of_the_three_forms_of_governance(client, mette, d58):
    client.force_login(mette)
    client.post(
        reverse("initiatives:department_edit", args=["58"]),
        {
            "name": "Mimersparken",
            "homes": "120",
            "governance": "light",
            "has_board": "no",
            "consultant": mette.pk,
        },
    )
    d58.refresh_from_db()
    assert (d58.get_governance_display(), d58.has_board, d58.consultant) == (
        "Administrativ Light",
        False,
        mette,
    )
    assert sorted(DepartmentEntry.objects.get().changes) == [
        "consultant",
        "governance",
        "has_board",
        "homes",
        "name",
    ]


# --- Two become one -----------------------------------------------------------------------------
def test_merging_keeps_what_happened_and_moves_what_goes_on(client, mette, d58, karen):
    d59 = factories.make_department("59")
    over = factories.make_initiative(by=mette, departments=[d58], name="Ny idé")
    factories.answer_for_residents(over, d58, asked_by=mette, person=karen)
    running = factories.running_case(by=mette, departments=[d58], name="Lektiecafé")
    activity = factories.make_activity(d58)
    client.force_login(mette)
    data = {"into": d59.pk} | day("on", factories.today())
    client.post(reverse("department_merge", args=["58"]), data)
    client.post(reverse("department_merge", args=["58"]), data)
    d58.refresh_from_db()
    assert (d58.merged_into, d58.merged_on, d58.has_board) == (d59, factories.today(), False)
    assert VolunteerActivity.objects.get(pk=activity.pk).department == d59
    assert ResidentDecision.objects.filter(department=d58, initiative=over).count() == 1
    where = Participation.objects.order_by("department__number").values_list(
        "initiative__name", "department__number"
    )
    assert sorted(where) == [("Lektiecafé", "58"), ("Lektiecafé", "59"), ("Ny idé", "59")]
    assert set(running.evaluations.open().values_list("department__number", flat=True)) <= {"59", None}
    assert BoardSeat.objects.in_office(factories.today()).filter(department=d58).count() == 0
    assert [entry.text for entry in DepartmentEntry.objects.filter(department=d59)] == [
        f"Afdeling 58 blev lagt ind i Afdeling 59 fra {factories.today():%d.%m.%Y}"
    ]
    moved = client.get(reverse("department_home", args=["58"]), follow=True)
    assert moved.redirect_chain == [("/afdelinger/59/overblik/", 302)]
    with pytest.raises(Refused, match="En af dem er lagt sammen med en anden før"):
        merge_departments(d58, into=factories.make_department("60"), on=factories.today(), by=mette)


def test_no_department_is_merged_into_itself(mette, d58):
    with pytest.raises(Refused, match="Vælg en anden afdeling"):
        merge_departments(d58, into=d58, on=factories.today(), by=mette)
    with pytest.raises(IntegrityError, match="merged_department"), transaction.atomic():
        Department.objects.filter(pk=d58.pk).update(merged_into=d58, merged_on=factories.today())
