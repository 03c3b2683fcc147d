"""The mails about initiatives: their words, one button, one plain-text twin, and when they are no longer sent."""

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
import time_machine
from django.core import mail as django_mail
from django.utils import timezone, translation

from aab_social.mails import MAIL_KINDS
from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from accounts.outbox import Cancel, Letter
from accounts.outbox.letter import render
from accounts.outbox.windows import DENMARK
from accounts.tasks import plan_reminders
from initiatives import workflow
from initiatives.answers import write_explanation
from initiatives.coverage import Subject, coverage
from initiatives.coverage_mails import write_to_boards
from initiatives.departments import advice
from initiatives.departments.boards import NewMember, change_board
from initiatives.displacement import ask_board_about_volunteers
from initiatives.drafts import CaseFacts, edit_case
from initiatives.joining import ask_to_join
from initiatives.mails import KINDS
from initiatives.models import BoardSeat, Body
from initiatives.residents import (
    Answer,
    Delivery,
    answer_for_residents,
    ask_boards,
    correct_answer,
    enter_answer_for_board,
    object_to_entry,
)
from initiatives.residents.changes import fingerprint, open_marks, say_still_fine, send_change
from initiatives.stories import return_story
from tests import factories
from tools.lix import lix

pytestmark = pytest.mark.django_db

# Friday 30 October 2026, ten in the morning: three weeks before the deadline in blueprint § 5.5.
ASKED = dt.datetime(2026, 10, 30, 10, 0, tzinfo=DENMARK)
DEADLINE = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ASKED, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm", email="mette.holm@example.dk")


@pytest.fixture
def d52():
    return factories.make_department("52")


@pytest.fixture
def draft(mette, d52, d58, karen, bo):
    factories.make_policy()
    factories.make_board_member(d52, "Amir Said")
    return factories.make_initiative(
        by=mette,
        departments=[d52, d58],
        starts_on=dt.date(2027, 1, 5),
        ends_on=dt.date(2027, 6, 30),
    )


@pytest.fixture
def asked(draft, mette, d58):
    (request,) = ask_boards(draft, departments=[d58], deadline_on=DEADLINE, by=mette)
    return request


def a_yes(**fields) -> Answer:
    defaults = {
        "form": "department_meeting",
        "held_on": dt.date(2026, 9, 14),
        "result": "yes",
        "sentence": "Alle stemte ja.",
    }
    return Answer(**defaults | fields)


def written(kind: str, to: str = "") -> tuple[OutgoingMail, Letter]:
    """The newest mail of a kind and its letter, as it would be sent now."""
    mails = OutgoingMail.objects.filter(kind=kind).select_related("recipient")
    mail = (mails.filter(recipient__name=to) if to else mails).latest("pk")
    with translation.override(mail.recipient.language):
        return mail, MAIL_KINDS[kind].prepare(mail)


def letter_text(kind: str, to: str = "") -> str:
    mail, letter = written(kind, to)
    assert isinstance(letter, Letter), letter
    return render(letter, mail.recipient)[0]


def paragraphs(kind: str, to: str = "") -> list[str]:
    """What stands between the greeting and the sign-off, the button in brackets."""
    text = letter_text(kind, to)
    text = re.sub(r"([^\n]+):\nhttp\S+", r"[\1]", text)
    body = text.split("Venlig hilsen")[0]
    return [part.strip() for part in body.split("\n\n") if part.strip()]


# --- The words of blueprint § 5.5 -------------------------------------------------------------
def test_m1_asks_for_an_answer(asked):
    _mail, letter = written("resident_decision_asked", "Karen Juhl")
    assert letter.subject_line == "Har beboerne sagt ja? Svar for Afdeling 58 (3 min.)"
    assert letter.button_path.startswith("/o/")
    assert paragraphs("resident_decision_asked", "Karen Juhl") == [
        "Hej Karen",
        'AAB vil gerne starte "Lektiecafé" i Afdeling 52 og 58. Det kan kun ske, hvis beboerne har været med '
        "til at beslutte det.",
        "Vil du svare for bestyrelsen i Afdeling 58? Det tager ca. 3 minutter, og du kan gøre det på din telefon.",
        "[Svar her]",
        "Hav gerne datoen for mødet klar. Har du et referat, kan du tage et billede af det.",
        "Svar senest 20. november. Alle i bestyrelsen har fået denne mail. Det er nok, at én af jer svarer.",
        "Er beboerne ikke spurgt endnu? Svar alligevel. Så hjælper vi jer videre.",
        "Har du brug for hjælp? Ring til Mette Holm på 00 00 00 00, eller svar på denne mail.",
    ]
    assert letter.why == "Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58."


