"""Partners that are reused and forgotten in time, and agreements that are watched."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.uploads import check
from initiatives import agreement_writing, agreements, dates, partners, tasks
from initiatives.cvr import is_cvr, must_be_cvr, plain
from initiatives.models import (
    AgreementFile,
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
QUERIES_OF_THE_LIST = 9
QUERIES_OF_THE_CONTACTS = 6


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
    assert partners.forget_contacts(factories.today()) == 0


def test_the_contact_of_a_case_that_is_over_is_forgotten_and_of_one_that_lives_is_not(case, settings):
    settings.AAB_FORGET_CONTACT_DAYS = 180
    partnership = factories.add_partner(case, by=case.created_by)
    ended = factories.add_partner(case, by=case.created_by, partner=factories.make_partner())
    Partnership.objects.filter(pk=ended.pk).update(until_on=factories.in_days(-181))
    assert list(Partnership.objects.to_forget(factories.today())) == [ended]
    assert [tasks.forget_contacts_who_left(), tasks.forget_contacts_who_left()] == [None, None]
    ended.refresh_from_db(), partnership.refresh_from_db()
    assert (ended.contact, ended.contact_email, bool(partnership.contact)) == ("", "", True)
    long_ago = timezone.now() - dt.timedelta(days=182)
    Initiative.objects.filter(pk=case.pk).update(status=Status.WITHDRAWN, status_since=long_ago)
    assert partners.forget_contacts(factories.today()) == 1
    assert partners.forget_contacts(factories.today()) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_contacts_who_left_are_shown_with_their_day_and_staff_may_forget_those_who_are_due(
    client, case, settings, django_assert_num_queries, rows
):
    settings.AAB_FORGET_CONTACT_DAYS = 180
    for days in (200, 20):
        for number in range(rows):
            PartnerContact.objects.create(
                partner=factories.make_partner(), name=f"Person {days}-{number}", role="Leder",
                left_on=factories.in_days(-days),
            )  # fmt: skip
    url = reverse("initiatives:contacts_gone")
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_THE_CONTACTS):
        page = client.get(url)
    assert page.text.count("Person 200") == page.text.count("Person 20-") == rows
    client.post(url)
    page = client.get(url)
    assert ("Person 200" in page.text, page.text.count("Person 20-")) == (False, rows)
    assert PartnerContact.objects.filter(anonymised_at__isnull=False).count() == rows


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
    case, partnership = running_with_contract(30, they_signed_on=factories.in_days(-9))
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


def test_a_running_case_signs_its_contract_anew_and_one_that_is_sent_does_not(client):
    case, partnership = running_with_contract(30)
    client.force_login(case.created_by)
    url, prefix = reverse("initiatives:contracts", args=[case.pk]), f"p{partnership.pk}"
    new = {
        f"{prefix}-state": "signed",
        f"{prefix}-signed_on_day": "1 11 2026",
        f"{prefix}-ends_on_day": "1 11 2028",
    }
    assert client.post(url, new).url == url
    assert ResultContract.objects.get().ends_on == dt.date(2028, 11, 1)
    Initiative.objects.filter(pk=case.pk).update(status=Status.SUBMITTED)
    assert client.post(url, new | {f"{prefix}-ends_on_day": "1 11 2029"}).status_code == 302
    assert ResultContract.objects.get().ends_on == dt.date(2028, 11, 1)


@pytest.mark.parametrize(("ends_in", "told"), [(91, False), (90, True), (-1, True)])
def test_the_leader_is_told_90_days_before_a_main_agreement_ends(ends_in, told):
    leader = factories.make_staff("Lars Krogh", employment="leader")
    main = MainAgreement.objects.create(
        title="Hovedaftale", municipality="X", state="signed", ends_on=factories.in_days(ends_in)
    )
    keys = [task.key for task in agreements.waiting_for(leader, factories.today())]
    assert keys == ([f"main_agreement_ends:{main.pk}"] if told else [])
    assert agreements.waiting_for(factories.make_staff(), factories.today()) == []


def test_the_end_and_the_follow_up_of_every_kind_stand_among_the_dates(client):
    case, _partnership = running_with_contract(30, next_follow_up_on=factories.in_days(7))
    terms = {"state": "signed", "ends_on": factories.in_days(31), "next_follow_up_on": factories.in_days(8)}
    StrategicAgreement.objects.create(title="Planen", initiative=case, **terms)
    MainAgreement.objects.create(title="Byen", municipality="X", **terms)
    found = dates.dates_for(case.responsible, factories.today(), factories.in_days(40))
    about = {row.title.split(":")[0] for row in found}
    assert about >= {
        "Resultatkontrakt slutter", "Aftale slutter", "Følg op på resultatkontrakt", "Følg op på aftale",
    }  # fmt: skip
    assert len([row for row in found if row.title.startswith("Følg op")]) == 3
    assert len({row.key for row in found}) == len(found)
    client.force_login(case.responsible)
    assert "Aftale slutter: Byen" in client.get(reverse("dates")).text


# --- Writing agreements, and their files -----------------------------------------------------
def paper(text="Aftale"):
    return SimpleUploadedFile("aftale.txt", f"{text} om unge og om job efter skole.".encode())


def written(client, url, **more):
    said = {"do": "save", "title": "Aftale om unge", "state": "signed", **more}
    return client.post(url, said)


def test_an_agreement_is_written_in_with_parties_parts_terms_and_versions_of_its_file(client, case):
    answer = written(
        client,
        reverse("initiatives:strategic_agreement_new", args=[case.pk]),
        their_hours="120", our_kr="50.000", follow_up="Hvert år", termination="Tre måneder", consequence="Møde",
        upload=paper(),
    )  # fmt: skip
    agreement = StrategicAgreement.objects.get()
    assert answer.url == reverse("initiatives:strategic_agreement", args=[case.pk, agreement.pk])
    assert (agreement.their_hours, agreement.our_kr, agreement.recorded_by) == (120, 50_000, case.created_by)
    fsb = factories.make_partner("fsb")
    client.post(answer.url, {"do": "party", "party-partner": fsb.pk, "party-signed_on": ""})
    assert client.get(answer.url).context["warnings"] == [
        "AAB har ikke skrevet under endnu.", "fsb har ikke skrevet under endnu.",
    ]  # fmt: skip
    client.post(answer.url, {"do": "party", "party-partner": fsb.pk, "party-signed_on_day": "1 11 2026"})
    assert [(str(p), p.signed_on) for p in agreement.parties.all()] == [
        ("AAB", None), ("fsb", dt.date(2026, 11, 1)),
    ]  # fmt: skip
    for agreed in ("Ti job", "Tolv job"):
        client.post(
            answer.url,
            {"do": "part", "part-area": factories.area().pk, "part-problem": "Få job", "part-agreed": agreed},
        )
    assert [part.agreed for part in agreement.parts.all()] == ["Tolv job"]
    for text in ("Anden aftale", "Anden aftale"):
        written(client, answer.url, upload=paper(text))
    assert [file.number for file in agreement.files.all()] == [2, 1]
    client.post(answer.url, {"do": f"off:{agreement.parties.get(partner=fsb).pk}"})
    client.post(answer.url, {"do": f"out:{agreement.parts.get().pk}"})
    assert (agreement.parties.count(), agreement.parts.count()) == (1, 0)
    kinds = case.history.values_list("kind", flat=True)
    assert list(kinds).count("agreement") == 11


def test_a_file_with_a_cpr_number_is_refused_and_what_was_typed_stays(client, case):
    url = reverse("initiatives:strategic_agreement_new", args=[case.pk])
    answer = written(client, url, upload=paper("Aftale med 010203-1234"))
    assert "CPR-nummer" in str(answer.context["form"].errors["upload"])
    assert 'value="Aftale om unge"' in answer.text
    text = written(client, url, purpose="Jens, 010203-1234, får et job")
    assert "purpose" in text.context["form"].errors
    assert (StrategicAgreement.objects.count(), AgreementFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"state": "not_obtained"}, "what_was_tried"),
        ({"begins_on_day": "2 2 2027", "ends_on_day": "1 2 2027"}, "ends_on"),
        ({"title": ""}, "title"),
    ],
)
def test_an_agreement_that_contradicts_itself_gets_a_sentence(client, case, said, field):
    answer = written(client, reverse("initiatives:strategic_agreement_new", args=[case.pk]), **said)
    assert list(answer.context["form"].errors) == [field]


def test_a_file_belongs_to_one_agreement_and_a_version_stands_once(case):
    main = MainAgreement.objects.create(title="A", municipality="X", state="draft")
    row = {
        "number": 1, "file": "x.pdf", "name": "x.pdf", "content_type": "application/pdf", "size": 1,
        "sha256": "0" * 64, "uploaded_by": case.created_by, "uploaded_at": timezone.now(),
    }  # fmt: skip
    AgreementFile.objects.create(main=main, **row)
    for broken in ({}, {"main": main}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementFile.objects.create(**row, **broken)


def test_the_file_of_a_case_is_for_those_who_see_the_case(client, case):
    contract = partners.record_contract(
        factories.add_municipal_partner(case, by=case.created_by, state=None),
        state="draft",
        by=case.created_by,
    )
    file = agreement_writing.add_version(contract, upload=check(paper()), by=case.created_by)
    url = reverse("initiatives:agreement_file", args=[file.pk])
    found = client.get(url)
    assert found["Content-Disposition"].startswith("attachment")
    assert b"".join(found.streaming_content).startswith(b"Aftale om unge")
    client.force_login(factories.make_board_member(factories.make_department()))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_agreements_asks_the_same_number_of_times(client, case, django_assert_num_queries, rows):
    for number in range(rows):
        main = MainAgreement.objects.create(title=f"H{number}", municipality="X", state="signed")
        main.parties.create(partner=factories.make_partner())
        StrategicAgreement.objects.create(title=f"S{number}", initiative=case, state="signed")
        partnership = factories.add_municipal_partner(case, by=case.created_by, state=None)
        partners.record_contract(partnership, state="draft", by=case.created_by)
    client.get("/aftaler/")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert client.get("/aftaler/").text.count("<li><div>") == 3 * rows


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
    assert "Den næste" in client.get(reverse("succession", args=[case.pk])).text
