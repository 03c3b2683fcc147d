"""A year of the portal's reminders: boards, staff and the portal behave at random, by the real functions.

`Year(clock, seed=…, boards=…, initiatives=…).run(days)` moves the clock through the days; `tests/test_year.py` asks
what came of it.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter, defaultdict

from django.core import mail as django_mail
from django.utils import timezone

from aab_social import todo
from accounts import outbox
from accounts.cpr import holds_personal_number
from accounts.models import MailStatus, OutgoingMail, Urgency, User, When
from accounts.outbox import topics, windows
from accounts.outbox.windows import DENMARK
from accounts.tasks import plan_reminders
from evaluation.answers import Answer as EvaluationAnswer
from evaluation.answers import answer as answer_evaluation
from evaluation.answers import enter as enter_evaluation
from evaluation.models import Evaluation, EvaluationPlan
from evaluation.not_answering import cannot_answer, skip
from initiatives import residents, workflow
from initiatives.models import BoardRequest, BoardSeat, Initiative, Status
from initiatives.residents import Answer, Delivery
from tests import factories

START = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)
CANARY = "KANARIEFUGL"  # stands in what people write about themselves; no mail may repeat it
LADDERS = {"initiatives.boardrequest", "evaluation.evaluation"}


class Year:
    """A housing association, a clock in the tests' hands, and everything that went wrong (`faults`)."""

    def __init__(self, clock, *, seed: int, boards: int, initiatives: int):
        self.clock, self.chance = clock, random.Random(seed)
        self.day = START
        self.faults: list[str] = []
        self.figures: Counter[str] = Counter()
        self.minutes: Counter[dt.datetime] = Counter()
        self.letters: dict[tuple[int, dt.date], int] = defaultdict(int)
        self.away_until = START
        self.at(9)
        self._build(boards, initiatives)

    def at(self, hour: int, minute: int = 0) -> None:
        self.clock.move_to(dt.datetime.combine(self.day, dt.time(hour, minute), DENMARK))

    # --- The association --------------------------------------------------------------------------
    def _build(self, boards: int, initiatives: int) -> None:
        factories.make_policy()
        self.staff = [factories.make_staff(f"Konsulent {n}") for n in range(max(2, boards // 10))]
        self.leader = factories.make_staff("Lars Leder", employment="leader")
        self.departments = [factories.make_department(str(300 + n)) for n in range(boards)]
        self.members: dict[int, list[User]] = {}
        for place, department in enumerate(self.departments):
            members = 0 if place % 10 == 9 else self.chance.choice([1, 2, 2, 3])  # a few have no board
            self.members[department.pk] = [
                factories.make_board_member(department, f"Medlem {department.number} {n}")
                for n in range(members)
            ]
        for number in range(initiatives):
            self._new_case(number)
        OutgoingMail.objects.all().delete()
        django_mail.outbox.clear()

    def _new_case(self, number: int) -> None:
        by = self.chance.choice(self.staff)
        some = self.chance.sample(
            self.departments, self.chance.choice([1, 1, 2, 3]) if len(self.departments) > 3 else 1
        )
        facts = {
            "by": by,
            "departments": some,
            "name": f"Indsats {number} for naboer og venner",
            "starts_on": self.day,
            "ends_on": self.day + 500 * DAY,
        }
        if number % 4 == 2:
            factories.make_initiative(**facts | {"starts_on": self.day + 400 * DAY})
            return
        case = factories.make_initiative(**facts)
        now = timezone.now()
        # As it stands after a decision; the way there is not this test's subject.
        Initiative.objects.filter(pk=case.pk).update(
            status=Status.RUNNING,
            status_since=now,
            first_submitted_at=now,
            policy_version=factories.make_policy(),
        )
        EvaluationPlan.objects.create(
            initiative=case,
            rhythm=self.chance.choice(["quarterly", "quarterly", "half_yearly", "yearly"]),
            first_on=self.day + self.chance.randrange(5, 90) * DAY,
            answered_by_role="staff" if number % 9 == 0 else "board",
            asks_from=self.day,
        )

    # --- A day ------------------------------------------------------------------------------------
    def run(self, days: int) -> None:
        for _day in range(days):
            self.at(self.chance.choice([7, 8, 11, 15, 19]))
            self._people_act()
            if self.day >= self.away_until:
                self._portal_acts()
                if self.chance.random() < 0.02:
                    self.away_until = (
                        self.day + self.chance.choice([2, 4, 9, 16]) * DAY
                    )  # it is off for a while
                    self.figures["days off"] += (self.away_until - self.day).days
            self.day += DAY
        self.at(9)
        self._portal_acts()
        self._check_the_end()

    def _portal_acts(self) -> None:
        hour = max(timezone.localtime().hour, 8)
        for turn in range(self.chance.choice([1, 1, 1, 2])):
            self.at(min(hour + 3 * turn, 22))
            for _again in range(self.chance.choice([1, 1, 1, 2])):
                plan_reminders()
            self._sweep()

    def _sweep(self) -> None:
        open_evaluations = set(
            Evaluation.objects.open().filter(initiative__status=Status.RUNNING).values_list("pk", flat=True)
        )
        open_requests = set(
            BoardRequest.objects.filter(
                closed_at=None, initiative__status__in=[Status.DRAFT, Status.RETURNED, Status.SUBMITTED]
            ).values_list("pk", flat=True)
        )
        still = {"evaluation.evaluation": open_evaluations, "initiatives.boardrequest": open_requests}
        newest = OutgoingMail.objects.order_by("-sent_at").values_list("sent_at", flat=True)
        last = newest.exclude(sent_at=None).first() or timezone.now() - DAY
        while outbox.sweep(seconds=600).changed:
            self.clock.shift(dt.timedelta(minutes=1))  # at most 60 reminders go in a minute
        volunteers = set(User.objects.filter(employment="").values_list("pk", flat=True))
        for mail in OutgoingMail.objects.filter(sent_at__gt=last).defer("text"):
            on_the_ladder = (
                outbox.mail_kinds()[mail.kind].urgency == Urgency.REMINDER and mail.about_type in still
            )
            if on_the_ladder and mail.about_id not in still[mail.about_type]:
                self.faults.append(f"{mail.kind} about something that is over: {mail.pk}")
            if mail.urgency == Urgency.REMINDER and mail.bundled_into_id is None:
                day = windows.local_day(mail.sent_at)
                self.letters[mail.recipient_id, day] += 1
                self.figures["reminder mails"] += 1
                self.minutes[mail.sent_at.replace(second=0)] += 1
                self.figures["reminder mails to volunteers"] += mail.recipient_id in volunteers
                if not windows.is_open(mail.sent_at, quiet_too=mail.in_quiet_periods):
                    self.faults.append(f"{mail.kind} outside the hours: {mail.sent_at}")
        self._read_what_was_sent()

    def _read_what_was_sent(self) -> None:
        """E12 and M2, for every mail: no canary, no CPR number, a short subject, one button, a phone, a reason."""
        for message in django_mail.outbox:
            self.figures["mails read"] += 1
            page = message.alternatives[0][0]
            if CANARY in message.subject + message.body + page:
                self.faults.append(f"the canary was mailed: {message.subject}")
            if holds_personal_number(message.subject + message.body):
                self.faults.append(f"a number like a CPR number was mailed: {message.subject}")
            buttons = len(re.findall(r"<a [^>]*display:inline-block", page))
            in_words = "Du får mailen, fordi du" in message.body
            if (len(message.subject) > 60, buttons, "Ring til" in message.body, in_words) != (
                False,
                1,
                True,
                True,
            ):
                self.faults.append(f"a mail without its parts: {message.subject} {buttons}")
        django_mail.outbox.clear()

    # --- People -----------------------------------------------------------------------------------
    def _people_act(self) -> None:
        self._board_members_choose()
        self._seats_change()
        self._staff_ask_boards()
        self._cases_stop_and_go_on()
        self._evaluations_are_answered()
        self._questions_are_answered()

    def _some(self, rows, chance: float):
        return [row for row in rows if self.chance.random() < chance]

    def _board_members_choose(self) -> None:
        people = [person for members in self.members.values() for person in members]
        for person in self._some(people, 0.003):
            when = self.chance.choice([When.NOW, When.MONDAY])
            pause = self.day + self.chance.randrange(1, 40) * DAY if self.chance.random() < 0.5 else None
            person.refresh_from_db()
            topics.choose_mails(
                person=person,
                choices={"evaluations": when, "residents": when, "receipts": self.chance.choice(list(When))},
                paused_until=pause,
                by=person,
            )
            self.figures["choices made"] += 1
        for person in self._some(people, 0.0004):
            User.objects.filter(pk=person.pk).update(
                returned_address=person.email, returned_at=timezone.now()
            )
            self.figures["addresses that broke"] += 1

    def _seats_change(self) -> None:
        for department in self._some(self.departments, 0.003):
            seats = list(BoardSeat.objects.in_office(self.day).filter(department=department))
            if not seats:
                continue
            leaving = self.chance.choice(seats)
            BoardSeat.objects.filter(pk=leaving.pk).update(until_on=max(self.day, leaving.from_on))
            self.figures["seats that ended"] += 1
            if self.chance.random() < 0.8:
                new = factories.make_board_member(
                    department, f"Ny {department.number}", from_on=self.day + DAY
                )
                self.members[department.pk].append(new)
                BoardSeat.objects.filter(person=new).update(wants_paper=self.chance.random() < 0.15)

    def _staff_ask_boards(self) -> None:
        for case in self._some(Initiative.objects.filter(status=Status.DRAFT), 0.05):
            asked = set(case.board_requests.values_list("department", flat=True))
            new = [d for d in factories.own_departments_of(case) if d.pk not in asked]
            seated = [d for d in new if BoardSeat.objects.in_office(self.day).filter(department=d).exists()]
            if seated:
                days = self.chance.choice([5, 14, 21, 30])
                residents.ask_boards(
                    case, departments=seated, deadline_on=self.day + days * DAY, by=case.responsible
                )
                self.figures["questions to boards"] += len(seated)

    def _cases_stop_and_go_on(self) -> None:
        cases = Initiative.objects.filter(status__in=[Status.RUNNING, Status.PAUSED])
        for case in self._some(cases, 0.002):
            name = "pause" if case.status == Status.RUNNING else "resume"
            workflow.move(case, name, by=case.responsible, words=f"Derfor. {CANARY}")
            self.figures["pauses and resumptions"] += 1
        for case in self._some(Initiative.objects.filter(status=Status.DRAFT), 0.001):
            workflow.move(case, "withdraw", by=case.responsible, words=f"Derfor. {CANARY}")
            self.figures["withdrawn"] += 1

    def _evaluations_are_answered(self) -> None:
        rows = Evaluation.objects.opened(self.day).filter(initiative__status=Status.RUNNING)
        for row in rows.select_related("initiative__responsible", "department"):
            doing = self.chance.random()
            seats = (
                BoardSeat.objects.in_office(self.day)
                .filter(department=row.department)
                .select_related("person")
            )
            said = EvaluationAnswer(self.chance.choice(["well", "so_so", "badly"]))
            if doing > 0.06:
                continue
            if row.department_id is None:
                answer_evaluation(row, answer=said, by=row.initiative.responsible)
            elif doing < 0.035 and (seat := seats.first()) and row.cannot_at is None:
                answer_evaluation(row, answer=said, by=seat.person)
            elif doing < 0.045 and (seat := seats.first()):
                phone = Delivery("phone", self.day, answered_by=seat.person)
                enter_evaluation(row, answer=said, delivery=phone, by=row.initiative.responsible)
            elif doing < 0.05 and (seat := seats.first()) and row.cannot_at is None:
                cannot_answer(row, reason=f"Vi er nye. {CANARY}", by=seat.person)
            elif doing > 0.055:
                skip(row, reason=f"Sygdom. {CANARY}", by=row.initiative.responsible)
            else:
                continue
            self.figures["evaluations settled"] += 1

    def _questions_are_answered(self) -> None:
        found = BoardRequest.objects.filter(closed_at=None, initiative__status=Status.DRAFT)
        for request in self._some(found.select_related("initiative", "department"), 0.04):
            seat = BoardSeat.objects.in_office(self.day).filter(department=request.department).first()
            if seat is None:
                continue
            said = Answer(
                form="department_meeting",
                held_on=self.day - 20 * DAY,
                result="yes",
                sentence=f"Alle stemte ja. {CANARY}",
            )
            residents.answer_for_residents(request, answer=said, by=seat.person)
            self.figures["questions answered"] += 1

    # --- What must be true at the end -------------------------------------------------------------
    def _check_the_end(self) -> None:
        volunteers = set(User.objects.filter(employment="").values_list("pk", flat=True))
        sent = (
            OutgoingMail.objects.filter(
                status=MailStatus.SENT,
                urgency=Urgency.REMINDER,
                about_type__in=LADDERS,
                recipient__in=volunteers,
            )
            .exclude(kind__endswith="_entered")
            .exclude(kind__endswith="_receipt")
        )
        per_task = Counter(sent.values_list("recipient", "about_type", "about_id"))
        self.figures["most mails for one task"] = max(per_task.values(), default=0)
        self.figures["most reminder mails on one day"] = max(self.letters.values(), default=0)
        self.figures["most reminder mails in a minute"] = max(self.minutes.values(), default=0)
        self.figures["tasks mailed about"] = len(per_task)
        statuses = Counter(OutgoingMail.objects.values_list("status", flat=True))
        for status, count in statuses.items():
            self.figures[f"rows {status}"] = count
        self.figures["rows"] = sum(statuses.values())
        tasks = {
            task.key for person in [*self.staff, self.leader] for task in todo.waiting_for(person, self.day)
        }
        late = self.day - 7 * DAY
        for row in Evaluation.objects.open().filter(due_on__lte=late, initiative__status=Status.RUNNING):
            self.figures["evaluations that became a task"] += 1
            if not {f"evaluation-ring-{row.pk}", f"evaluation-{row.pk}"} & tasks:
                self.faults.append(f"evaluation {row.pk} is due and nobody's task")
        for row in BoardRequest.objects.filter(
            closed_at=None, deadline_on__lte=late, initiative__status=Status.DRAFT
        ):
            self.figures["questions that became a task"] += 1
            if f"ring_board:{row.pk}" not in tasks:
                self.faults.append(f"question {row.pk} is due and nobody's task")
        self.figures["evaluations"] = Evaluation.objects.filter(due_on__lte=self.day).count()