def test_m2_reminds_three_days_before(asked, clock):
    clock.move_to(ASKED + 18 * DAY)
    plan_reminders()
    _mail, letter = written("resident_decision_reminder", "Karen Juhl")
    assert letter.subject_line == "Vi mangler jeres svar senest fredag"
    assert paragraphs("resident_decision_reminder", "Karen Juhl")[:5] == [
        "Hej Karen",
        'Vi mangler jeres svar om "Lektiecafé". Fristen er på fredag den 20. november.',
        "[Svar her]",
        "Det tager ca. 3 minutter. Det er nok, at én fra bestyrelsen svarer.",
        "Kan I ikke nå det? Så ring. Mette kan også skrive svaret ind for jer.",
    ]


@pytest.mark.parametrize(
    ("days_before", "when"), [(0, "i dag"), (1, "i morgen"), (2, "på fredag den 20. november")]
)
def test_m2_says_the_day_as_people_say_it(asked, clock, days_before, when):
    clock.move_to(ASKED + (21 - 3) * DAY)
    plan_reminders()
    clock.move_to(ASKED + (21 - days_before) * DAY)
    assert f"Fristen er {when}." in letter_text("resident_decision_reminder", "Karen Juhl")


def test_m3_is_the_last_mail_and_says_that_somebody_rings(asked, clock):
    clock.move_to(ASKED + 22 * DAY)
    plan_reminders()
    _mail, letter = written("resident_decision_last", "Karen Juhl")
    assert letter.subject_line == "Lektiecafé venter på jeres svar"
    assert paragraphs("resident_decision_last", "Karen Juhl")[:5] == [
        "Hej Karen",
        "Fristen var den 20. november, og vi har ikke fået jeres svar.",
        '"Lektiecafé" kan ikke blive godkendt, før I svarer. Det betyder, at den ikke kan starte i januar.',
        "[Svar her]",
        "Du får ikke flere mails om det. Mette Holm ringer til jer i næste uge.",
    ]


def test_m4_is_the_receipt_and_says_who_answered_to_the_others(asked, karen):
    answer_for_residents(asked, answer=a_yes(), by=karen)
    _mail, letter = written("resident_decision_receipt", "Karen Juhl")
    assert letter.subject_line == "Tak, vi har fået jeres svar"
    assert paragraphs("resident_decision_receipt", "Karen Juhl")[:6] == [
        "Hej Karen",
        "Tak. Vi har fået jeres svar.",
        "I har svaret, at beboerne sagde ja på afdelingsmødet den 14. september.",
        "Er der en fejl? Så kan du rette svaret frem til den 13. november.",
        "[Se dit svar]",
        "Nu ser AAB på resten. Du får en mail, når der er svar.",
    ]
    others = paragraphs("resident_decision_receipt", "Bo Lind")
    assert "Karen Juhl har svaret for bestyrelsen." in others
    assert "[Se svaret]" in others


def test_the_board_is_told_what_was_written_in_its_name_and_may_object(asked, draft, d58, mette, karen):
    enter_answer_for_board(
        draft,
        department=d58,
        answer=a_yes(),
        delivery=Delivery("phone", dt.date(2026, 10, 29), answered_by=karen),
        by=mette,
    )
    assert paragraphs("resident_decision_entered", "Bo Lind")[:6] == [
        "Hej Bo",
        'Mette Holm fra AAB har skrevet jeres svar ind om "Lektiecafé". Det kom på telefon den 29. oktober.',
        "Svaret er, at beboerne sagde ja på afdelingsmødet den 14. september.",
        "Passer det ikke? Så kan du rette svaret frem til den 13. november.",
        "[Se svaret]",
        "Er det rigtigt, skal du ikke gøre noget.",
    ]


