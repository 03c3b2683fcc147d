"""The ladder to boards: the question, one reminder, one last mail, the telephone. Never a fourth mail."""

import datetime as dt
from collections import Counter, defaultdict

import pytest
import time_machine
from django.core import mail as django_mail

from accounts import outbox
from accounts.models import MailStatus, OutgoingMail
from accounts.outbox import windows
from accounts.outbox.windows import DENMARK
from accounts.tasks import plan_reminders
from initiatives import reminders, residents
from initiatives.models import BoardRequest, BoardSeat
from initiatives.reminders import Stage, stage_on
from initiatives.residents import Answer, answer_for_residents, ask_boards
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DEADLINE = dt.date(2026, 11, 20)


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), DENMARK)


@pytest.fixture
def clock():
    with time_machine.travel(at(DEADLINE - 21 * DAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(clock):
    """Afdeling 58 is asked on 30 October; the deadline is 20 November."""
    mette = factories.make_staff("Mette Holm")
    department = factories.make_department("58")
    factories.make_board_member(department, "Karen Juhl")
    factories.make_board_member(department, "Bo Lind")
    draft = factories.make_initiative(by=mette, departments=[department])
    (request,) = ask_boards(draft, departments=[department], deadline_on=DEADLINE, by=mette)
    return request


def a_yes(on: dt.date = DEADLINE - 30 * DAY) -> Answer:
    return Answer(form="department_meeting", held_on=on, result="yes", sentence="Vi stemte for.")


@pytest.mark.parametrize(
    ("late", "stage"),
    [
        (-21, None),
        (-4, None),
        (-3, Stage.REMINDER),
        (0, Stage.REMINDER),
        (1, Stage.LAST),
        (6, Stage.LAST),
        (7, Stage.CALL),
        (300, Stage.CALL),
    ],
)
def test_each_day_has_one_stage(late, stage):
    assert stage_on(DEADLINE, DEADLINE + late * DAY) == stage


def test_the_days_are_settings(settings):
    settings.AAB_REMINDER_DAYS = {"decision": (-30, -10, 2)}
    settings.AAB_PHONE_TASK_DAY = 14
    stages = [stage_on(DEADLINE, DEADLINE + late * DAY) for late in (-11, -10, 1, 2, 13, 14)]
    assert stages == [None, Stage.REMINDER, Stage.REMINDER, Stage.LAST, Stage.LAST, Stage.CALL]


def test_what_is_due_is_read_and_never_written(asked):
    today = DEADLINE - 3 * DAY
    before = OutgoingMail.objects.count()
    assert reminders.due(today) == reminders.due(today)
    assert [(due.kind, due.about, due.occurrence) for due in reminders.due(today)] == [
        ("resident_decision_reminder", asked, DEADLINE)
    ]
    assert OutgoingMail.objects.count() == before


def test_the_task_run_twice_plans_each_mail_once(asked, clock):
    clock.move_to(at(DEADLINE - 3 * DAY))
    plan_reminders()
    plan_reminders()
    reminded = OutgoingMail.objects.filter(kind="resident_decision_reminder")
    assert sorted(mail.recipient.name for mail in reminded) == ["Bo Lind", "Karen Juhl"]


def test_answered_by_one_is_silence_for_all(asked, clock):
    clock.move_to(at(DEADLINE - 3 * DAY))
    plan_reminders()
    answer_for_residents(asked, answer=a_yes(), by=BoardSeat.objects.first().person)
    clock.shift(DAY)
    plan_reminders()
    outbox.sweep()
    told = OutgoingMail.objects.filter(kind__in=["resident_decision_reminder", "resident_decision_last"])
    assert {mail.status for mail in told} == {MailStatus.CANCELLED}
    assert {mail.cancelled_reason for mail in told} == {
        "Bestyrelsen har svaret, eller bliver ikke spurgt længere."
    }


@pytest.mark.parametrize("ending", ["withdrawn", "department taken out"])
def test_a_case_that_stopped_reminds_nobody(asked, clock, ending):
    from initiatives import workflow

    case, mette = asked.initiative, asked.asked_by
    clock.move_to(at(DEADLINE - 3 * DAY))
    plan_reminders()
    if ending == "withdrawn":
        workflow.move(case, "withdraw", by=mette, words="Kommunen gør det selv.")
    else:
        other = factories.make_department("52")
        case.participations.create(department=other)
        residents.remove_department(case, department=asked.department, by=mette)
    assert reminders.due(DEADLINE + DAY) == []
    outbox.sweep()
    told = OutgoingMail.objects.filter(kind="resident_decision_reminder")
    assert {mail.status for mail in told} == {MailStatus.CANCELLED}


def test_a_member_whose_term_ended_gets_no_mail_that_was_planned(asked, clock):
    clock.move_to(at(DEADLINE - 3 * DAY))
    plan_reminders()
    BoardSeat.objects.filter(person__name="Bo Lind").update(until_on=DEADLINE - 4 * DAY)
    django_mail.outbox.clear()
    outbox.sweep()
    assert [message.to for message in django_mail.outbox if "mangler" in message.subject] == [
        [BoardSeat.objects.get(person__name="Karen Juhl").person.email]
    ]


def test_a_member_who_wants_paper_gets_no_mail(clock):
    mette = factories.make_staff()
    department = factories.make_department("58")
    for name, paper in (("Karen Juhl", False), ("Inge Toft", True)):
        person = factories.make_board_member(department, name)
        BoardSeat.objects.filter(person=person).update(wants_paper=paper)
    draft = factories.make_initiative(by=mette, departments=[department])
    ask_boards(draft, departments=[department], deadline_on=DEADLINE, by=mette)
    clock.move_to(at(DEADLINE - 3 * DAY))
    plan_reminders()
    assert {mail.recipient.name for mail in OutgoingMail.objects.all()} == {"Karen Juhl"}


def test_after_an_outage_only_the_newest_mail_goes(asked, clock):
    outbox.sweep()
    clock.move_to(at(DEADLINE + 3 * DAY))
    plan_reminders()
    assert set(
        OutgoingMail.objects.exclude(kind="resident_decision_asked").values_list("kind", flat=True)
    ) == {"resident_decision_last"}
    clock.move_to(at(DEADLINE + 30 * DAY))
    plan_reminders()
    assert OutgoingMail.objects.filter(kind="resident_decision_last").count() == 2


def test_a_reminder_by_hand_takes_the_place_of_the_one_by_itself(asked, clock):
    outbox.sweep()
    clock.shift(5 * DAY)
    people = residents.remind(asked, by=asked.asked_by)
    assert [person.name for person in people] == ["Bo Lind", "Karen Juhl"]
    with pytest.raises(Refused, match="har fået sin påmindelse"):
        residents.remind(asked, by=asked.asked_by)
    for day in range(40):
        clock.move_to(at(DEADLINE - 16 * DAY + day * DAY))
        plan_reminders()
        outbox.sweep()
    sent = OutgoingMail.objects.filter(status=MailStatus.SENT, recipient__name="Karen Juhl")
    assert sorted(sent.values_list("kind", flat=True)) == [
        "resident_decision_asked",
        "resident_decision_last",
        "resident_decision_reminder",
    ]


def test_nobody_is_reminded_by_hand_after_the_deadline(asked, clock):
    clock.move_to(at(DEADLINE + DAY))
    with pytest.raises(Refused, match="Ring til bestyrelsen"):
        residents.remind(asked, by=asked.asked_by)


def test_a_short_deadline_reminds_nobody_on_the_day_the_board_was_asked(clock):
    mette = factories.make_staff()
    department = factories.make_department("58")
    factories.make_board_member(department)
    draft = factories.make_initiative(by=mette, departments=[department])
    today = DEADLINE - 21 * DAY
    ask_boards(draft, departments=[department], deadline_on=today + 2 * DAY, by=mette)
    assert reminders.due(today) == []
    assert [due.kind for due in reminders.due(today + DAY)] == ["resident_decision_reminder"]


def test_a_board_that_named_a_day_is_asked_again_the_day_after(asked, clock):
    karen = BoardSeat.objects.get(person__name="Karen Juhl").person
    planned = DEADLINE + 13 * DAY
    answer_for_residents(asked, answer=Answer(form="not_asked", will_ask_on=planned), by=karen)
    clock.move_to(at(planned))
    plan_reminders()
    assert not BoardRequest.objects.filter(closed_at__isnull=True).exists()
    clock.move_to(at(planned + DAY))
    plan_reminders()
    plan_reminders()
    (again,) = BoardRequest.objects.filter(closed_at__isnull=True)
    assert (again.round, again.deadline_on) == (2, planned + 22 * DAY)
    django_mail.outbox.clear()
    outbox.sweep()
    bodies = [message.body for message in django_mail.outbox if "Har beboerne sagt ja" in message.subject]
    assert len(bodies) == 2
    assert 'I ville spørge beboerne om "Lektiecafé" den 3. december.' in bodies[0]


def test_a_year_of_every_day_gives_nobody_a_fourth_mail_or_two_reminders_a_day(clock):
    """Twelve cases with three boards each, some in the same department, asked all over the year."""
    clock.move_to(at(dt.date(2026, 1, 5)))
    mette = factories.make_staff("Mette Holm")
    departments = [factories.make_department(number) for number in ("52", "58", "33")]
    for department in departments:
        factories.make_board_member(department, f"Formand {department.number}")
        factories.make_board_member(department, f"Medlem {department.number}")
    drafts = [
        factories.make_initiative(by=mette, name=f"Indsats {n}", departments=departments) for n in range(12)
    ]
    start = dt.date(2026, 1, 5)
    for number in range(365):
        today = start + number * DAY
        clock.move_to(at(today))
        if number % 29 == 0 and number // 29 < len(drafts):
            ask_boards(
                drafts[number // 29],
                departments=departments,
                deadline_on=residents.default_deadline(),
                by=mette,
            )
        plan_reminders()
        outbox.sweep()
    sent = list(OutgoingMail.objects.filter(status=MailStatus.SENT))
    per_task = Counter((mail.recipient_id, mail.about_id) for mail in sent)
    assert max(per_task.values()) == 3
    reminded = [mail for mail in sent if mail.urgency == "reminder"]
    assert len(reminded) > 100
    days = defaultdict(set)
    for mail in reminded:
        day = windows.local_day(mail.sent_at)
        assert windows.is_mail_day(day, quiet_too=mail.in_quiet_periods)
        days[mail.recipient_id, day].add(mail.bundled_into_id or mail.pk)
    assert max(len(letters) for letters in days.values()) == 1
    assert not OutgoingMail.objects.exclude(status__in=[MailStatus.SENT, MailStatus.CANCELLED]).exists()
