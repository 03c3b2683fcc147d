"""A partner stands once, with whom to call there in which role, until their last day; and the cases it is in."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from initiatives import partners
from initiatives.contacts import record_contact
from initiatives.models import Partner, PartnerContact, ResultContract
from initiatives.partners import forget_contacts
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/partnere/"
QUERIES = {"list": 4, "partner": 6}


@pytest.fixture
def broen():
    return Partner.objects.create(name="Broen", kind=Partner.Kind.VOLUNTARY, cvr="55133018")


def url(partner):
    return reverse("initiatives:partner", args=[partner.pk])


def said(**answers):
    return {"name": "Sanne Eksempel", "role": "Leder", "email": "sanne@example.dk", "phone": "", **answers}


def kept():
    return list(PartnerContact.objects.values_list("name", "role", "email", "left_on"))


def test_staff_write_a_contact_and_later_the_day_it_stopped(client, mette, broen):
    client.force_login(mette)
    assert client.post(url(broen), said()).url == url(broen)
    contact = PartnerContact.objects.get()
    assert kept() == [("Sanne Eksempel", "Leder", "sanne@example.dk", None)]
    mended = {f"c{contact.pk}-{name}": value for name, value in said(role="Konsulent").items()}
    gone = factories.in_days(-2)
    day = {f"c{contact.pk}-left_on_day": f"{gone.day} {gone.month} {gone.year}"}
    client.post(url(broen), {"contact": contact.pk, **mended, **day})
    assert kept() == [("Sanne Eksempel", "Konsulent", "sanne@example.dk", gone)]
    page = client.get(url(broen)).text
    assert [words in page for words in ("55133018", "Sanne Eksempel", "Stoppede", "Vi glemmer navn")] == [
        True
    ] * 4
    # Who wrote it is kept, and never the name that is to be forgotten.
    log = list(LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message"))
    assert log == [
        (mette.pk, str(broen.pk), "Skrev kontakten: Leder"),
        (mette.pk, str(broen.pk), "Skrev kontakten: Konsulent"),
    ]


def test_a_contact_that_is_forgotten_is_not_shown_and_not_written_again(client, mette, broen, settings):
    settings.AAB_FORGET_CONTACT_DAYS = 180
    contact = record_contact(
        PartnerContact(partner=broen), name="Ane", role="Leder", left_on=factories.in_days(-181), by=mette
    )
    assert forget_contacts(factories.today()) == 1
    client.force_login(mette)
    assert "Der er ingen kontakter endnu." in client.get(url(broen)).text
    answer = client.post(url(broen), {"contact": contact.pk, f"c{contact.pk}-name": "Ane"}, follow=True)
    assert "Kontakten er glemt i mellemtiden." in answer.text
    assert kept() == [("", "Leder", "", factories.in_days(-181))]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": ""}, "name"), ({"role": ""}, "role"), ({"name": "Jens 010190-1234"}, "name")],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, mette, broen, typed, field):
    client.force_login(mette)
    answer = client.post(url(broen), said(**typed))
    assert list(answer.context["form"].errors) == [field]
    assert kept() == []


def test_deciders_read_and_call_nobody_and_boards_stay_out(client, mette, broen):
    record_contact(PartnerContact(partner=broen), name="Sanne Eksempel", role="Leder", by=mette)
    client.force_login(factories.make_decider())
    page = client.get(url(broen))
    assert (page.status_code, "Sanne Eksempel" in page.text) == (200, False)
    assert client.post(url(broen), said()).status_code == 403
    client.force_login(factories.make_board_member())
    assert [client.get(address).status_code for address in (LIST, url(broen))] == [403, 403]


def test_a_partner_shows_its_cases_to_those_who_see_them_and_how_far_each_contract_is(client, mette):
    case = factories.make_initiative(by=mette, involves_municipality=True)
    partnership = factories.add_municipal_partner(case, by=mette, state=ResultContract.State.DISCUSSED)
    client.force_login(mette)
    page = client.get(url(partnership.partner)).text
    assert [words in page for words in (case.name, "Finder de frivillige", "Drøftes")] == [True] * 3
    listed = client.get(LIST)
    assert [(row.name, row.cases) for row in listed.context["partners"]] == [(partnership.partner.name, 1)]
    # A draft nobody has sent is none of the deciders' business.
    client.force_login(factories.make_decider())
    assert case.name not in client.get(url(partnership.partner)).text
    assert [row.cases for row in client.get(LIST).context["partners"]] == [0]


def test_partners_stand_by_name_as_danes_sort(client, mette):
    for name in ("Ældresagen", "fsb", "Aabenraa Forening", "Broen"):
        factories.make_partner(name)
    client.force_login(mette)
    assert [row.name for row in client.get(LIST).context["partners"]] == [
        "Broen", "fsb", "Ældresagen", "Aabenraa Forening",
    ]  # fmt: skip


def test_what_is_written_about_a_partner_in_a_case_is_mended_and_nothing_else_is_lost(client, mette, broen):
    case = factories.make_initiative(by=mette)
    partners.add_partner(
        case, partner=broen, role="Finder frivillige", contact="Lederen", contact_phone="00 00 00 00",
        contribution="Lokale", contribution_kr=12_500, from_on=factories.in_days(5), by=mette,
    )  # fmt: skip
    client.force_login(mette)
    address = reverse("initiatives:partners", args=[case.pk]) + f"?ret={case.partnerships.get().pk}"
    form = client.get(address).context["form"]
    assert [form[name].value() for name in ("partner", "role", "contribution", "from_on")] == [
        broen.pk, "Finder frivillige", "Lokale", factories.in_days(5),
    ]  # fmt: skip
    client.post(
        address,
        {"partner": broen.pk, "role": "Finder ledere", "contact": "Lederen", "contribution_kr": "12.500"},
    )
    one = case.partnerships.get()
    assert (one.role, one.contact_phone, one.contribution, one.contribution_kr) == (
        "Finder ledere", "00 00 00 00", "", 12_500,
    )  # fmt: skip
    for odd in ("?ret=x", "?ret=99999999"):
        page = client.get(reverse("initiatives:partners", args=[case.pk]) + odd)
        assert (page.status_code, page.context["mended"]) == (200, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_however_much_there_is(client, mette, broen, rows, django_assert_num_queries):
    for number in range(rows):
        factories.make_partner()
        case = factories.make_initiative(by=mette, name=f"Sag {number}")
        factories.add_partner(case, by=mette, partner=broen)
        record_contact(PartnerContact(partner=broen), name=f"Navn {number}", role="Leder", by=mette)
    client.force_login(mette)
    for name, address in (("list", LIST), ("partner", url(broen))):
        client.get(address)
        with django_assert_num_queries(QUERIES[name]):
            client.get(address)