def test_when_all_said_yes_the_responsible_hears_whether_it_can_be_sent(mette):
    case = factories.complete_case(by=mette, departments=[factories.make_department(n) for n in ("52", "58")])
    case.resident_decisions.all().delete()
    for request in case.board_requests.all():
        type(request).objects.filter(pk=request.pk).update(closed_at=None)
        member = BoardSeat.objects.filter(department=request.department).first().person
        answer_for_residents(request, answer=a_yes(), by=member)
    mail, letter = written("residents_all_said_yes")
    assert mail.recipient == mette
    assert letter.lines_before[0] == "Begge afdelinger har sagt ja. Du kan sende."
    assert letter.button_path == f"/indsatser/{case.pk}/send/"


def test_when_all_said_yes_and_more_is_missing_it_says_how_much(asked, draft, d52, mette, karen):
    (other,) = ask_boards(draft, departments=[d52], deadline_on=DEADLINE, by=mette)
    answer_for_residents(asked, answer=a_yes(), by=karen)
    answer_for_residents(other, answer=a_yes(), by=BoardSeat.objects.get(department=d52).person)
    _mail, letter = written("residents_all_said_yes")
    assert re.match(
        r"Begge afdelinger har sagt ja\. Der mangler \d+ ting, før du kan sende\.", letter.lines_before[0]
    )
    assert letter.button_path == f"/indsatser/{draft.pk}/tjekliste/"


def test_a_no_and_a_wish_for_help_reach_the_responsible(asked, draft, karen):
    decision = answer_for_residents(asked, answer=Answer(form="not_asked", wants_help=True), by=karen)
    text = letter_text("resident_decision_not_yes")
    assert "Beboerne er ikke spurgt endnu." in text
    assert "De vil gerne have hjælp. Ring til dem." in text
    no = a_yes(result="no", sentence="", wishes="Vi har et tilbud i forvejen.")
    correct_answer(decision, answer=no, by=karen)
    text = letter_text("resident_decision_not_yes")
    assert "Afdeling 58: Beboerne sagde nej på afdelingsmødet den 14. september." in text
    assert '"Vi har et tilbud i forvejen."' in text
    assert "Du kan tage afdelingen ud eller tale med bestyrelsen om en ny plan." in text


# --- Decided ----------------------------------------------------------------------------------
def test_those_who_decide_are_told_what_and_when(mette):
    anne = factories.make_decider("Anne Lund")
    case = factories.complete_case(by=mette, cost=90_000)
    workflow.submit(case, by=mette, meeting=factories.make_meeting())
    mail, letter = written("case_to_decide")
    assert mail.recipient == anne
    assert letter.subject_line == "Beslut: Lektiecafé"
    assert letter.lines_before[1] == "Den beder AAB om 90.000 kr."
    assert letter.lines_before[2] == "Sagen er på mødet den 29. november."


def test_m7_returns_with_points_and_words_and_leads_to_the_first_point(mette):
    case = factories.returned_case(by=mette)
    _mail, letter = written("case_returned")
    assert letter.subject_line == "Lektiecafé: 1 ting skal rettes"
    assert letter.button_label == "Ret punktet"
    assert letter.button_path == f"/indsatser/{case.pk}/tjekliste/%C3%98.1/"
    text = letter_text("case_returned")
    assert 'Boligsocial leder har set på "Lektiecafé" den 30. oktober.' in text
    assert "Økonomi:" in text
    assert '"Vi mangler et tilbud på leje af lokalet."' in text
    assert "Alt andet er gemt. Når du har rettet, kan du sende den igen." in text


def test_m8_tells_staff_the_amount_and_what_happens_now_and_m8b_thanks_the_boards(mette):
    case = factories.approved_case(by=mette, starts_on=dt.date(2027, 1, 5), ends_on=dt.date(2027, 6, 30))
    text = letter_text("case_approved", "Mette Holm")
    assert '"Lektiecafé" er godkendt. AAB giver op til 20.000 kr.' in text
    assert "Det sker nu" in text
    assert "Du kan sætte indsatsen i gang fra 5. januar 2027. Første evaluering er 5. april 2027." in text
    assert "Bestyrelsen i Afdeling 58 har også fået besked." in text
    board = letter_text("case_approved", "Karen Juhl")
    assert '"Lektiecafé" er godkendt. Tak, fordi I spurgte beboerne. Den starter 5. januar 2027.' in board
    assert "20.000" not in board
    assert case.get_absolute_url() in board


