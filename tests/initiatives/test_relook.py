""" "Skal ses igen": a change of substance marks exactly the answers it touches, and a board says it in one tap."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.tasklinks import link_for
from accounts.tasks import plan_reminders
from funding.models import FundingSource
from funding.plans import save_budget
from initiatives import relook, residents, todo
from initiatives.answers import write_explanation
from initiatives.checklist import assess
from initiatives.drafts import CaseFacts, edit_case
from initiatives.models import BoardRequest, Explanation, HistoryEntry, Initiative, LookAgain
from initiatives.residents import TASK, Answer, answer_for_residents, remove_department
from initiatives.workflow import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen():
    return make.make_board_member(make.make_department("58"), "Karen Juhl")


@pytest.fixture
def case(mette, karen):
    """A complete draft of Afdeling 58 with money from outside and the municipality: 15 points are met."""
    return make.complete_case(by=mette, expects_outside_money=True, involves_municipality=True)


def change(case, by, **facts) -> Initiative:
    case = Initiative.objects.get(pk=case.pk)
    edit_case(case, by=by, facts=replace(CaseFacts.of(case), **facts))
    return Initiative.objects.get(pk=case.pk)


def marked(case) -> list[str]:
    """The points of the case that read "Skal ses igen"."""
    points = assess(Initiative.objects.get(pk=case.pk)).points
    return [point.key for point in points if point.status == "look_again"]


# --- What touches what --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "touched"),
    [
        ({"summary": "Vi laver mad i stedet."}, ["1.1", "1.2", "1.3", "2.1", "5.1", "5.2", "6.1", "6.2"]),
        ({"starts_on": 61}, ["1.1", "5.2", "6.2", "6.3", "6.4", "Ø.1"]),
        ({"ends_on": 400}, ["1.1", "5.2", "6.2", "6.3", "6.4", "Ø.1"]),
        ({"name": "Et andet navn"}, []),
        ({"target_group": "Familier"}, []),  # nothing stood there: a first answer is no change
        ({"summary": "frivillige hjælper børn med lektier, to dage om ugen"}, []),  # only signs and capitals
    ],
)
def test_a_change_of_facts_marks_exactly_what_rests_on_it(case, mette, facts, touched):
    # Days are counted here: a run that is collected before midnight may come to this after it.
    facts = {name: make.in_days(told) if isinstance(told, int) else told for name, told in facts.items()}
    assert marked(change(case, mette, **facts)) == touched


def test_more_departments_mark_what_was_answered_for_those_there_were(case, mette):
    both = (make.make_department("58"), make.make_department("52"))
    changed = change(case, mette, departments=both)
    assert [(m.requirement_key, m.department_id) for m in changed.look_agains.open()] == [
        ("1.1", both[0].pk),
        ("1.3", None),
        ("2.1", None),
    ]
    # The new department has not been asked, and the new register not been looked at: those are missing.
    assert {p.key for p in assess(changed).points if p.status in ("missing", "started")} == {"1.1", "1.2"}


def test_money_from_outside_and_partners_and_aabs_share_mark_theirs(case, mette):
    def budget(aab: int, outside: int):
        sources = {s.name: s for s in FundingSource.objects.all()}
        rows = [{"source": sources["AAB"], "amount": Decimal(aab)}]
        rows += [{"source": sources["En fond"], "amount": Decimal(outside)}] if outside else []
        costs = [{"text": "Mad", "amount": Decimal(aab + outside)}]
        save_budget(Initiative.objects.get(pk=case.pk), costs=costs, funding=rows, by=mette)

    budget(11_000, 10_000)  # exactly 10 per cent more is within AAB's own limit
    assert marked(case) == []
    budget(12_200, 10_000)
    assert marked(case) == ["1.1", "6.4"]
    LookAgain.objects.all().delete()
    budget(12_200, 5_000)
    assert marked(case) == ["1.1", "1.2", "6.4"]
    LookAgain.objects.all().delete()
    make.add_partner(Initiative.objects.get(pk=case.pk), by=mette)
    assert marked(case) == ["1.1", "1.2", "5.1"]


def test_what_was_never_answered_is_not_marked(mette, karen):
    draft = make.make_initiative(by=mette)
    make.answer_point(draft, "1.3", by=mette)
    assert marked(change(draft, mette, summary="Noget andet.")) == ["1.3"]


def test_a_change_that_is_taken_back_takes_its_marks_with_it(case, mette, karen):
    before = case.summary
    change(case, mette, summary="Noget andet.")
    residents.send_change(case, department=make.make_department("58"), by=mette)
    change(case, mette, summary="Noget helt tredje.")
    [row] = LookAgain.objects.get(department__isnull=False).differences
    assert (row["before"], row["after"]) == (before, "Noget helt tredje.")
    change(case, mette, summary=before)
    assert marked(case) == []
    assert set(LookAgain.objects.values_list("cleared_how", flat=True)) == {"reverted"}
    assert not BoardRequest.objects.filter(closed_at__isnull=True).exists()


def test_a_department_that_leaves_takes_its_mark_with_it(mette):
    d52, d58 = make.make_department("52"), make.make_department("58")
    case = make.complete_case(by=mette, departments=[d52, d58])
    change(case, mette, summary="Noget andet.")
    remove_department(case, department=d52, by=mette)
    marks = LookAgain.objects.filter(department__isnull=False)
    assert {m.department_id: m.cleared_how for m in marks} == {d52.pk: "gone", d58.pk: ""}


def test_the_history_says_what_is_to_be_looked_at_and_what_changed(case, mette):
    change(case, mette, starts_on=make.in_days(61))
    entry = HistoryEntry.objects.filter(kind="look_again").get()
    assert entry.by is None
    assert entry.text.startswith("Skal ses igen: Beboernes beslutning, Resultatkontrakt, Mål for effekt")
    assert list(entry.changes) == ["Start"]


def test_a_mark_blocks_until_it_is_looked_at(case, mette, client):
    changed = change(case, mette, ends_on=make.in_days(400))
    assert not assess(changed).holds
    client.force_login(mette)
    page = client.get(reverse("initiatives:point", args=[case.pk, "6.4"]))
    assert "Slut er ændret, efter at I svarede. Se, om svaret stadig passer." in page.text
    client.post(reverse("initiatives:point_still", args=[case.pk, "6.4"]))
    assert marked(case) == ["1.1", "5.2", "6.2", "6.3", "Ø.1"]
    mark = LookAgain.objects.get(requirement_key="6.4")
    assert (mark.cleared_how, mark.cleared_by) == ("still", mette)
    assert HistoryEntry.objects.first().text == (
        'Så på "Hvad sker der bagefter?" igen: Det er stadig i orden'
    )
    # Once more changes nothing, and is no act.
    acts = HistoryEntry.objects.count()
    client.post(reverse("initiatives:point_still", args=[case.pk, "6.4"]))
    assert HistoryEntry.objects.count() == acts


def test_writing_the_answer_anew_is_looking_at_it(case, mette):
    change(case, mette, summary="Noget andet.")
    make.answer_point(case, "1.3", by=mette, text="Bestyrelsen vælger selv dagen.")
    assert "1.3" not in marked(case)
    assert LookAgain.objects.get(requirement_key="1.3").cleared_how == "answered"


def test_staff_have_one_task_for_the_case(case, mette):
    change(case, mette, starts_on=make.in_days(61))
    [task] = [t for t in todo.waiting_for(mette, make.today()) if t.key.startswith("look_again")]
    assert task.title == "Se igen: Lektiecafé"
    assert task.why == "5 punkter skal ses igen. 1 bestyrelse skal se, hvad der er ændret."


# --- A board and its one tap ----------------------------------------------------------------------
@pytest.fixture
def shown(case, mette, karen):
    """Afdeling 58 has been sent the change."""
    change(case, mette, summary="Vi laver mad sammen om torsdagen.")
    return residents.send_change(case, department=make.make_department("58"), by=mette)


def address(name, request):
    return reverse(f"initiatives:{name}", args=[request.initiative_id, request.department_id])


def test_a_board_says_it_in_three_taps_and_no_field_from_its_mail(shown, karen, client):
    mail = OutgoingMail.objects.get(kind="resident_change_asked", recipient=karen)
    assert mail.about_id == shown.pk
    card = client.get(link_for(karen, TASK, shown.pk).path)  # tap 1, in the mail
    assert "Se, hvad der er ændret for Afdeling 58" in card.text
    page = client.post(link_for(karen, TASK, shown.pk).path, {"start": "1"}, follow=True)  # tap 2
    assert "Er det stadig i orden?" in page.text
    assert "Vi laver mad sammen om torsdagen." in page.text
    assert "Frivillige hjælper børn med lektier to dage om ugen." in page.text
    assert page.text.count("<dt") == 1  # only what is different
    told = {"seen": page.context["seen"]}  # hidden: no field to fill in
    receipt = client.post(address("resident_still", shown), told, follow=True)  # tap 3
    assert "Tak. Det er stadig i orden" in receipt.text
    assert "1.1" not in marked(shown.initiative)
    mark = LookAgain.objects.get(department=shown.department)
    assert (mark.cleared_how, mark.cleared_by) == ("still", karen)
    entry = HistoryEntry.objects.filter(kind="residents_answered").first()
    assert entry.text == "Svarede for Afdeling 58: Det er stadig i orden"
    assert (entry.by, entry.on_behalf_of, entry.prepares) == (karen, shown.department, False)


def test_one_member_answers_for_all_and_the_second_is_told(shown, karen, client):
    bo = make.make_board_member(make.make_department("58"), "Bo Lind")
    seen = residents.changes.fingerprint(residents.changes.open_marks(shown.initiative, shown.department))
    residents.say_still_fine(shown, by=karen, seen=seen)
    with pytest.raises(Refused, match="Karen Juhl svarede"):
        residents.say_still_fine(BoardRequest.objects.get(pk=shown.pk), by=bo, seen=seen)
    assert HistoryEntry.objects.filter(kind="residents_answered").count() == 1
    assert "Karen Juhl" in client.get(link_for(bo, TASK, shown.pk).path).text


def test_what_changed_again_meanwhile_is_not_said_yes_to(shown, karen, mette, client):
    client.force_login(karen)
    page = client.get(address("resident_answer", shown))
    change(shown.initiative, mette, summary="Vi spiller fodbold.")
    answer = client.post(address("resident_still", shown), {"seen": page.context["seen"]}, follow=True)
    assert "Indsatsen er ændret igen, mens du læste. Se det nye, og svar så." in answer.text
    assert "Vi spiller fodbold." in answer.text
    assert "1.1" in marked(shown.initiative)


def test_a_board_may_answer_anew_instead(shown, karen, client):
    client.force_login(karen)
    page = client.get(address("resident_answer", shown) + "?igen")
    assert "Hvad besluttede beboerne?" in page.text
    answer_for_residents(
        shown, answer=Answer(form="department_meeting", held_on=make.in_days(-1), result="no"), by=karen
    )
    assert LookAgain.objects.get(department=shown.department).cleared_how == "answered"
    point = assess(Initiative.objects.get(pk=shown.initiative_id)).point("1.1")
    assert point.reasons[0].text.startswith("Beboerne i Afdeling 58 sagde nej.")


def test_staff_see_that_the_change_is_to_be_sent_and_send_it_once(case, mette, karen, client):
    change(case, mette, summary="Noget andet.")
    point = assess(Initiative.objects.get(pk=case.pk)).point("1.1")
    assert (point.status, point.reasons[0].action, point.reasons[0].text) == (
        "look_again",
        "Send ændringen",
        "Du har ændret indsatsen, efter at Afdeling 58 sagde ja. Derfor skal de se den igen. "
        "De får kun vist det, der er ændret.",
    )
    client.force_login(mette)
    assert "Send ændringen" in client.get(reverse("initiatives:residents", args=[case.pk])).text
    for _press in range(2):
        client.post(
            reverse("initiatives:resident_change_send", args=[case.pk, make.make_department("58").pk])
        )
    assert BoardRequest.objects.filter(kind="change").count() == 1
    [task] = todo.waiting_for(karen, make.today())
    assert (task.title, task.minutes) == ("Se, hvad der er ændret", 1)
    [waiting] = todo.waiting_on_others(mette, make.today())
    assert waiting.waits_on == "Bestyrelsen i Afdeling 58"


def test_a_board_that_is_shown_nothing_is_asked_nothing(case, mette, karen):
    assert residents.send_change(case, department=make.make_department("58"), by=mette) is None
    assert not OutgoingMail.objects.filter(kind="resident_change_asked").exists()


def test_a_change_can_be_shown_while_the_case_is_under_way(mette, karen, client):
    running = make.running_case(by=mette)
    difference = relook.Difference("purpose", "Kort om indsatsen", "Lektier", "Madlavning")
    relook.mark_touched(running, [difference], by=mette)
    request = residents.send_change(running, department=make.make_department("58"), by=mette)
    client.force_login(karen)
    page = client.get(address("resident_answer", request))
    client.post(address("resident_still", request), {"seen": page.context["seen"]})
    assert LookAgain.objects.get(department__isnull=False).cleared_how == "still"
    client.force_login(mette)
    page = client.get(reverse("initiatives:checklist", args=[running.pk]))
    assert {r.key for r in page.context["checklist"].rows if r.status == "look_again"} == {
        "1.3",
        "2.1",
        "5.1",
        "6.1",
        "6.2",
    }


# --- Days somebody set ------------------------------------------------------------------------------
def test_an_explanation_reads_look_again_from_its_day_on(case, mette):
    requirement = make.requirement("6.4")
    write_explanation(
        case,
        by=mette,
        requirement=requirement,
        text="Det ved vi først til foråret.",
        look_again_on=make.in_days(1),
    )
    assert assess(case).point("6.4").status == "explained"
    assert assess(case, on=make.in_days(1)).point("6.4").status == "look_again"
    Explanation.objects.update(look_again_on=make.today())
    for _run in range(2):
        plan_reminders()
    assert OutgoingMail.objects.filter(kind="explanation_look_again").count() == 1
    assert LookAgain.objects.count() == 1
    assert [e.text for e in HistoryEntry.objects.filter(kind="look_again")] == [
        'Forklaringen af "Hvad sker der bagefter?" skal ses igen'
    ]
    [task] = [t for t in todo.waiting_for(mette, make.today()) if t.key.startswith("look_again")]
    assert task.why == "1 punkt skal ses igen."
    point = assess(Initiative.objects.get(pk=case.pk)).point("6.4")
    assert point.reasons[0].text == (
        "Dagen er kommet, hvor I ville se på forklaringen igen. Se, om den stadig passer."
    )
    assert relook.still_fine(case, requirement=requirement, by=mette)
    assert assess(Initiative.objects.get(pk=case.pk)).point("6.4").status == "explained"
    assert Explanation.objects.get().look_again_on is None


# --- Truths in the database ---------------------------------------------------------------------------
@pytest.mark.parametrize("with_department", [True, False])
def test_an_answer_has_one_open_mark(case, with_department):
    row = {
        "initiative": case,
        "requirement_key": "1.1",
        "department": make.make_department("58") if with_department else None,
        "marked_at": timezone.now(),
    }
    LookAgain.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        LookAgain.objects.create(**row)


def test_a_mark_that_is_gone_says_how(case):
    with pytest.raises(IntegrityError):
        LookAgain.objects.create(
            initiative=case, requirement_key="1.1", marked_at=timezone.now(), cleared_at=timezone.now()
        )
