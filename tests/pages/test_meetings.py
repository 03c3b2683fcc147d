"""Deciding by steps and at meetings (G1-G3): the queue, the papers, all decisions in one form, standing back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from initiatives import deciding, workflow
from initiatives.models import Body, Decision, Deputy, Initiative, MeetingPack, SavedAnswer, Submission
from tests import factories as make
from tests.initiatives.test_route import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette():
    return make.make_staff("Mette Holm")


@pytest.fixture
def anne():
    return make.make_decider("Anne Lund")


@pytest.fixture
def meeting(anne):
    return make.make_meeting(held_in=0, cut_off_in=0)


def on_meeting(meeting, mette, **facts):
    make.make_body(Body.Kind.LEADER)
    case = make.complete_case(by=mette, cost=90_000, **facts)
    return workflow.submit(case, by=mette, meeting=meeting)


def case_of(submission) -> Initiative:
    return Initiative.objects.get(pk=submission.initiative_id)


# --- The queue (G1) -------------------------------------------------------------------------
def test_the_queue_stands_by_meeting_with_the_sum_asked_of_aab(client, mette, anne, meeting):
    first, second = on_meeting(meeting, mette), on_meeting(meeting, mette, name="Gadehaven")
    loose = make.submitted_case(by=mette, cost=60_000, name="Uden møde")
    client.force_login(anne)
    page = client.get(reverse("approvals"))
    groups = page.context["groups"]
    assert [(g["meeting"], [s.pk for s in g["rows"]], g["total"]) for g in groups] == [
        (meeting, [first.pk, second.pk], Decimal(180_000)),
        (None, [loose.pk], Decimal(60_000)),
    ]
    assert "I alt 180.000 kr. fra AAB." in page.text


def test_a_case_withdrawn_from_a_meeting_is_struck_out_with_the_reason(client, mette, anne, meeting):
    gone = on_meeting(meeting, mette)
    workflow.move(gone.initiative, "withdraw", by=mette, words="Lokalet er solgt.")
    client.force_login(anne)
    page = client.get(reverse("approvals"))
    assert page.context["waiting"] == []
    assert '<del lang="da">Lektiecafé</del>' in page.text
    assert "“Lokalet er solgt.”" in page.text
    assert '<del lang="da">Lektiecafé</del>' in client.get(reverse("meeting", args=[meeting.pk])).text
    assert page.context["groups"][0]["total"] == 0


def test_a_meeting_without_cases_says_so(client, anne, meeting):
    client.force_login(anne)
    assert "Der er ingen sager til mødet" in client.get(reverse("approvals")).text


# --- Deciding by steps (G2) -----------------------------------------------------------------
@pytest.fixture
def two_steps(mette, anne):
    step(1, Body.Kind.MANAGEMENT)
    step(2, Body.Kind.ORGANISATION_BOARD)
    dan = make.make_decider("Dan Direktør", kind=Body.Kind.MANAGEMENT)
    return dan, workflow.submit(make.complete_case(by=mette, cost=60_000), by=mette)


def press(client, submission, **data):
    form = {"outcome": "approved", "amount": "60.000", "seen_version": case_of(submission).version}
    client.post(reverse("decide", args=[submission.pk]), form | data)
    return client.post(reverse("decide_check", args=[submission.pk]), follow=True)


def test_the_first_of_two_steps_says_who_is_next_and_passes_the_case_on(client, two_steps, anne):
    dan, first = two_steps
    client.force_login(dan)
    page = client.get(reverse("decide", args=[first.pk]))
    assert "Sagen går videre til organisationsbestyrelsen. Anne Lund får besked på mail." in page.text
    done = press(client, first)
    assert "I har sagt ja til Lektiecafé. Sagen går videre til organisationsbestyrelsen." in done.text
    second = Submission.objects.get(step=2)
    client.force_login(anne)
    page = client.get(reverse("decide", args=[second.pk]))
    assert page.context["form"].initial["amount"] == 60_000
    assert "Direktionen: sagde ja" in " ".join(page.text.split())
    press(client, second)
    assert case_of(first).status == "approved"


def test_the_loser_keeps_the_text_and_is_told_who_was_faster(client, mette, anne):
    submission = make.submitted_case(by=mette, cost=90_000)
    per = make.make_decider("Per Dahl")
    client.force_login(anne)
    form = {
        "outcome": "declined",
        "words": "Vi har ikke råd i år.",
        "seen_version": case_of(submission).version,
    }
    client.post(reverse("decide", args=[submission.pk]), form)
    deciding.decide(submission, outcome="approved", by=per, amount=Decimal(1))
    for method in (client.get, client.post):
        page = method(reverse("decide_check", args=[submission.pk]))
        assert "Vi har ikke råd i år." in page.text
        assert "Per Dahl" in page.text
    assert page.status_code == 409


def test_the_second_of_two_presses_lands_where_the_first_did(client, mette, anne):
    submission = make.submitted_case(by=mette, cost=90_000)
    client.force_login(anne)
    form = {"outcome": "approved", "amount": "1", "seen_version": case_of(submission).version}
    client.post(reverse("decide", args=[submission.pk]), form)
    saved = SavedAnswer.objects.get()
    press(client, submission, amount="1")
    SavedAnswer.objects.create(
        person=anne, kind=saved.kind, object_id=saved.object_id, data=saved.data, saved_at=saved.saved_at
    )
    again = client.post(reverse("decide_check", args=[submission.pk]))
    assert again.url == submission.initiative.get_absolute_url()
    assert Decision.objects.count() == 1


def test_a_meeting_is_written_in_whole_or_not_at_all(client, mette, anne):
    submission = make.submitted_case(by=mette, cost=90_000)
    per = make.make_decider("Per Dahl")
    client.force_login(anne)
    form = {"outcome": "approved", "amount": "1", "item_number": "7"}
    page = client.post(reverse("decide", args=[submission.pk]), form)
    assert page.context["form"].errors == {
        "held_on": ["Skriv, hvornår mødet var"],
        "item_kind": ["Vælg, om punktet var åbent eller lukket"],
    }
    held = make.in_days(-1)
    form |= {
        "held_on_day": held.day,
        "held_on_month": held.month,
        "held_on_year": held.year,
        "item_kind": "closed",
        "present": [per.pk],
    }
    press(client, submission, **form)
    decision = Decision.objects.get()
    assert (decision.held_on, decision.item_number, decision.is_closed_item) == (held, "7", True)
    client.force_login(per)
    page = client.get(reverse("decide", args=[submission.pk]))
    assert "punkt 7 (lukket)" in page.text


def test_a_deputy_is_told_on_whose_behalf(client, mette, anne):
    submission = make.submitted_case(by=mette, cost=90_000)
    stine = make.make_user("Stine Stedfortræder")
    Deputy.objects.create(
        body=submission.body, person=stine, for_person=anne, from_on=make.today(), until_on=make.today()
    )
    client.force_login(stine)
    assert "Du beslutter på vegne af Anne Lund." in client.get(reverse("decide", args=[submission.pk])).text
    press(client, submission)
    assert Decision.objects.get().on_behalf_of == anne


def test_an_interest_of_ones_own_is_shown_and_can_be_declared(client, mette):
    submission = make.submitted_case(by=mette, cost=90_000)
    department = submission.initiative.departments.get()
    anne = make.make_board_member(department, "Anne Lund")
    submission.body.seats.create(person=anne, from_on=make.LONG_AGO)
    make.make_decider("Per Dahl")
    client.force_login(anne)
    page = client.get(reverse("decide", args=[submission.pk]))
    assert (
        "Du sidder i bestyrelsen i Afdeling 58, som er med i sagen. Er du inabil, skal du sige fra."
        in page.text
    )
    back = reverse("stand_back", args=[submission.pk])
    assert client.post(back, {"words": ""}).context["form"].errors == {"words": ["Skriv hvorfor"]}
    page = client.post(back, {"words": "Min bror leder den."}, follow=True)
    assert "Du er ude af sagen." in page.text
    assert (
        "Du har sagt, at du er inabil i sagen. Derfor skal en anden godkende den. Per Dahl kan gøre det."
        in page.text
    )
    assert client.post(reverse("decide", args=[submission.pk]), {"outcome": "approved"}).status_code == 403
    assert client.post(back, {"words": "Igen"}).status_code == 409


# --- The papers (G3) ------------------------------------------------------------------------
def test_a_case_changed_after_the_print_says_so_and_one_that_did_not_says_nothing(
    client, mette, anne, meeting
):
    same, other = on_meeting(meeting, mette), on_meeting(meeting, mette, name="Gadehaven")
    client.force_login(anne)
    pack = reverse("meeting_pack", args=[meeting.pk])
    assert client.post(reverse("meeting_make_pack", args=[meeting.pk])).url == pack
    assert "Ændret efter udskrift" not in client.get(pack).text
    assert client.get(pack).text.count('class="papir"') == 2
    # The board corrects its answer while the case lies to be decided.
    other.initiative.resident_decisions.update(result="yes_with_wishes", wishes="Kun om dagen.")
    other.initiative.criteria.all().delete()
    on_meeting(meeting, mette, name="Kom til")
    papers = client.get(pack).context["papers"]
    assert [(p["submission"].pk, p["is_changed"], p["is_new"]) for p in papers] == [
        (same.pk, False, False),
        (other.pk, True, False),
        (papers[2]["submission"].pk, False, True),
    ]
    assert MeetingPack.objects.count() == 1


# --- All decisions of a meeting in one form -------------------------------------------------
def answers(meeting_cases: dict, **common) -> dict:
    data = dict(common)
    for submission, fields in meeting_cases.items():
        form = {
            "outcome": "later",
            "amount": "",
            "words": "",
            "item_kind": "open",
            "seen_version": case_of(submission).version,
        }
        data |= {f"s{submission.pk}-{name}": value for name, value in (form | fields).items()}
    return data


def test_several_cases_of_one_meeting_are_decided_in_one_form(client, mette, anne, meeting):
    per = make.make_decider("Per Dahl")
    yes, no, later = (on_meeting(meeting, mette, name=name) for name in ("Ja", "Nej", "Senere"))
    client.force_login(anne)
    url, check = reverse("meeting_decide", args=[meeting.pk]), reverse("meeting_check", args=[meeting.pk])
    assert len(client.get(url).context["rows"]) == 3
    data = answers(
        {
            yes: {"outcome": "approved", "amount": "80.000", "item_number": "4"},
            no: {
                "outcome": "declined",
                "words": "Ikke nu.",
                "item_number": "5",
                "item_kind": "closed",
                "out": [per.pk],
            },
            later: {},
        },
        present=[per.pk],
    )
    assert client.post(url, data).url == check
    assert client.get(check).status_code == 200
    assert Decision.objects.count() == 0
    page = client.post(check, follow=True)
    assert "Beslutningerne er gemt." in page.text
    assert [case_of(s).status for s in (yes, no, later)] == ["approved", "declined", "submitted"]
    kept = Decision.objects.order_by("pk").values_list("item_number", "is_closed_item", "held_on", "amount")
    assert list(kept) == [("4", False, meeting.held_on, Decimal(80_000)), ("5", True, meeting.held_on, None)]
    assert {p.part for p in yes.parts.filter(person=per)} == {"present"}
    assert {p.part for p in no.parts.filter(person=per)} == {"out"}
    assert not SavedAnswer.objects.exists()


def test_one_that_cannot_be_decided_keeps_all_back_and_what_was_written(client, mette, anne, meeting):
    first, second = on_meeting(meeting, mette, name="Et"), on_meeting(meeting, mette, name="To")
    client.force_login(anne)
    url, check = reverse("meeting_decide", args=[meeting.pk]), reverse("meeting_check", args=[meeting.pk])
    data = answers({s: {"outcome": "approved", "amount": "1", "item_number": "4"} for s in (first, second)})
    client.post(url, data)
    second.initiative.resident_decisions.all().delete()
    page = client.post(check)
    assert page.status_code == 409
    assert "Ingen af beslutningerne er gemt" in page.text
    assert "Der mangler: 1. At være lokalt forankret: Beboernes beslutning." in page.text
    assert Decision.objects.count() == 0
    assert client.get(url).context["rows"][0]["form"].initial["outcome"] == "approved"


def test_a_row_that_is_answered_needs_its_item_and_an_empty_form_asks_for_one(client, mette, anne, meeting):
    case = on_meeting(meeting, mette)
    client.force_login(anne)
    url = reverse("meeting_decide", args=[meeting.pk])
    page = client.post(url, answers({case: {"outcome": "approved", "amount": "1"}}))
    assert page.context["rows"][0]["form"].errors == {"item_number": ["Skriv punktets nummer"]}
    page = client.post(url, answers({case: {}}))
    assert "Vælg, hvad I besluttede om mindst én af sagerne." in page.text


def test_decisions_wait_until_the_meeting_has_been_held(client, mette, anne):
    coming = make.make_meeting(held_in=5, cut_off_in=1)
    case = on_meeting(coming, mette)
    client.force_login(anne)
    url = reverse("meeting_decide", args=[coming.pk])
    page = client.post(url, answers({case: {"outcome": "approved", "amount": "1", "item_number": "4"}}))
    assert "Mødet er ikke holdt endnu." in page.text
    assert not SavedAnswer.objects.exists()


def test_a_meeting_is_for_its_body_and_for_staff(client, mette, meeting):
    outsiders = [make.make_decider("Lars Krogh", kind=Body.Kind.LEADER), make.make_board_member()]
    for person in outsiders:
        client.force_login(person)
        assert client.get(reverse("meeting", args=[meeting.pk])).status_code == 404
    client.force_login(mette)
    assert client.get(reverse("meeting", args=[meeting.pk])).status_code == 200
    assert client.get(reverse("meeting_decide", args=[meeting.pk])).status_code == 403


@pytest.mark.parametrize("cases", [1, 3])
def test_a_meeting_costs_the_same_however_many_cases(
    client, mette, anne, meeting, cases, django_assert_num_queries
):
    for number in range(cases):
        on_meeting(meeting, mette, name=f"Sag {number}")
    client.force_login(anne)
    client.get(reverse("meeting", args=[meeting.pk]))
    with django_assert_num_queries(12):
        client.get(reverse("meeting", args=[meeting.pk]))
