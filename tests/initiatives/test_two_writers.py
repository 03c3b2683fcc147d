"""Two of AAB's own write on the same page: the second is shown both texts, and neither is lost."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Department, SupportService
from tests import factories as make
from tests.sent import as_sent

pytestmark = pytest.mark.django_db


def a_department():
    found = make.make_department("58", name="Mimerskvarteret", homes=120, has_board=True)
    return found, reverse("initiatives:department_edit", args=["58"])


def a_seat():
    found = make.make_board_member(make.make_department("58"), "Karen Juhl").board_seats.get()
    return found, reverse("initiatives:seat", args=["58", found.pk])


def a_service():
    found = make.make_service(make.make_department("58"))
    return found, reverse("initiatives:service_edit", args=[found.department_id, found.pk])


def a_building_project():
    found = make.make_project(make.make_department("58"))
    return found, reverse("initiatives:project_edit", args=[found.pk])


CASES = [
    # what, the field both change, what Jonas writes, what Mette writes, and how the two are shown
    (a_department, "name", ("Mimersgade", "Mimershave"), ("Mimersgade", "Mimershave")),
    (a_department, "homes", ("130", "140"), ("130", "140")),
    (a_department, "has_board", ("no", "unknown"), ("Nej", "–")),
    (a_seat, "office", ("treasurer", "deputy"), ("Kasserer", "Suppleant")),
    (a_service, "when", ("mandage", "fredage"), ("mandage", "fredage")),
    (a_building_project, "contact", ("Bygherren", "Kontoret"), ("Bygherren", "Kontoret")),
    (a_building_project, "stage", ("building", "stopped"), ("I gang", "Stoppet")),
]


@pytest.fixture
def browsers():
    """Jonas' and Mette's."""
    clients = Client(), Client()
    for client, name in zip(clients, ("Jonas Bech", "Mette Holm"), strict=True):
        client.force_login(make.make_staff(name))
    return clients


@pytest.mark.parametrize(("thing", "field", "typed", "shown"), CASES)
def test_the_second_sees_both_and_decides(browsers, thing, field, typed, shown):
    jonas, mette = browsers
    row, address = thing()
    theirs, mine = jonas.get(address), mette.get(address)
    assert jonas.post(address, as_sent(theirs, **{field: typed[0]})).status_code == 302
    clash = mette.post(address, as_sent(mine, **{field: typed[1]}))
    assert clash.status_code == 409
    assert "Jonas Bech rettede denne side kl." in clash.text
    ((_label, texts),) = clash.context["clash_rows"]
    assert (texts.theirs or "–", texts.mine or "–") == shown
    row.refresh_from_db()
    kept = str(getattr(row, field))
    assert mette.post(address, as_sent(clash)).status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, field)) != kept


def test_what_only_the_other_changed_stays(browsers):
    jonas, mette = browsers
    for thing, one, other in [
        (a_department, {"name": "Mimersgade"}, {"note": "Ny blok."}),
        (a_service, {"when": "mandage"}, {"where": "Gården"}),
        (a_building_project, {"contact": "Bygherren"}, {"name": "Nye tage"}),
    ]:
        row, address = thing()
        theirs, mine = jonas.get(address), mette.get(address)
        for client, page, change in ((jonas, theirs, one), (mette, mine, other)):
            assert client.post(address, as_sent(page, **change)).status_code == 302
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in one | other} == one | other
        Department.objects.filter(number="58").update(number=f"58 {thing.__name__}")


def test_a_seat_of_which_two_moved_one_end_each_is_refused_in_words(browsers):
    jonas, mette = browsers
    seat, address = a_seat()
    theirs, mine = jonas.get(address), mette.get(address)
    later, earlier = make.in_days(100), make.in_days(50)
    jonas.post(address, as_sent(theirs, **day("from_on", later)))
    page = mette.post(address, as_sent(mine, **day("until_on", earlier)))
    assert page.context["form"].errors == {"until_on": ["Sidste dag skal ligge efter første dag."]}
    seat.refresh_from_db()
    assert (seat.from_on, seat.until_on) == (later, None)


def day(name: str, when: dt.date) -> dict[str, int]:
    return {f"{name}_{part}": getattr(when, part) for part in ("day", "month", "year")}


def test_the_departments_of_a_building_project_clash_too(browsers):
    jonas, mette = browsers
    project, address = a_building_project()
    own = project.departments.get()
    d52, d33 = make.make_department("52"), make.make_department("33")
    theirs, mine = jonas.get(address), mette.get(address)
    jonas.post(address, as_sent(theirs, departments=[own.pk, d52.pk]))
    clash = mette.post(address, as_sent(mine, departments=[own.pk, d33.pk]))
    ((_label, texts),) = clash.context["clash_rows"]
    assert (texts.theirs, texts.mine) == (
        "Afdeling 52 og Afdeling 58",
        "Afdeling 33 og Afdeling 58",
    )
    assert set(project.departments.all()) == {own, d52}
    mette.post(address, as_sent(clash))
    assert set(project.departments.all()) == {own, d33}


@pytest.mark.parametrize("thing", [a_department, a_seat, a_service, a_building_project])
def test_the_same_text_twice_is_no_clash(browsers, thing):
    _row, address = thing()
    pages = [client.get(address) for client in browsers]
    for client, page in zip(browsers, pages, strict=True):
        assert client.post(address, as_sent(page)).status_code == 302


def test_who_changed_a_service_and_when_is_kept(browsers):
    jonas, _mette = browsers
    service, address = a_service()
    jonas.post(address, as_sent(jonas.get(address), when="mandage"))
    service = SupportService.objects.get(pk=service.pk)
    assert (service.recorded_by.name, service.changed_at.date()) == ("Jonas Bech", make.today())
