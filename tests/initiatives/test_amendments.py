"""Changing an approved initiative: the approved version stays in force until the change is decided."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from funding.budget import budget_of
from initiatives import workflow
from initiatives.amendments import (
    Correction,
    correct,
    kind_of,
    open_amendment,
    propose,
    proposed_changes,
)
from initiatives.checklist import assess, case_of
from initiatives.models import Amendment, ApprovedVersion, Initiative, LookAgain, Status, Submission
from initiatives.relook import department_answered, still_fine
from initiatives.route import bodies_for
from initiatives.workflow import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    return make.make_body("leader"), make.make_body()


@pytest.fixture
def running(mette, bodies):
    """Two departments, so that the organisationsbestyrelse approved it."""
    return make.running_case(
        by=mette, departments=[make.make_department("52"), make.make_department("58")], cost=40_000
    )


def again(case):
    return Initiative.everything.get(pk=case.pk)


def look_again(copy):
    """The boards and the person responsible have looked at what the change touches: it is still in order."""
    copy = again(copy)
    for mark in copy.look_agains.open():
        if mark.department_id is None:
            still_fine(copy, requirement=make.requirement(mark.requirement_key), by=copy.responsible)
        else:
            member = make.make_board_member(mark.department)
            department_answered(copy, mark.department_id, how=LookAgain.Cleared.STILL, by=member)
    return again(copy)


def longer(case):
    """A proposal of half a year more, complete, looked at again and ready to be sent."""
    copy = make.proposed_change(case)
    make.change_facts(copy, ends_on=make.in_days(420))
    return look_again(copy)


# --- The copy -------------------------------------------------------------------------------------
def test_a_proposal_begins_as_the_case_stands_and_changes_nothing(running):
    copy = make.proposed_change(running)
    assert proposed_changes(copy) == []
    assert (copy.status, copy.amends) == (Status.DRAFT, running)
    assert assess(copy).holds
    assert [p.key for p in assess(copy).points] == [p.key for p in assess(running).points]
    assert again(running).status == Status.RUNNING


def test_a_proposal_is_not_counted_among_the_initiatives(running):
    copy = make.proposed_change(running)
    assert list(Initiative.objects.all()) == [running]
    assert set(Initiative.everything.all()) == {running, copy}
    assert list(make.make_department("58").initiatives.all()) == [running]


def test_one_proposal_at_a_time_in_code_and_in_the_database(mette, running):
    copy = make.proposed_change(running)
    with pytest.raises(Refused, match="Der er allerede et forslag til ændring"):
        propose(running, by=mette, reason="Igen.")
    other = make.make_initiative(by=mette, name="En anden")
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=other.pk).update(amends=running)
    workflow.move(copy, "withdraw", by=mette, words="Alligevel ikke.")
    assert propose(running, by=mette, reason="Igen.").number == 2


@pytest.mark.parametrize("make_case", [make.make_initiative, make.returned_case])
def test_what_is_not_approved_has_no_proposals(mette, bodies, make_case):
    with pytest.raises(Refused, match="En ændring kan kun foreslås, når den er godkendt og ikke slut"):
        propose(make_case(by=mette), by=mette, reason="Derfor.")


def test_a_proposal_needs_a_reason_and_cannot_be_proposed_on(mette, running):
    with pytest.raises(Refused, match="Skriv hvorfor"):
        propose(running, by=mette, reason=" ")
    with pytest.raises(Refused, match="Det er selv et forslag"):
        propose(make.proposed_change(running), by=mette, reason="Derfor.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(reason="")


# --- What kind, and who decides it --------------------------------------------------------------------
def route_of(copy):
    return [body.kind for body in bodies_for(case_of(again(copy)))]


def test_more_time_alone_is_decided_by_the_leader_though_the_case_is_large(running):
    copy = longer(running)
    assert kind_of(proposed_changes(copy)) == "time"
    assert route_of(running) == ["organisation_board"]
    assert route_of(copy) == ["leader"]


@pytest.mark.parametrize(("cost", "decides"), [(60_000, "leader"), (90_001, "organisation_board")])
def test_more_money_is_decided_by_what_it_adds(running, cost, decides):
    copy = make.proposed_change(running)
    make.add_budget(copy, cost=cost)
    assert kind_of(proposed_changes(copy)) == "money"
    assert route_of(copy) == [decides]


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Nu handler den om mad."},
        {"expects_outside_money": True},
        {"departments": (make.make_department,)},
    ],
)
def test_other_departments_or_purpose_are_decided_as_the_case_itself(running, change):
    copy = make.proposed_change(running)
    if "departments" in change:
        change = {"departments": (make.make_department("52"), make.make_department("33"))}
    make.change_facts(copy, **change)
    assert kind_of(proposed_changes(again(copy))) == "scope"
    assert route_of(copy) == ["organisation_board"]


# --- Decided on a copy ----------------------------------------------------------------------------------
def test_the_approved_version_stays_in_force_until_the_change_is_approved(mette, running):
    before = running.ends_on
    copy = longer(running)
    workflow.submit(copy, by=mette)
    assert (again(running).ends_on, again(running).status) == (before, Status.RUNNING)
    decision = make.decide_next(copy)
    after = again(running)
    assert (after.ends_on, after.status) == (make.in_days(420), Status.RUNNING)
    first, second = after.approved_versions.all()
    assert (first.number, second.number, second.kind, second.decision) == (1, 2, "time", decision)
    entry = after.history.first()
    assert entry.text == "Ændring godkendt af Boligsocial leder: mere tid"
    assert entry.words == "Vi når det ikke."
    assert list(entry.changes) == ["Slut"]
    assert open_amendment(after) is None


def test_an_added_department_is_asked_and_the_others_look_at_the_difference(mette, running):
    copy = make.proposed_change(running)
    new = make.make_department("33")
    standing = (make.make_department("52"), make.make_department("58"))
    make.change_facts(copy, departments=(*standing, new))
    copy = again(copy)
    marks = copy.look_agains.open().filter(department__isnull=False)
    assert {mark.department for mark in marks} == set(standing)
    assert {tuple(mark.labels) for mark in marks} == {("Afdelinger",)}
    assert [point.key for point in assess(copy).blocking] == ["1.1", "1.3", "2.1"]
    # Once those have looked, the new department is all that is missing.
    copy = look_again(copy)
    [point] = assess(copy).blocking
    [reason] = point.reasons
    assert (point.key, reason.look_again) == ("1.1", False)
    assert new.title in reason.text
    make.answer_for_residents(copy, new, asked_by=mette)
    workflow.submit(again(copy), by=mette)
    make.decide_next(copy)
    after = again(running)
    assert {d.number for d in after.departments.all()} == {"33", "52", "58"}
    assert after.resident_decisions.current().count() == 3
    assert assess(after).holds


def test_a_department_that_is_taken_out_is_out(mette, running):
    copy = make.proposed_change(running)
    make.change_facts(copy, departments=(make.make_department("52"),))
    workflow.submit(look_again(copy), by=mette)
    make.decide_next(copy)
    assert [d.number for d in again(running).departments.all()] == ["52"]


def test_new_money_takes_the_place_of_the_old(mette, running):
    copy = make.proposed_change(running)
    make.add_budget(copy, cost=60_000)
    workflow.submit(look_again(copy), by=mette)
    make.decide_next(copy)
    assert budget_of(running).cost == Decimal("60000.00")
    assert budget_of(running).missing == 0


def test_what_was_mended_meanwhile_is_not_mended_back(mette, running):
    copy = longer(running)
    other = Correction("Lektiehjælp", running.summary, "Børn", running.responsible)
    correct(running, by=mette, correction=other, reason="Det hedder den.")
    workflow.submit(copy, by=mette)
    make.decide_next(copy)
    after = again(running)
    assert (after.name, after.target_group, after.ends_on) == ("Lektiehjælp", "Børn", make.in_days(420))


@pytest.mark.parametrize("outcome", ["declined", "returned"])
def test_a_no_or_a_return_leaves_the_case_as_it_was(mette, running, outcome):
    copy = longer(running)
    workflow.submit(copy, by=mette)
    make.decide_next(copy, outcome=outcome)
    assert again(running).ends_on == running.ends_on
    assert again(running).approved_versions.count() == 1
    assert (open_amendment(running) is not None) is (outcome == "returned")


def test_whoever_proposed_a_change_does_not_decide_it(mette, running):
    copy = longer(running)
    submission = workflow.submit(copy, by=mette)
    submission.body.seats.create(person=mette, from_on=make.LONG_AGO)
    with pytest.raises(Refused, match="Du har selv arbejdet på sagen"):
        make.decide_next(copy, decider=mette)


def test_a_proposal_neither_begins_nor_ends_by_itself(mette, running):
    copy = longer(running)
    workflow.submit(copy, by=mette)
    make.decide_next(copy)
    assert workflow.possible_moves(again(copy)) == []
    with pytest.raises(Refused, match="Det er et forslag til ændring"):
        workflow.move(again(copy), "start", by=mette)
    with pytest.raises(Refused, match="Det er et forslag til ændring"):
        make.close_case(again(copy), by=mette, outcome="stopped_early", stop_reason="x")


def test_a_change_of_a_case_that_ended_meanwhile_is_not_put_in_force(mette, running):
    copy = longer(running)
    workflow.submit(copy, by=mette)
    make.close_case(running, by=mette)
    with pytest.raises(Refused, match="ændringen kan ikke sættes i kraft"), transaction.atomic():
        make.decide_next(copy)
    assert Submission.objects.get(initiative=copy).initiative.status == Status.SUBMITTED


# --- Small corrections ------------------------------------------------------------------------------------
def test_a_small_correction_needs_no_approval_and_keeps_both_versions(mette, running):
    mended = Correction("Lektiecaféen", running.summary, "", running.responsible)
    assert correct(running, by=mette, correction=mended, reason="Stavefejl.") == {"name"}
    assert [v.kind for v in running.approved_versions.all()] == ["", "correction"]
    assert again(running).history.first().changes == {"Navn": ["Lektiecafé", "Lektiecaféen"]}
    assert correct(again(running), by=mette, correction=mended, reason="") == set()


def test_a_new_person_responsible_is_no_new_version(mette, running):
    jonas = make.make_staff("Jonas Bech")
    handed = Correction(running.name, running.summary, "", jonas)
    correct(running, by=mette, correction=handed, reason="Mette holder orlov.")
    assert again(running).responsible == jonas
    assert running.approved_versions.count() == 1


def test_versions_are_never_changed(running):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ApprovedVersion.objects.update(contents=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ApprovedVersion.objects.all().delete()
    version = running.approved_versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovedVersion.objects.create(
            initiative=running,
            number=1,
            made_by=version.made_by,
            made_at=version.made_at,
            contents=[],
            sha256="",
        )


# --- The pages ------------------------------------------------------------------------------------------------
def url(name, case):
    return reverse(f"initiatives:{name}", args=[case.pk])


@pytest.mark.parametrize(
    ("kind", "page"),
    [("time", "initiatives:edit"), ("money", "funding:budget"), ("scope", "initiatives:edit")],
)
def test_the_answer_leads_to_the_page_where_the_change_is_written(client, mette, running, kind, page):
    client.force_login(mette)
    assert client.get(url("amend", running)).status_code == 200
    done = client.post(url("amend", running), {"kind": kind, "reason": "Vi når det ikke."})
    copy = open_amendment(running).draft
    assert done.url == reverse(page, args=[copy.pk])
    assert client.get(done.url).status_code == 200
    assert "Gå til forslaget" in client.get(url("amend", running)).text
    assert client.post(url("amend", running), {"kind": kind, "reason": "x"}).status_code == 409


def test_a_reason_left_out_is_asked_for_but_not_for_a_correction(client, mette, running):
    client.force_login(mette)
    page = client.post(url("amend", running), {"kind": "time", "reason": ""})
    assert page.context["form"].errors == {"reason": ["Skriv, hvorfor indsatsen skal ændres"]}
    done = client.post(url("amend", running), {"kind": "correction", "reason": ""})
    assert done.url == url("correct", running)


def test_a_correction_through_its_page(client, mette, running):
    client.force_login(mette)
    assert client.get(url("correct", running)).status_code == 200
    typed = {
        "name": "Lektiecaféen",
        "summary": running.summary,
        "target_group": "",
        "responsible": mette.pk,
        "reason": "Stavefejl.",
    }
    done = client.post(url("correct", running), typed)
    assert done.url == again(running).get_absolute_url()
    assert again(running).name == "Lektiecaféen"


def test_a_draft_says_where_it_is_mended(client, mette):
    draft = make.make_initiative(by=mette)
    client.force_login(mette)
    for name in ("amend", "correct"):
        assert "Indsatsen er ikke godkendt endnu. Ret den på tjeklisten." in client.get(url(name, draft)).text
        assert client.post(url(name, draft), {}).status_code == 409


def test_a_change_from_proposal_to_the_next_version_through_the_pages(client, mette, running):
    """The journey of an extension: propose, change the day, send, decide, and compare."""
    client.force_login(mette)
    client.post(url("amend", running), {"kind": "time", "reason": "Vi når det ikke."})
    copy = open_amendment(running).draft
    refused = client.post(url("send", copy), {"version": copy.version})
    assert "Der er ikke ændret noget endnu." in refused.text
    make.change_facts(copy, ends_on=make.in_days(420))
    client.post(url("send", copy), {"version": again(copy).version})
    assert not Submission.objects.filter(initiative=copy).exists()  # until it has been looked at again
    look_again(copy)
    page = client.get(url("send", copy))
    assert page.context["proposal"].kind == "time"
    assert "Forslag til ændring: Mere tid" in page.text
    client.post(url("send", copy), {"version": again(copy).version})
    submission = Submission.objects.get(initiative=copy)
    leader = make.make_decider("Lars Krogh", kind="leader")
    client.force_login(leader)
    decide = client.get(reverse("decide", args=[submission.pk]))
    assert [line.label for line in decide.context["proposal"].lines] == ["Slut"]
    make.decide_next(copy, decider=leader)
    client.force_login(mette)
    versions = client.get(url("versions", running))
    assert [line.label for line in versions.context["lines"]] == ["Slut"]
    whole = client.get(url("versions", running) + "?gammel=1&ny=2&alt=1")
    assert len(whole.context["lines"]) > 10
    same = client.get(url("versions", running) + "?gammel=2&ny=2")
    assert "Der er ingen forskel." in same.text
    assert client.get(copy.get_absolute_url()).status_code == 200
    assert "Ændringen gælder fra" in client.get(copy.get_absolute_url()).text


def test_a_case_with_one_version_says_so_and_a_draft_has_none(client, mette, running):
    client.force_login(mette)
    assert "Der er kun én version." in client.get(url("versions", running)).text
    draft = make.make_initiative(by=mette)
    assert "Indsatsen er ikke godkendt endnu." in client.get(url("versions", draft)).text


def test_boards_read_versions_and_change_nothing(client, running):
    client.force_login(make.make_board_member(make.make_department("58")))
    assert client.get(url("versions", running)).status_code == 200
    assert client.get(url("amend", running)).status_code == 403
    assert client.post(url("correct", running), {}).status_code == 403
