"""Partners that are reused and forgotten in time, and agreements that are watched."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from initiatives import agreements, partners, tasks
from initiatives.cvr import is_cvr, must_be_cvr, plain
from initiatives.models import (
    AgreementParty,
    AgreementState,
    Initiative,
    MainAgreement,
    Partner,
    PartnerContact,
    Partnership,
    ResultContract,
    Status,
    StrategicAgreement,
    SubAgreement,
    Succession,
    SupportService,
)
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Partner.Kind


@pytest.fixture
def case(client):
    mette = factories.make_staff("Mette Holm")
    client.force_login(mette)
    return factories.make_initiative(by=mette, involves_municipality=True)


def posted(**answers):
    return {"role": "Hjælper", "contact": "Lederen", **answers}


# --- CVR ------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["55133018", "DK 55 13 30 18", "64 94 22 12"])
def test_a_cvr_number_divides_by_eleven(number):
    assert is_cvr(plain(number)) is True


@pytest.mark.parametrize(
    "number", ["55133019", "1234567", "05133018", "abcdefgh", "551330188", "５５１３３０１８"]
)
def test_what_is_no_cvr_number_is_refused(number):
    with pytest.raises(ValidationError):
        must_be_cvr(number)


def test_the_database_takes_a_number_once_and_only_eight_digits():
    Partner.objects.create(name="A", kind=Kind.VOLUNTARY, cvr="55133018")
    for fields in ({"name": "B", "cvr": "55133018"}, {"name": "C", "cvr": "0513301"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Partner.objects.create(kind=Kind.VOLUNTARY, **fields)


# --- Reuse ----------------------------------------------------------------------------------
def test_a_name_that_is_nearly_known_is_asked_about_and_can_be_another(client, case):
    factories.make_partner("Frivilligcenter Broen")
    url = reverse("initiatives:partners", args=[case.pk])
    new = posted(new_name="Frivilligcentret Broen", kind="voluntary")
    asked = client.post(url, new)
    assert asked.context["form"].errors["new_name"] == [
        "Mener du Frivilligcenter Broen? Vælg den på listen, eller sæt kryds ved, at det er en anden"
    ]
    assert Partner.objects.count() == 1
    assert client.post(url, new | {"anyway": "on"}).status_code == 302
    assert Partner.objects.count() == 2


def test_a_number_that_is_known_names_its_partner(client, case):
    Partner.objects.create(name="Broen", kind=Kind.VOLUNTARY, cvr="55133018")
    answer = client.post(
        reverse("initiatives:partners", args=[case.pk]),
        posted(new_name="Noget helt andet", kind="voluntary", cvr="55 13 30 18"),
    )
    assert answer.context["form"].errors["cvr"] == ["Broen har det CVR-nummer. Vælg den på listen"]


def test_what_a_partner_gives_and_how_long_is_kept(client, case):
    partner = factories.make_partner("Broen")
    client.post(
        reverse("initiatives:partners", args=[case.pk]),
        posted(partner=partner.pk, contribution="Lokale", contribution_kr="12.500", is_administering="on"),
    )
    partnership = case.partnerships.get()
    assert (partnership.contribution, partnership.contribution_kr, partnership.is_administering) == (
        "Lokale",
        12500,
        True,
    )
    with pytest.raises(Refused, match="Broen står allerede for administrationen"):
        partners.add_partner(
            case,
            partner=factories.make_partner("fsb"),
            role="Med",
            contact="X",
            is_administering=True,
            by=case.created_by,
        )


@pytest.mark.parametrize(
    "broken",
    [{"is_administering": True}, {"from_on": factories.in_days(2), "until_on": factories.in_days(1)}],
)
def test_a_partnership_cannot_contradict_itself(case, broken):
    factories.add_partner(case, by=case.created_by)
    Partnership.objects.update(is_administering=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.create(
            initiative=case, partner=factories.make_partner("fsb"), role="Med", contact="X", **broken
        )


# --- Contacts are forgotten -----------------------------------------------------------------
def test_a_contact_who_left_is_listed_before_it_is_emptied_and_only_once(settings):
    settings.AAB_FORGET_CONTACT_DAYS = 180
    partner = factories.make_partner("Broen")

    def contact(name, days):
        left = None if days is None else factories.in_days(-days)
        return PartnerContact.objects.create(
            partner=partner, name=name, role="Leder", email="x@example.dk", phone="00 00 00 00", left_on=left
        )

    gone, recent, present = contact("Ane Gået", 181), contact("Bo Nylig", 180), contact("Ida Her", None)
    assert list(PartnerContact.objects.to_forget(factories.today())) == [gone]
    assert list(PartnerContact.objects.present(factories.today())) == [present]
    tasks.forget_contacts_who_left()
    tasks.forget_contacts_who_left()
    gone.refresh_from_db(), recent.refresh_from_db()
    assert (gone.name, gone.email, gone.phone, gone.role) == ("", "", "", "Leder")
    assert recent.name == "Bo Nylig"
    assert partners.forget_contacts(factories.today()) == []


@pytest.mark.parametrize("broken", [{"name": ""}, {"name": "Bo", "anonymised_at": timezone.now()}])
def test_a_contact_is_a_person_or_forgotten(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerContact.objects.create(partner=factories.make_partner(), role="Leder", **broken)


# --- Agreements that end --------------------------------------------------------------------
def running_with_contract(ends_in: int, case_ends_in: int = 400, **more):
    case = factories.make_initiative(
        involves_municipality=True, starts_on=factories.in_days(-10), ends_on=factories.in_days(case_ends_in)
    )
    partnership = factories.add_municipal_partner(case, by=case.created_by, state=None)
    partners.record_contract(
        partnership,
        state=ResultContract.State.SIGNED,
        signed_on=factories.in_days(-10),
        ends_on=factories.in_days(ends_in),
        by=case.created_by,
        **more,
    )
    Initiative.objects.filter(pk=case.pk).update(
        status=Status.RUNNING, policy_version=factories.make_policy(), first_submitted_at=case.created_at
    )
    return Initiative.objects.get(pk=case.pk), partnership


@pytest.mark.parametrize(("ends_in", "told"), [(91, False), (90, True), (-1, True)])
def test_the_person_responsible_is_told_90_days_before_a_contract_ends(ends_in, told):
    case, _partnership = running_with_contract(ends_in)
    keys = [task.key.split(":")[0] for task in agreements.waiting_for(case.responsible, factories.today())]
    assert ("contract_ends" in keys) is told


def test_a_contract_that_ends_with_its_initiative_is_no_task():
    case, _partnership = running_with_contract(30, case_ends_in=30)
    assert agreements.waiting_for(case.responsible, factories.today()) == []


def test_a_contract_that_ends_before_the_initiative_says_so_on_its_page(client):
    case, partnership = running_with_contract(30)
    client.force_login(case.created_by)
    page = client.get(reverse("initiatives:contracts", args=[case.pk]))
    assert len(page.context["warnings"]) == 2
    assert str(partnership.partner) in page.context["warnings"][1]


def test_a_follow_up_that_is_due_becomes_a_task_and_terms_are_kept():
    case, partnership = running_with_contract(
        399,
        their_hours=120,
        our_kr=50_000,
        follow_up="Hvert halve år",
        next_follow_up_on=factories.in_days(7),
    )
    contract = ResultContract.objects.get(partnership=partnership)
    assert (contract.their_hours, contract.our_kr, contract.follow_up) == (120, 50_000, "Hvert halve år")
    keys = [task.key for task in agreements.waiting_for(case.responsible, factories.today())]
    assert f"contract_follow_up:{contract.pk}" in keys


# --- Four different things ------------------------------------------------------------------
def test_the_page_shows_each_kind_of_agreement_apart(client, case):
    department = case.departments.get()
    type(department).objects.filter(pk=department.pk).update(municipality="København")
    main = MainAgreement.objects.create(
        title="Hovedaftale", municipality="København", state=AgreementState.SIGNED
    )
    plan = StrategicAgreement.objects.create(
        title="Samarbejdsaftale", initiative=case, main=main, state=AgreementState.DRAFT
    )
    AgreementParty.objects.create(strategic=plan, signed_on=factories.today())
    SubAgreement.objects.create(
        agreement=plan, area=factories.area(), problem="Få job", agreed="Ti fritidsjob"
    )
    SupportService.objects.create(
        kind="contact_persons", municipality="København", who="Boligrådgiver", reviewed_on=factories.today()
    )
    text = client.get(reverse("initiatives:contracts", args=[case.pk])).text
    assert [word in text for word in ("Samarbejdsaftale", "Ti fritidsjob", "Boligrådgiver", "AAB")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    "broken",
    [
        {"begins_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 1, 1), "state": "draft"},
        {"state": "not_obtained"},
    ],
)
def test_an_agreement_cannot_contradict_itself(case, broken):
    for model, of in ((MainAgreement, {"municipality": "X"}), (StrategicAgreement, {"initiative": case})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(title="A", **of, **broken)


def test_a_party_belongs_to_one_agreement_and_an_area_has_one_part(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create()
    plan = StrategicAgreement.objects.create(title="A", initiative=case, state="draft")
    part = {"agreement": plan, "area": factories.area(), "problem": "P", "agreed": "A"}
    SubAgreement.objects.create(**part)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubAgreement.objects.create(**part)


def test_an_initiative_comes_after_another_and_never_after_itself(client, case):
    after = factories.make_initiative(by=case.created_by, name="Den næste")
    Succession.objects.create(before=case, after=after, how=Succession.How.CONTINUES)
    for before, later in ((case, after), (case, case)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Succession.objects.create(before=before, after=later, how="continues")
    assert "Den næste" in client.get(reverse("initiatives:partners", args=[case.pk])).text