def test_m8b_does_not_thank_a_board_that_aab_did_not_ask(mette):
    ours = factories.make_department("58")
    theirs = factories.make_department("7", organisation=factories.make_organisation())
    factories.make_board_member(theirs, "Vera Fsb")
    factories.approved_case(by=mette, departments=[ours, theirs])
    assert "er godkendt. Den starter" in letter_text("case_approved", "Vera Fsb")
    assert "Tak, fordi I spurgte beboerne." in letter_text("case_approved", "Karen Juhl")


def test_m8_names_only_the_boards_that_get_a_mail(mette):
    d52, d58 = factories.make_department("52"), factories.make_department("58")
    factories.approved_case(by=mette, departments=[d52, d58])
    BoardSeat.objects.filter(department=d52).update(wants_paper=True)
    assert "Bestyrelsen i Afdeling 58 har også fået besked." in letter_text("case_approved", "Mette Holm")
    BoardSeat.objects.filter(department=d58).update(wants_paper=True)
    assert "også fået besked" not in letter_text("case_approved", "Mette Holm")


def test_m8_does_not_say_that_a_board_was_told_whose_only_address_does_not_work(mette):
    department = factories.make_department("58")
    factories.approved_case(by=mette, departments=[department])
    for seat in BoardSeat.objects.filter(department=department).select_related("person"):
        seat.person.returned_address, seat.person.returned_at = seat.person.email.lower(), timezone.now()
        seat.person.save()
    assert "også fået besked" not in letter_text("case_approved", "Mette Holm")


def test_m9_says_no_with_the_words_and_whom_to_ring(mette):
    lars = factories.make_staff("Lars Krogh")
    factories.decided_case(by=mette, decider=lars, outcome="declined")
    _mail, letter = written("case_declined")
    assert letter.subject_line == "Lektiecafé er ikke godkendt"
    text = letter_text("case_declined")
    assert "De skriver:" in text
    assert "Sagen er lukket, men ikke slettet." in text
    assert "Ring til Lars Krogh på 00 00 00 00" in text


# --- When a mail is no longer sent ------------------------------------------------------------
def test_m12_welcomes_only_the_new_member_and_leads_to_the_department(mette):
    """Whoever was on the board before, or wants paper, gets no welcome."""
    department = factories.make_department("58")
    factories.make_board_member(department, "Karen Juhl")
    karen = BoardSeat.objects.get(department=department, person__name="Karen Juhl")
    change_board(
        department,
        on=timezone.localdate(),
        staying={karen: karen.office},
        joining=[
            NewMember("Amir Aziz", "amir@example.dk"),
            NewMember("Poul Papir", "poul@example.dk", wants_paper=True),
        ],
        by=mette,
    )
    welcomes = OutgoingMail.objects.filter(kind="board_welcome")
    assert [mail.recipient.name for mail in welcomes] == ["Amir Aziz"]
    letter = KINDS["board_welcome"].prepare(welcomes.get())
    text, _html = render(letter, welcomes.get().recipient)
    assert letter.subject == f"Velkommen til bestyrelsen i {department.title}"
    assert text.startswith(
        f"Hej Amir\n\nTillykke med valget til bestyrelsen i {department.title}.\n\n"
        "AAB bruger en hjemmeside, hvor du kan følge de sociale indsatser hos jer."
        " Du skal ikke lære et nyt system. Du får en mail, når vi har brug for dig,"
        " og der er et link til den rigtige side.\n\nSe din afdeling:\n"
    )
    assert "Vil du hellere have papir eller et opkald? Svar på mailen, så gør vi det." in text
    assert letter.button_path == f"/afdelinger/{department.address_number}/overblik/"
    yesterday = timezone.localdate() - DAY
    BoardSeat.objects.filter(person__name="Amir Aziz").update(from_on=yesterday, until_on=yesterday)
    assert KINDS["board_welcome"].prepare(welcomes.get()) == Cancel("Personen sidder ikke i bestyrelsen.")


def test_a_receipt_of_an_answer_that_was_corrected_is_cancelled(asked, karen, bo):
    first = answer_for_residents(asked, answer=a_yes(), by=karen)
    correct_answer(first, answer=a_yes(attendance=12), by=bo)
    outbox.sweep()
    statuses = OutgoingMail.objects.filter(kind="resident_decision_receipt").values_list("about_id", "status")
    assert {status for about, status in statuses if about == first.pk} == {MailStatus.CANCELLED}
    assert {status for about, status in statuses if about != first.pk} == {MailStatus.SENT}


