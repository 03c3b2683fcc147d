"""Asking boards how their residents were involved (K4), and what staff write in for them (K17)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from initiatives.models import (
    BoardRequest,
    BoardSeat,
    HistoryEntry,
    Initiative,
    Participation,
    ResidentDecision,
)
from initiatives.residents import (
    AlreadyAnswered,
    Answer,
    Delivery,
    answer_for_residents,
    ask_boards,
    correct_answer,
    enter_answer_for_board,
    remove_department,
)
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def d52():
    return factories.make_department("52")


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl", phone="00 00 00 00")


@pytest.fixture
def amir(d52):
    return factories.make_board_member(d52, "Amir Said")


@pytest.fixture
def draft(mette, d52, d58, karen, bo, amir):
    factories.make_policy()
    return factories.make_initiative(by=mette, departments=[d52, d58])


@pytest.fixture
def asked(draft, mette, d58):
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    return request


def a_yes(**fields) -> Answer:
    defaults = {
        "form": "department_meeting",
        "held_on": factories.in_days(-10),
        "result": "yes",
        "sentence": "Alle stemte ja.",
    }
    return Answer(**defaults | fields)


def a_no() -> Answer:
    return a_yes(result="no", sentence="", wishes="Vi har allerede et tilbud.")


def by_phone(**fields) -> Delivery:
    return Delivery(**{"channel": "phone", "received_on": factories.today()} | fields)


def mails(kind: str) -> list[str]:
    return sorted(mail.recipient.name for mail in OutgoingMail.objects.filter(kind=kind))


def page(client, case) -> str:
    return client.get(reverse("initiatives:residents", args=[case.pk])).content.decode()


# --- Asking -----------------------------------------------------------------------------------
def test_both_boards_are_asked_in_one_press_and_see_the_case_from_then_on(
    client, draft, mette, d52, d58, karen
):
    client.force_login(karen)
    assert client.get(draft.get_absolute_url()).status_code == 404
    requests = ask_boards(draft, departments=[d52, d58], deadline_on=factories.in_days(21), by=mette)
    assert [request.department.number for request in requests] == ["52", "58"]
    assert mails("resident_decision_asked") == ["Amir Said", "Bo Lind", "Karen Juhl"]
    assert set(Participation.objects.values_list("asked_on", flat=True)) == {factories.today()}
    entry = HistoryEntry.objects.filter(kind="boards_asked").get()
    assert (entry.text, entry.prepares) == ("Spurgte bestyrelsen i Afdeling 52 og 58", True)
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_asking_twice_asks_once(draft, mette, d58):
    for _press in range(2):
        ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    assert BoardRequest.objects.count() == 1
    assert OutgoingMail.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardRequest.objects.create(
            initiative=draft,
            department=d58,
            round=2,
            asked_at=timezone.now(),
            asked_by=mette,
            deadline_on=factories.in_days(3),
        )


def test_only_own_departments_of_the_case_with_a_board_are_asked(draft, mette, d58):
    fsb = factories.make_department("Voldparken", organisation=factories.make_organisation("fsb"))
    factories.make_board_member(fsb, "Fie Fsb")
    empty, foreign = factories.make_department("99"), factories.make_department("33")
    factories.make_board_member(foreign, "Vibeke Riis")
    for department in (fsb, empty):
        draft.participations.create(department=department)
    asked = ask_boards(
        draft, departments=[d58, fsb, empty, foreign], deadline_on=factories.in_days(21), by=mette
    )
    assert [request.department.number for request in asked] == ["58"]


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_lies_ahead(draft, mette, d58, days):
    with pytest.raises(Refused, match="Fristen skal ligge efter i dag"):
        ask_boards(draft, departments=[d58], deadline_on=factories.in_days(days), by=mette)
    assert not BoardRequest.objects.exists()


def test_a_board_whose_residents_said_no_can_be_asked_again(asked, draft, mette, karen, d58):
    answer_for_residents(asked, answer=a_no(), by=karen)
    (again,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    assert again.round == 2
    decision = answer_for_residents(again, answer=a_yes(), by=karen)
    assert [d.result for d in draft.resident_decisions.order_by("pk")] == ["no", "yes"]
    assert list(draft.resident_decisions.current()) == [decision]
    assert ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette) == []


def test_a_sent_case_asks_nobody(mette):
    case = factories.submitted_case(by=mette).initiative
    departments = list(case.departments.all())
    with pytest.raises(Refused):
        ask_boards(case, departments=departments, deadline_on=factories.in_days(21), by=mette)


# --- Answering --------------------------------------------------------------------------------
def test_the_first_answer_closes_the_question_for_all(asked, karen, bo):
    decision = answer_for_residents(asked, answer=a_yes(), by=karen)
    asked.refresh_from_db()
    assert not asked.is_open
    with pytest.raises(AlreadyAnswered) as refusal:
        answer_for_residents(asked, answer=a_no(), by=bo)
    assert refusal.value.decision == decision
    assert str(refusal.value).startswith("Din bestyrelse har allerede svaret. Karen Juhl svarede den ")
    assert ResidentDecision.objects.count() == 1


def test_the_whole_board_gets_the_receipt_and_staff_hear_when_the_last_has_said_yes(
    draft, mette, d52, d58, karen, amir
):
    first, second = ask_boards(draft, departments=[d52, d58], deadline_on=factories.in_days(21), by=mette)
    answer_for_residents(first, answer=a_yes(), by=amir)
    assert mails("residents_all_said_yes") == []
    answer_for_residents(second, answer=a_yes(), by=karen)
    assert mails("resident_decision_receipt") == ["Amir Said", "Bo Lind", "Karen Juhl"]
    assert mails("residents_all_said_yes") == ["Mette Holm"]


@pytest.mark.parametrize("answer", [a_no, lambda: Answer(form="not_asked", wants_help=True)])
def test_staff_hear_at_once_when_it_is_no_yes(asked, karen, answer):
    answer_for_residents(asked, answer=answer(), by=karen)
    assert mails("resident_decision_not_yes") == ["Mette Holm"]


def test_a_board_answering_does_not_prepare_the_case(asked, karen):
    answer_for_residents(asked, answer=a_yes(), by=karen)
    entry = HistoryEntry.objects.get(kind="residents_answered")
    assert (entry.text, entry.by, entry.prepares) == (
        "Svarede for Afdeling 58: Ja til indsatsen",
        karen,
        False,
    )
    assert entry.on_behalf_of == asked.department


def test_a_stopped_case_takes_no_answers(asked, draft, mette, karen):
    from initiatives import workflow

    workflow.move(draft, "withdraw", by=mette, words="Kommunen gør det selv.")
    with pytest.raises(Refused, match="Indsatsen er trukket tilbage"):
        answer_for_residents(asked, answer=a_yes(), by=karen)
    asked.refresh_from_db()
    assert asked.is_open  # nothing half done


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_press_at_once_one_wins_and_the_other_is_told(mette, d58, karen, bo):
    factories.make_policy()
    draft = factories.make_initiative(by=mette, departments=[d58])
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    start = Barrier(4)

    def press(person, answer):
        try:
            start.wait()
            answer_for_residents(BoardRequest.objects.get(pk=request.pk), answer=answer, by=person)
            return "sent"
        except AlreadyAnswered:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        given = [(karen, a_yes()), (bo, a_no()), (karen, a_yes()), (bo, a_yes())]
        results = list(people.map(lambda pair: press(*pair), given))
    assert sorted(results) == ["sent", "told", "told", "told"]
    assert ResidentDecision.objects.count() == 1
    assert HistoryEntry.objects.filter(kind="residents_answered").count() == 1


# --- Correcting -------------------------------------------------------------------------------
def test_a_correction_is_a_new_row_beside_the_old_one(asked, karen, bo):
    first = answer_for_residents(asked, answer=a_yes(), by=karen)
    second = correct_answer(first, answer=a_no(), by=bo)
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert (first.result, second.result, second.answered_by) == ("yes", "no", bo)
    assert HistoryEntry.objects.filter(kind="residents_answered").first().text == (
        "Rettede svaret for Afdeling 58: Nej"
    )


def test_a_correction_of_an_answer_that_was_corrected_meanwhile_is_refused(asked, karen, bo):
    first = answer_for_residents(asked, answer=a_yes(), by=karen)
    correct_answer(first, answer=a_no(), by=bo)
    with pytest.raises(AlreadyAnswered):
        correct_answer(first, answer=a_yes(attendance=12), by=karen)


def test_a_correction_comes_within_fourteen_days(asked, karen):
    decision = answer_for_residents(asked, answer=a_yes(), by=karen)
    ResidentDecision.objects.update(answered_at=timezone.now() - dt.timedelta(days=15))
    with pytest.raises(Refused, match="Fristen for at rette svaret er gået"):
        correct_answer(decision, answer=a_no(), by=karen)


def test_not_asked_yet_can_be_followed_by_an_answer_at_any_time(asked, karen):
    decision = answer_for_residents(
        asked, answer=Answer(form="not_asked", will_ask_on=factories.in_days(30)), by=karen
    )
    ResidentDecision.objects.update(answered_at=timezone.now() - dt.timedelta(days=60))
    assert correct_answer(decision, answer=a_yes(), by=karen).says_yes


def test_a_decided_case_takes_no_corrections(mette):
    case = factories.approved_case(by=mette)
    decision = case.resident_decisions.get()
    with pytest.raises(Refused, match="Indsatsen er godkendt"):
        correct_answer(decision, answer=a_no(), by=decision.answered_by)


# --- Writing in for a board -------------------------------------------------------------------
def test_an_answer_by_phone_is_marked_and_the_board_may_object(draft, asked, mette, karen, d58):
    decision = enter_answer_for_board(
        draft, department=d58, answer=a_yes(), delivery=by_phone(answered_by=karen), by=mette
    )
    assert (decision.channel, decision.entered_by, decision.answered_by) == ("phone", mette, karen)
    assert mails("resident_decision_entered") == ["Bo Lind", "Karen Juhl"]
    asked.refresh_from_db()
    assert not asked.is_open
    entry = HistoryEntry.objects.get(kind="residents_answered")
    assert (entry.text, entry.by, entry.prepares) == (
        "Skrev svaret ind for Afdeling 58: Ja til indsatsen",
        mette,
        True,
    )
    objection = correct_answer(decision, answer=a_no(), by=karen)
    assert (objection.channel, objection.entered_by) == ("portal", None)


def test_a_board_that_was_never_asked_can_see_what_was_written_for_it(client, draft, mette, karen, d58):
    enter_answer_for_board(
        draft, department=d58, answer=a_yes(), delivery=by_phone(answered_by=karen), by=mette
    )
    client.force_login(karen)
    url = reverse("initiatives:resident_receipt", args=[draft.pk, d58.pk])
    assert "AAB har skrevet jeres svar ind" in client.get(url).content.decode()


def test_the_boards_own_answer_wins_over_one_written_in_meanwhile(draft, asked, mette, karen, d58):
    own = answer_for_residents(asked, answer=a_no(), by=karen)
    entered = enter_answer_for_board(
        draft, department=d58, answer=a_yes(), delivery=by_phone(answered_by=karen), by=mette, seen=None
    )
    own.refresh_from_db()
    assert (own.superseded_at, entered.superseded_at is None) == (None, False)
    assert mails("resident_decision_entered") == []


def test_pressing_twice_writes_in_once(draft, mette, d58, karen):
    for _press in range(2):
        enter_answer_for_board(
            draft, department=d58, answer=a_yes(), delivery=by_phone(answered_by=karen), by=mette
        )
    assert ResidentDecision.objects.count() == 1


def test_a_department_without_a_board_answers_by_its_meeting(draft, mette):
    empty = factories.make_department("99", has_board=False)
    draft.participations.create(department=empty)
    decision = enter_answer_for_board(
        draft,
        department=empty,
        answer=a_yes(),
        delivery=by_phone(channel="meeting", given_by="afdelingsmødet"),
        by=mette,
    )
    assert (decision.sender, decision.request) == ("afdelingsmødet", None)


# --- Taking a department out ------------------------------------------------------------------
def test_a_department_taken_out_is_asked_nothing_and_its_answer_is_kept(asked, draft, mette, d58):
    assert remove_department(draft, department=d58, by=mette)
    assert not remove_department(draft, department=d58, by=mette)
    asked.refresh_from_db()
    assert not asked.is_open
    assert [d.number for d in draft.departments.all()] == ["52"]


def test_the_last_department_stays(draft, mette, d52, d58):
    remove_department(draft, department=d58, by=mette)
    with pytest.raises(Refused, match="mindst én afdeling"):
        remove_department(draft, department=d52, by=mette)


# --- The page (K4) ----------------------------------------------------------------------------
def test_recipients_and_the_mail_are_shown_before_anything_is_sent(client, draft, mette, d58):
    inge = factories.make_board_member(d58, "Inge Toft")
    BoardSeat.objects.filter(person=inge).update(wants_paper=True)
    client.force_login(mette)
    html = page(client, draft)
    assert "Send til 2 bestyrelser" in html
    assert "får disse 3 personer en mail" in html
    for words in (
        "Amir Said",
        "Bo Lind og Karen Juhl",
        "Inge Toft vil have papir",
        "0 af 2 afdelinger har sagt ja",
    ):
        assert words in html
    assert "Har beboerne sagt ja? Svar for Afdeling 52 (3 min.)" in html
    assert "/o/" not in html
    assert not OutgoingMail.objects.exists()


def test_the_mail_is_shown_in_its_readers_language(client, draft, mette):
    mette.language = "en"
    mette.save(update_fields=["language"])
    client.force_login(mette)
    html = page(client, draft)
    assert "Send to 2 boards" in html
    assert "Har beboerne sagt ja? Svar for Afdeling 52 (3 min.)" in html


def test_one_press_asks_with_the_prefilled_deadline_and_goes_to_what_is_missing_next(client, draft, mette):
    client.force_login(mette)
    deadline = factories.in_days(21)
    url = reverse("initiatives:residents_send", args=[draft.pk])
    typed = {
        "deadline_on_day": deadline.day,
        "deadline_on_month": deadline.month,
        "deadline_on_year": deadline.year,
        "next": "1",
    }
    answer = client.post(url, typed)
    assert answer.status_code == 302
    assert answer.url != reverse("initiatives:residents", args=[draft.pk])
    assert set(BoardRequest.objects.values_list("deadline_on", flat=True)) == {deadline}
    assert client.post(url, typed).status_code == 302
    assert BoardRequest.objects.count() == 2
    html = page(client, draft)
    assert "Send til 2 bestyrelser" not in html
    assert html.count("Venter på svar") >= 2


def test_a_wrong_deadline_is_told_and_nothing_is_sent(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:residents_send", args=[draft.pk])
    answer = client.post(url, {"deadline_on_day": "1", "deadline_on_month": "1", "deadline_on_year": "2020"})
    assert answer.status_code == 200
    assert "<title>Fejl: " in answer.content.decode()
    assert "Fristen skal ligge efter i dag" in answer.content.decode()
    assert not BoardRequest.objects.exists()


def test_every_state_of_a_department_has_its_words(client, draft, mette, d52, d58, karen, amir):
    first, second = ask_boards(draft, departments=[d52, d58], deadline_on=factories.in_days(21), by=mette)
    answer_for_residents(
        first, answer=a_yes(result="yes_with_wishes", wishes="Søndagsåbent", attendance=31), by=amir
    )
    answer_for_residents(second, answer=a_no(), by=karen)
    for number, has_board in (("99", False), ("98", None)):
        draft.participations.create(department=factories.make_department(number, has_board=has_board))
    fsb = factories.make_department("Voldparken", organisation=factories.make_organisation("fsb"))
    draft.participations.create(department=fsb)
    client.force_login(mette)
    html = page(client, draft)
    for words in (
        "1 af 4 afdelinger har sagt ja",
        "Ja, med ønsker",
        "Søndagsåbent",
        "31 var med",
        "Beboerne sagde nej på afdelingsmødet",
        "Afdelingen har ingen bestyrelse. Afdelingsmødet eller organisationsbestyrelsen skal svare.",
        "Det er AAB's eget valg",
        "Vi ved ikke, hvem der sidder i bestyrelsen.",
        "Beboerne hører til fsb",
    ):
        assert words in html, words


def test_a_board_that_did_not_answer_is_to_be_rung(client, asked, draft, mette):
    BoardRequest.objects.update(deadline_on=factories.in_days(-7))
    client.force_login(mette)
    html = page(client, draft)
    assert "Ring til bestyrelsen. De får ikke flere mails." in html
    assert "00 00 00 00" in html
    assert "7 dage over frist" in html


def test_boards_read_the_state_of_others_and_the_words_of_their_own(
    client, draft, mette, d52, d58, karen, amir
):
    first, _second = ask_boards(draft, departments=[d52, d58], deadline_on=factories.in_days(21), by=mette)
    answer_for_residents(
        first, answer=a_yes(result="yes_with_wishes", wishes="KANARIEFUGL", sentence="KANARIEFUGL"), by=amir
    )
    client.force_login(karen)
    html = page(client, draft)
    assert "Ja, med ønsker" in html
    assert "KANARIEFUGL" not in html
    assert "Amir" not in html
    client.force_login(amir)
    assert "KANARIEFUGL" in page(client, draft)


def test_a_board_may_not_press_what_staff_press(client, asked, draft, karen, d58):
    client.force_login(karen)
    for name, args in (
        ("residents_send", [draft.pk]),
        ("resident_remind", [draft.pk, d58.pk]),
        ("resident_remove", [draft.pk, d58.pk]),
        ("resident_enter", [draft.pk, d58.pk]),
        ("resident_enter_typed", [draft.pk, d58.pk]),
    ):
        assert client.post(reverse(f"initiatives:{name}", args=args)).status_code == 403, name


def test_reminding_from_the_page_goes_once(client, asked, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_remind", args=[draft.pk, d58.pk])
    client.post(url)
    client.post(url)
    assert mails("resident_decision_reminder") == ["Bo Lind", "Karen Juhl"]
    assert "Bestyrelsen har fået sin påmindelse" in page(client, draft)


def test_taking_out_shows_what_it_means_first(client, asked, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_remove", args=[draft.pk, d58.pk])
    assert "Bestyrelsen bliver ikke spurgt" in client.get(url).content.decode()
    assert Initiative.objects.get().departments.count() == 2
    client.post(url)
    assert Initiative.objects.get().departments.count() == 1
    assert client.post(url).status_code == 404


def queries_of_the_page(client, mette, departments: int) -> int:
    found = [factories.make_department(f"{departments}{n}") for n in range(departments + 1)]
    for department in found:
        factories.make_board_member(department, f"Medlem {department.number}")
    draft = factories.make_initiative(by=mette, departments=found)
    requests = ask_boards(draft, departments=found[:-1], deadline_on=factories.in_days(21), by=mette)
    for request in requests[1:]:
        member = BoardSeat.objects.get(department=request.department).person
        answer_for_residents(request, answer=a_yes(), by=member)
    url = reverse("initiatives:residents", args=[draft.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_the_page_costs_the_same_however_many_departments(client, mette):
    factories.make_policy()
    client.force_login(mette)
    counts = [queries_of_the_page(client, mette, number) for number in (1, 3, 9)]
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 25


# --- Writing in from the page (K17) -----------------------------------------------------------
def entry(**typed):
    today = factories.today()
    held = factories.in_days(-10)
    return {
        "who": "other",
        "given_by": "ejendomskontoret",
        "channel": "phone",
        "received_on_day": today.day,
        "received_on_month": today.month,
        "received_on_year": today.year,
        "where": "department_meeting",
        "held_on_day": held.day,
        "held_on_month": held.month,
        "held_on_year": held.year,
        "result": "yes",
        "sentence": "Alle stemte ja.",
    } | typed


def test_staff_write_in_who_how_and_when(client, asked, draft, mette, karen, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_enter", args=[draft.pk, d58.pk])
    html = client.get(url).content.decode()
    assert "skrevet ind af Mette Holm" in html
    assert "får disse 2 en mail: Bo Lind og Karen Juhl" in html
    assert client.post(url, entry(who=str(karen.pk))).status_code == 302
    decision = ResidentDecision.objects.get()
    assert (decision.answered_by, decision.given_by, decision.entered_by) == (karen, "", mette)
    html = page(client, draft)
    assert "Skrevet ind af Mette Holm" in html


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, asked, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_enter", args=[draft.pk, d58.pk])
    html = client.post(url, {"sentence": "Alle stemte ja.", "who": "other"}).content.decode()
    for words in ("Skriv, hvem der har svaret", "Vælg, hvordan svaret kom", "Skriv, hvornår svaret kom"):
        assert words in html
    assert 'value="Alle stemte ja."' in client.get(url).content.decode()


def test_an_answer_cannot_come_before_the_meeting_it_tells_about(client, asked, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_enter", args=[draft.pk, d58.pk])
    early = factories.in_days(-11)
    typed = {
        "received_on_day": early.day,
        "received_on_month": early.month,
        "received_on_year": early.year,
    }
    assert "Svaret kan ikke komme før mødet" in client.post(url, entry(**typed)).content.decode()


def test_a_foreign_person_cannot_be_named_as_the_sender(client, asked, draft, mette, amir, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_enter", args=[draft.pk, d58.pk])
    assert client.post(url, entry(who=str(amir.pk))).status_code == 200
    assert not ResidentDecision.objects.exists()


def test_when_the_board_answered_meanwhile_both_are_shown(client, asked, draft, mette, karen, d58):
    client.force_login(mette)
    url = reverse("initiatives:resident_enter", args=[draft.pk, d58.pk])
    client.get(url)
    answer_for_residents(asked, answer=a_no(), by=karen)
    answer = client.post(url, entry(seen=""), follow=True)
    html = answer.content.decode()
    assert "Bestyrelsen har selv svaret imens. Deres eget svar gælder." in html
    assert "Karen Juhl svarede" in html
    assert "Gælder ikke længere." in html


def test_a_department_outside_the_case_has_no_page(client, draft, mette):
    client.force_login(mette)
    other = factories.make_department("33")
    for name in ("resident_enter", "resident_remove", "resident_answer", "resident_receipt"):
        assert client.get(reverse(f"initiatives:{name}", args=[draft.pk, other.pk])).status_code == 404
