"""The council decides where a department said no (almenboligloven § 37 stk. 4): an act of its own, in point 1.1."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from initiatives import workflow
from initiatives.checklist import assess_point
from initiatives.council import record_council_decision
from initiatives.models import CouncilDecision, Evidence, ResidentDecision
from initiatives.workflow import Refused
from tests import factories as make

from .evidence.world import checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mette):
    """A case of two departments; the residents of 58 have said no."""
    case = make.complete_case(by=mette, departments=[make.make_department("52"), make.make_department("58")])
    case.resident_decisions.filter(department__number="58").update(result="no")
    return case


def the_no(case) -> ResidentDecision:
    return case.resident_decisions.get(department__number="58")


def decided(case, by, **fields):
    facts = {"decided_on": make.in_days(-1), "item_number": "7", "words": "Vi gennemfører planen."}
    return record_council_decision(the_no(case), by=by, **(facts | fields))


def test_a_no_blocks_until_the_council_has_decided_and_then_the_point_says_so(case, mette):
    before = assess_point(case, "1.1")
    assert (before.blocks, "sagde nej" in before.reasons[0].text) == (True, True)
    decision = decided(case, mette, upload=checked())
    point = assess_point(case, "1.1")
    assert not point.blocks
    assert point.note.startswith(
        "Beboerne i Afdeling 52 har sagt ja. Beboerne i Afdeling 58 sagde nej. Repræsentantskabet besluttede den "
    )
    assert point.note.endswith(
        "(punkt 7), at indsatsen skal gennemføres dér efter almenboligloven § 37 stk. 4."
    )
    assert the_no(case).result == "no"
    assert decision.evidence == Evidence.objects.get(requirement_key="1.1")
    entry = case.history.get(kind="council_decision")
    assert (entry.text, entry.words, entry.prepares) == (
        "Skrev ind, hvad repræsentantskabet besluttede for Afdeling 58",
        "Vi gennemfører planen.",
        True,
    )
    make.make_body("organisation_board")
    assert workflow.submit(case, by=mette)


def test_the_last_decision_counts_and_a_new_answer_of_the_residents_starts_anew(case, mette):
    decided(case, mette)
    decided(case, mette, item_number="8")
    assert "(punkt 8)" in assess_point(case, "1.1").note
    assert CouncilDecision.objects.count() == 2
    old = the_no(case)
    ResidentDecision.objects.filter(pk=old.pk).update(superseded_at=old.answered_at)
    case.board_requests.all().delete()
    make.answer_for_residents(case, old.department, asked_by=mette, result="no")
    assert assess_point(case, "1.1").blocks


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"result": "yes"}, "Beboerne har ikke sagt nej"),
        ({"held_on": make.dt.date(2099, 1, 1)}, "først have besluttet det, efter"),
    ],
)
def test_it_is_refused_where_nobody_said_no_or_the_days_do_not_fit(case, mette, change, said):
    ResidentDecision.objects.filter(pk=the_no(case).pk).update(**change)
    with pytest.raises(Refused, match=said):
        decided(case, mette)


def test_a_sent_case_is_left_alone(mette):
    submission = make.submitted_case(by=mette)
    with pytest.raises(Refused, match="kan ikke rettes nu"):
        record_council_decision(
            submission.initiative.resident_decisions.get(),
            decided_on=make.today(),
            item_number="1",
            words="x",
            by=mette,
        )


def test_the_database_wants_the_item_and_the_words(case, mette):
    with pytest.raises(IntegrityError, match="council_decision_says_what"), transaction.atomic():
        decided(case, mette, words=" ")


def test_staff_write_it_in_on_a_page_of_its_own(client, case, mette):
    client.force_login(mette)
    url = reverse("initiatives:resident_council", args=[case.pk, the_no(case).department_id])
    assert url in client.get(reverse("initiatives:residents", args=[case.pk])).text
    page = client.post(url, {})
    assert page.context["form"].errors == {
        "decided_on": ["Skriv, hvornår repræsentantskabet besluttede det"],
        "item_number": ["Skriv punktets nummer"],
        "words": ["Skriv, hvad repræsentantskabet besluttede"],
    }
    day = make.today()
    data = {
        "decided_on_day": day.day,
        "decided_on_month": day.month,
        "decided_on_year": day.year,
        "item_number": "7",
        "words": "Ja.",
    }
    page = client.post(url, data, follow=True)
    assert "Repræsentantskabets beslutning for Afdeling 58 er skrevet ind." in page.text
    assert "Repræsentantskabet besluttede" in page.text
    other = reverse("initiatives:resident_council", args=[case.pk, make.make_department("52").pk])
    assert client.get(other).status_code == 404
    client.force_login(make.make_board_member(make.make_department("58")))
    assert client.get(url).status_code == 403