def test_nobody_is_asked_to_decide_what_is_decided(mette):
    case = factories.submitted_case(by=mette, cost=90_000).initiative
    anne = factories.make_decider("Anne Lund")
    outbox.queue("case_to_decide", to=anne, about=case.submissions.get(), occurrence="sent")
    workflow.move(case, "withdraw", by=mette, words="Kommunen gør det.")
    outbox.sweep()
    mail = OutgoingMail.objects.get(kind="case_to_decide", recipient=anne)
    assert mail.status == MailStatus.CANCELLED


def test_a_decision_that_was_followed_by_another_round_tells_nobody(mette):
    case = factories.returned_case(by=mette)
    workflow.submit(case, by=mette)
    outbox.sweep()
    assert OutgoingMail.objects.get(kind="case_returned").status == MailStatus.CANCELLED


# --- What holds for every one of them ---------------------------------------------------------
def every_letter(mette) -> dict[str, tuple[OutgoingMail, Letter]]:
    """One letter of each kind, about an initiative and people with long Danish names."""
    name = "Lektiecafé og fællesspisning for børn og unge på tværs af afdelingerne i Nordvestkvarteret"
    found = {}
    departments = [factories.make_department(number) for number in ("95 II", "58")]
    for department in departments:
        factories.make_board_member(department, f"Anne-Margrethe Østergaard-Ågesen {department.number}")
    case = factories.make_initiative(by=mette, name=name, departments=departments)
    first, second = ask_boards(case, departments=departments, deadline_on=DEADLINE, by=mette)
    found["resident_decision_asked"] = written("resident_decision_asked")
    for days, kind in ((18, "resident_decision_reminder"), (22, "resident_decision_last")):
        with time_machine.travel(ASKED + days * DAY, tick=False):
            plan_reminders()
            found[kind] = written(kind)
    factories.make_staff("Line Leder", employment="leader")
    with time_machine.travel(ASKED + 43 * DAY, tick=False):
        plan_reminders()
        found["resident_decision_escalated"] = written("resident_decision_escalated")
    person = {d.pk: BoardSeat.objects.get(department=d).person for d in departments}
    answer_for_residents(
        first, answer=a_yes(result="yes_with_wishes", wishes="Flere bænke."), by=person[first.department_id]
    )
    found["resident_decision_receipt"] = written("resident_decision_receipt")
    no = answer_for_residents(
        second, answer=a_yes(result="no", wishes="Vi har et tilbud."), by=person[second.department_id]
    )
    found["resident_decision_not_yes"] = written("resident_decision_not_yes")
    entered = enter_answer_for_board(
        case,
        department=second.department,
        answer=a_yes(),
        delivery=Delivery("paper", dt.date(2026, 10, 29), given_by="afdelingsmødet"),
        by=factories.make_staff("Jonas Bech"),
        seen=no.pk,
    )
    found["resident_decision_entered"] = written("resident_decision_entered")
    found["residents_all_said_yes"] = written("residents_all_said_yes")
    object_to_entry(entered, words="Vi har ikke holdt et møde.", by=person[second.department_id])
    found["resident_decision_objection"] = written("resident_decision_objection")
    other = factories.make_initiative(by=mette, name=name, departments=departments[1:])
    (third,) = ask_boards(other, departments=departments[1:], deadline_on=DEADLINE, by=mette)
    later = a_yes(sentence="", minutes_follow=True)
    answer_for_residents(third, answer=later, by=person[departments[1].pk])
    with time_machine.travel(timezone.now() + 29 * DAY, tick=False):
        plan_reminders()
        found["minutes_wanted"] = written("minutes_wanted")
    case.refresh_from_db()
    ask_board_about_volunteers(case, department=first.department, by=mette)
    found["displacement_asked"] = written("displacement_asked")
    with time_machine.travel(ASKED + 18 * DAY, tick=False):
        plan_reminders()
        found["displacement_reminder"] = written("displacement_reminder")
    edit_case(case, by=mette, facts=replace(CaseFacts.of(case), summary="Vi laver mad sammen."))
    request = send_change(case, department=first.department, by=mette)
    found["resident_change_asked"] = written("resident_change_asked")
    seen = fingerprint(open_marks(case, first.department))
    say_still_fine(request, by=person[first.department_id], seen=seen)
    found["resident_change_fine"] = written("resident_change_fine")
    point = factories.requirement("6.4")
    write_explanation(
        case, by=mette, requirement=point, text="Det ved vi ikke.", look_again_on=dt.date(2020, 1, 1)
    )
    plan_reminders()
    found["explanation_look_again"] = written("explanation_look_again")
    factories.make_decider("Lars Krogh", kind=Body.Kind.LEADER)
    workflow.submit(factories.complete_case(by=mette, name=name), by=mette)
    found["case_to_decide"] = written("case_to_decide")
    for outcome in ("returned", "approved", "declined"):
        factories.decided_case(by=mette, name=name, outcome=outcome)
        found[f"case_{outcome}"] = written(f"case_{outcome}", "Mette Holm")
    write_to_boards(coverage(departments, timezone.localdate()), Subject.DEBT, by=mette)
    found["coverage_missing"] = written("coverage_missing")
    story = factories.make_story(departments[0], published=True)
    found["story_published"] = written("story_published")
    again = factories.make_story(departments[0], by=story.written_by)
    return_story(again, words="Tag efternavnet ud.", by=mette)
    found["story_returned"] = written("story_returned")
    activity = factories.make_activity(departments[0])
    ask_to_join(activity, name="Ali", contact="12 34 56 78", message="Jeg kan skrælle gulerødder.")
    found["join_request"] = written("join_request")
    opens = dt.datetime(2027, 3, 1, 10, 0, tzinfo=DENMARK)
    for days, kind in ((0, "activities_asked"), (18, "activities_reminder"), (22, "activities_last")):
        with time_machine.travel(opens + days * DAY, tick=False):
            plan_reminders()
            found[kind] = written(kind)
    asked = advice.ask_for_help(
        departments[0], topic="residents", text="Hvordan får vi flere med?", by=person[departments[0].pk]
    )
    found["advice_asked"] = written("advice_asked")
    advice.answer(asked, text="Vi kommer til jeres næste møde.", by=mette)
    found["advice_answered"] = written("advice_answered")
    elected = NewMember("Anne-Margrethe Østergaard-Ågesen", "anne-margrethe@example.dk")
    change_board(departments[0], on=timezone.localdate(), staying={}, joining=[elected], by=mette)
    found["board_welcome"] = written("board_welcome")
    return found


