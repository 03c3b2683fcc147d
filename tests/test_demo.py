"""The demo: loaded once, the same every time, with everything the journeys need."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from decimal import Decimal
from tempfile import TemporaryDirectory

import time_machine
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from aab_social.demo.load import STORIES, load
from aab_social.demo.people import CODE, DEMO_LOGINS, PASSWORD, STAFF_PASSWORD, logins
from accounts.models import MailReturn, OutgoingMail, User
from accounts.templatetags.portal import kroner
from evaluation.models import Evaluation
from funding.accounts import faults
from funding.budget import budget_of
from funding.models import (
    ClosingAccount,
    Commitment,
    FundingGuideline,
    FundingLine,
    ImportBatch,
    MoneyEntry,
    SourceDate,
)
from funding.todo import waiting_for
from initiatives.checklist import assess
from initiatives.models import (
    BoardSeat,
    Decision,
    Department,
    HistoryEntry,
    Initiative,
    Meeting,
    Partner,
    Partnership,
    PhysicalProject,
    ResultContract,
    Status,
    Submission,
)
from initiatives.rules import may_decide

TODAY = dt.date(2026, 11, 23)
COUNTS = {
    Status.DRAFT: 7,
    Status.SUBMITTED: 3,
    Status.RETURNED: 2,
    Status.APPROVED: 4,
    Status.RUNNING: 11,
    Status.PAUSED: 2,
    Status.CLOSED: 8,
    Status.DECLINED: 2,
    Status.WITHDRAWN: 2,
}
WENT_THROUGH = (Status.SUBMITTED, Status.APPROVED, Status.RUNNING, Status.PAUSED)
MD5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_default_timezone())


def case(name: str) -> Initiative:
    return Initiative.objects.get(name=name)


def person(first_name: str) -> User:
    return User.objects.get(name__startswith=f"{first_name} ")


def missing_points(name: str) -> list[str]:
    return [point.key for point in assess(case(name)).blocking]


def what_money_lacks(name: str) -> list[str]:
    return [reason.text for reason in assess(case(name)).point("Ø.1").reasons]


def fingerprint() -> str:
    """Everything of the demo that must be the same each time: texts, sums, days and states, but no row numbers."""
    told = [
        [
            i.name,
            i.status,
            i.summary,
            str(i.starts_on),
            str(i.ends_on),
            sorted(d.title for d in i.departments.all()),
        ]
        + [[str(line.amount), line.source.name] for line in i.funding_lines.all()]
        + [[e.text, e.words, str(e.at), str(e.by)] for e in i.history.all()]
        for i in Initiative.objects.order_by("name")
    ]
    told += [sorted(Department.objects.values_list("number", "name", "municipality", "is_fictitious"))]
    told += [sorted(User.objects.values_list("name", "email", "employment"))]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


class TestDemo(TestCase):
    """The demo is loaded once for all; each test sees it as it was loaded."""

    @classmethod
    def setUpTestData(cls):
        cls.enterClassContext(
            override_settings(PASSWORD_HASHERS=MD5, MEDIA_ROOT=cls.enterClassContext(TemporaryDirectory()))
        )
        cls.enterClassContext(time_machine.travel(noon(TODAY), tick=False))
        with transaction.atomic():
            assert load()
            cls.first_print = fingerprint()
            transaction.set_rollback(True)
        assert load()

    # --- What there is --------------------------------------------------------------------------
    def test_there_are_initiatives_in_every_status(self):
        assert Counter(Initiative.objects.values_list("status", flat=True)) == COUNTS
        assert set(COUNTS) == set(Status)

    def test_there_are_110_departments_and_every_invented_one_is_marked(self):
        own = Department.objects.own()
        assert own.count() == 110
        assert own.filter(is_fictitious=False).count() == 25
        assert not own.filter(is_fictitious=False, source="").exists()
        assert Department.objects.count() == 115
        assert Department.objects.filter(has_board=False).exists()
        assert own.filter(is_fictitious=True, has_board=None).exists()
        assert len(set(own.values_list("municipality", flat=True))) > 8

    def test_every_initiative_but_the_five_published_ones_is_marked_as_invented(self):
        real = set(Initiative.objects.filter(is_fictitious=False).values_list("name", flat=True))
        assert real == {
            "Husum for Alle",
            "Høje Gladsaxe",
            "Fællesskaberne i Sjælør-Sydhavnen",
            "Beboerprojekt Puls",
            "Økonomirådgivningen Slagelse",
        }
        assert not Initiative.objects.filter(is_fictitious=False, source="").exists()

    def test_husum_for_alle_has_its_published_figures_and_nothing_else(self):
        husum = case("Husum for Alle")
        assert (husum.starts_on, husum.ends_on) == (dt.date(2016, 11, 1), dt.date(2020, 6, 30))
        assert husum.status == Status.CLOSED
        assert {d.title for d in husum.departments.all()} == {
            "Afdeling 38",
            "Afdeling 80",
            "fsb Voldparken",
            "fsb Husumgård",
        }
        assert husum.areas.count() == 4
        money = budget_of(husum)
        assert money.cost == 15_000_000
        assert {(line.source.name, line.amount) for line in money.funding} == {
            ("Landsbyggefonden", Decimal(11_250_000)),
            ("Boligorganisationerne og Københavns Kommune", Decimal(3_750_000)),
        }
        assert money.local_share == 25
        assert [line.source.kind for line in money.funding][1] == "several"
        # Nothing of this is published.
        assert not husum.criteria.exists()
        assert not husum.evaluations.exists()
        assert not husum.resident_decisions.exists()
        assert not Decision.objects.filter(submission__initiative=husum).exists()
        assert "fire unge i almindeligt fritidsjob" in husum.history.first().words

    def test_rounded_figures_stay_as_they_were_published(self):
        money = budget_of(case("Høje Gladsaxe"))
        assert [int(line.amount) for line in money.funding] == [2_900_000, 850_000, 500_000]
        assert "knap 0,5 mio." in money.funding[2].note
        assert not budget_of(case("Fællesskaberne i Sjælør-Sydhavnen")).costs

    def test_what_the_portal_says_is_missing_for_an_approval_of_the_two_published_budgets(self):
        """The published figures as they are: neither could be approved, and the portal says why in words."""
        unknown = ["1.1", "1.2", "1.3", "2.1", "5.1", "5.2", "6.1", "6.2", "6.3", "6.4"]
        assert missing_points("Husum for Alle") == [*unknown, "Ø.1"]
        assert missing_points("Høje Gladsaxe") == [
            *unknown,
            "6.5",
            "Ø.1",
        ]  # its areas are not published either
        assert what_money_lacks("Husum for Alle") == [
            "Fordelingen mangler: Boligorganisationerne og Københavns Kommune giver 3.750.000 kr. sammen. "
            "Skriv hver kilde for sig med sit beløb."
        ]
        assert what_money_lacks("Høje Gladsaxe") == [
            "Budget og finansiering stemmer ikke. Der mangler 50.000 kr. Ret beløbet, eller tilføj en kilde. "
            "Nogle beløb er afrundede. Skriv dem præcist."
        ]
        self.client.force_login(person("Mette"))
        page = self.client.get(reverse("funding:budget", args=[case("Husum for Alle").pk])).text
        assert what_money_lacks("Husum for Alle")[0] in page
        assert "Lokal medfinansiering 25 pct., kræver 25 pct." in page
        page = self.client.get(reverse("funding:budget", args=[case("Høje Gladsaxe").pk])).text
        assert "Beløbene gælder et år ad gangen." in page
        assert "Der mangler 50.000 kr." in page

    # --- From applied to spent ------------------------------------------------------------------
    def test_a_source_left_a_running_case_which_asks_for_another_plan(self):
        jobs = case("Fritidsjob til unge i Høje Gladsaxe")
        line = jobs.funding_lines.get(state="withdrawn")
        assert (line.source.name, line.lost_on < TODAY) == ("Fonden Gode Naboer (opdigtet)", True)
        promise = line.commitments.get()
        assert promise.spent + promise.returned == promise.amount == 100_000
        assert promise.spent
        (task,) = [t for t in waiting_for(person("Mette"), TODAY) if t.key == f"funding_lost:{jobs.pk}"]
        assert task.title == "Ret planen, eller stop: Fritidsjob til unge i Høje Gladsaxe"
        assert task.why == (
            "Fonden Gode Naboer (opdigtet) giver ikke pengene mere. Der mangler 100.000 kr. i budgettet. "
            f"{kroner(promise.spent)} af dem er brugt og bliver stående. "
            "Søg om at ændre indsatsen, eller afslut den før tid."
        )
        assert task.url == reverse("initiatives:amend", args=[jobs.pk])

    def test_a_file_was_read_in_one_line_was_countered_and_a_source_said_no(self):
        debt = case("Gældsrådgivning tæt på")
        batch = ImportBatch.objects.get()
        assert (batch.initiative, batch.name, batch.added) == (debt, "regnskab-3-kvartal.csv", 5)
        assert sum(entry.amount for entry in batch.entries.all()) == Decimal("9374.25")
        counter = MoneyEntry.objects.get(counters__isnull=False)
        assert (counter.amount, counter.counters.batch) == (Decimal("-1890.00"), batch)
        no = FundingLine.objects.get(state="declined")
        assert (no.initiative, no.explanation) == (debt, "Fonden støtter ikke rådgivning om gæld.")
        assert budget_of(debt).missing == 0  # a no does not count

    def test_what_ended_is_accounted_for_but_for_one_case(self):
        camp, cafe, evening = map(
            case, ("Sommerlejr i gården", "Forældrecafé i Fuglekvarteret", "Tryg aften")
        )
        account = camp.closing_account
        assert (account.spent, account.returned, account.statement.name) == (
            82_600,
            3_400,
            "revisorerklaering.pdf",
        )
        assert account.auditor == "Revisionsfirmaet Sum og Rest (opdigtet)"
        assert (cafe.closing_account.spent, cafe.closing_account.auditor) == (120_000, "")
        assert not ClosingAccount.objects.filter(initiative=evening).exists()
        promise = Commitment.objects.get(line__initiative=evening)
        assert (promise.spent, promise.returned, promise.remaining) == (59_000, 61_000, 0)
        assert faults() == []

    # --- The journeys ---------------------------------------------------------------------------
    def test_the_homework_cafe_waits_for_karen_with_three_things_missing(self):
        cafe = case("Lektiecafé i Afdeling 52")
        assessment = assess(cafe)
        assert [point.key for point in assessment.blocking] == ["1.1", "6.2", "Ø.1"]
        assert assessment.point("1.1").status == "waiting"
        assert budget_of(cafe).missing == 12_500
        answered = cafe.resident_decisions.current().get()
        assert (answered.department.number, answered.answered_by.name, answered.says_yes) == (
            "52",
            "Amir Said",
            True,
        )
        request = cafe.board_requests.get(closed_at=None)
        assert request.department.number == "58"
        mails = OutgoingMail.objects.about(request).filter(kind="resident_decision_asked", status="planned")
        assert {mail.recipient.name for mail in mails} == {"Karen Juhl", "Bo Lind"}

    def test_two_cases_wait_for_the_organisations_board_one_of_them_with_explanations(self):
        anne, lars = person("Anne"), person("Lars")
        waiting = Submission.objects.filter(decision=None, initiative__status=Status.SUBMITTED)
        for_anne = [s.initiative for s in waiting if may_decide(anne, s)]
        assert {i.name for i in for_anne} == {"Lommepengejob i Sjælør", "Naboskab på tværs"}
        assert [len(assess(i).explained) for i in sorted(for_anne, key=lambda i: i.name)] == [2, 0]
        assert all(s.meeting.held_on > TODAY for s in waiting if may_decide(anne, s))
        for_lars = {
            s.initiative.name: s.initiative.amends_id is not None for s in waiting if may_decide(lars, s)
        }
        assert for_lars == {"Strikkecafé med børnehaven": False, "Sprogcafé på Sjælør": True}

    def test_a_returned_case_says_what_to_mend(self):
        decision = Decision.objects.get(submission__initiative__name="Natteravne i Husum")
        assert decision.points == ["5.1", "Ø.1"]
        assert "hvad kommunen selv gør" in decision.words
        assert decision.decided_by.name == "Anne Lund"

    def test_the_dinners_are_measured_and_wait_for_karens_evaluation(self):
        dinners = case("Fællesspisning i gården")
        assert [(c.baseline, c.target) for c in dinners.criteria.all()] == [(12, 40), (34, 60)]
        assert all(c.measurements.exists() for c in dinners.criteria.all())
        row = Evaluation.objects.opened(TODAY).get(initiative=dinners)
        assert row.department.number == "58"
        assert TODAY < row.due_on <= TODAY + dt.timedelta(days=14)
        assert dinners.evaluations.exclude(going="").count() >= 2
        assert budget_of(dinners).cost == 96_000

    def test_one_evaluation_is_so_late_that_staff_are_to_ring(self):
        rows = Evaluation.objects.opened(TODAY).filter(due_on__lt=TODAY - dt.timedelta(days=7))
        names = set(rows.filter(initiative__status=Status.RUNNING).values_list("initiative__name", flat=True))
        assert names == {"Sprogcafé på Sjælør"}

    def test_drafts_show_each_way_a_department_can_answer(self):
        missing = {name: [p.key for p in assess(case(name)).blocking] for name in ("Cykelværksted for unge",)}
        assert missing == {"Cykelværksted for unge": []}  # may be sent
        assert "sagde nej" in assess(case("Seniorgymnastik i Skovlunde")).point("1.1").reasons[0].text
        assert "ikke spurgt endnu" in assess(case("Babycafé i Høje Gladsaxe")).point("1.1").reasons[0].text
        assert (
            assess(case("Økonomisk førstehjælp")).point("3.1").blocks
        )  # the real building case of department 27

    def test_cases_that_went_through_the_gate_hold(self):
        for initiative in Initiative.objects.filter(status__in=WENT_THROUGH):
            lost = ["Ø.1"] if initiative.name == "Fritidsjob til unge i Høje Gladsaxe" else []
            assert [p.key for p in assess(initiative).blocking] == lost, initiative
            assert initiative.submissions.exists()

    def test_everything_has_a_history_in_the_order_it_happened(self):
        for initiative in Initiative.objects.all():
            times = [entry.at for entry in initiative.history.order_by("pk")]
            assert times == sorted(times), initiative
            assert times[-1] == initiative.changed_at <= timezone.now()
        assert HistoryEntry.objects.filter(at__lt=timezone.now() - dt.timedelta(days=600)).exists()

    # --- People ---------------------------------------------------------------------------------
    def test_there_is_somebody_for_every_role_and_they_can_log_in_as_told(self):
        people = {user.email: user for user in User.objects.all()}
        for _role, email, how in DEMO_LOGINS:
            assert people[email].uses_password is (how == PASSWORD)
            assert people[email].has_usable_password() is (how == PASSWORD)
            if how == PASSWORD:
                assert check_password(STAFF_PASSWORD, people[email].password)
        assert {how for _role, _email, how in DEMO_LOGINS} == {PASSWORD, CODE}
        assert STAFF_PASSWORD in logins()

    def test_nobody_of_the_demo_can_be_reached(self):
        assert not User.objects.exclude(email__endswith="@example.dk").exists()
        assert set(User.objects.values_list("phone", flat=True)) == {"00 00 00 00"}

    def test_one_persons_mails_come_back_and_the_others_do_not(self):
        marked = User.objects.exclude(returned_address="")
        assert [(person.name, person.mail_comes_back) for person in marked] == [("Ruth Kjær", True)]
        assert MailReturn.objects.get().mail.recipient == marked.get()

    def test_sources_from_outside_have_set_their_days(self):
        kinds = set(SourceDate.objects.waiting().values_list("kind", flat=True))
        assert kinds == {"payment", "report", "accounts"}
        sources = {date.line.source.is_outside for date in SourceDate.objects.all()}
        assert sources == {True}

    def test_nothing_invented_is_shown_as_aabs_guideline_or_as_a_contact_to_forget(self):
        assert FundingGuideline.objects.count() == 0
        assert Partnership.objects.filter(contact__startswith="Ikke offentliggjort").count() == 0

    def test_every_signed_contract_promises_a_goal(self):
        signed = ResultContract.objects.filter(state=ResultContract.State.SIGNED)
        assert signed.exists()
        assert signed.filter(promised__isnull=True).count() == 0

    def test_inge_sits_nowhere_any_more_and_tove_on_two_boards(self):
        seats = BoardSeat.objects.in_office(TODAY)
        assert not seats.filter(person=person("Inge")).exists()
        assert BoardSeat.objects.filter(person=person("Inge"), department__number="58").exists()
        tove = seats.filter(person=person("Tove"))
        assert set(tove.values_list("department__number", flat=True)) == {"8", "24"}
        assert seats.filter(wants_paper=True).exists()

    # --- The world ------------------------------------------------------------------------------
    def test_meetings_are_on_the_first_wednesday_a_year_ahead(self):
        ahead = Meeting.objects.filter(held_on__gte=TODAY)
        assert ahead.count() >= 11
        for meeting in Meeting.objects.all():
            assert meeting.held_on.weekday() == 2
            assert meeting.held_on.day <= 7
            assert meeting.held_on.month != 7
            assert meeting.cut_off_on == meeting.held_on - dt.timedelta(days=14)

    def test_facts_and_inventions_are_kept_apart(self):
        assert Partner.objects.get(name="Københavns Kommune, Socialforvaltningen").is_fictitious is False
        assert Partner.objects.get(name="Fonden Gode Naboer").is_fictitious is True
        plan = PhysicalProject.objects.get(name="Helhedsplan for Afdeling 27")
        assert (plan.is_fictitious, plan.starts_on, plan.ends_on.year) == (False, None, 2028)

    # --- Once, and the same ---------------------------------------------------------------------
    def test_loading_twice_changes_nothing(self):
        before = fingerprint(), Initiative.objects.count(), OutgoingMail.objects.count()
        assert not load()
        assert (fingerprint(), Initiative.objects.count(), OutgoingMail.objects.count()) == before

    def test_it_is_the_same_every_time(self):
        assert fingerprint() == self.first_print

    def test_every_story_is_told(self):
        assert {story.name for story in STORIES} | set(
            Initiative.objects.filter(is_fictitious=False).values_list("name", flat=True)
        ) == set(Initiative.objects.values_list("name", flat=True))

    def test_the_main_pages_open_for_everybody(self):
        for first_name in ("Mette", "Lars", "Anne", "Karen", "Dorte", "Inge"):
            self.client.force_login(person(first_name))
            for page in (reverse("tasks"), reverse("initiatives:list")):
                assert self.client.get(page).status_code == 200, page
            for initiative in Initiative.objects.visible_to(person(first_name), TODAY):
                assert self.client.get(initiative.get_absolute_url()).status_code == 200, initiative