def test_every_mail_is_short_plain_and_has_one_button(mette):
    factories.make_policy()
    found = every_letter(mette)
    assert set(found) == set(KINDS)
    hardest = {}
    for kind, (mail, letter) in found.items():
        assert isinstance(letter, Letter), (kind, letter)
        plain, page = render(letter, mail.recipient)
        # Nothing is left to be cut off: a long name was shortened, never what is wanted.
        assert len(letter.subject) <= 60, (kind, letter.subject)
        assert page.count("<a href=") == 1, kind
        assert len(re.findall(r"https?://", plain)) == 1, kind
        assert letter.button_label
        assert letter.why.startswith("Du får mailen, fordi du")
        words = re.sub(r"https?://\S+", "", plain).replace("Lektiecafé og fællesspisning for børn og unge på tværs "
                      "af afdelingerne i Nordvestkvarteret", "Lektiecafé")  # fmt: skip
        hardest[kind] = lix(words)
    assert {kind: value for kind, value in hardest.items() if value > 30} == {}, hardest


def test_the_plain_text_says_all_that_the_html_says(mette):
    factories.make_policy()
    for kind, (mail, letter) in every_letter(mette).items():
        plain, page = render(letter, mail.recipient)
        body = re.search(r"<body.*?</body>", page, re.S)[0]
        said = html.unescape(re.sub(r"<[^>]+>", "\n", body))
        for line in filter(None, (line.strip() for line in said.split("\n"))):
            assert line in plain, (kind, line)
        assert re.search(r'<a href="([^"]+)"', page)[1] in plain


def test_no_mail_carries_what_residents_wrote_to_anybody_but_those_it_concerns(asked, karen, d52):
    answer_for_residents(asked, answer=a_yes(sentence="KANARIEFUGL"), by=karen)
    outbox.sweep()
    for message in django_mail.outbox:
        assert "KANARIEFUGL" not in message.subject + message.body
