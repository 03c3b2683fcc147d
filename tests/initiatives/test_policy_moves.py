"""A case keeps its version of the policy; moving it shows the difference first, and so does trying a draft on all."""

from __future__ import annotations

import io

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from initiatives import policy_trials
from initiatives.checklist import assess, version_for
from initiatives.models import HistoryEntry, Initiative, PolicyTrial, Requirement, Strength
from initiatives.policy_differences import as_if_moved, differences, move_to_version
from initiatives.policy_versions import copy_version, publish
from initiatives.tasks import try_policy
from initiatives.workflow import Changed, Refused
from tests import factories as make
from tests.doors import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft_version():
    """A copy of version 1 in which 1.4 has become a must, 2.1 says something else, 4.1 is gone and 1.5 is new."""
    copy = copy_version(make.make_policy())
    points = Requirement.objects.filter(principle__version=copy)
    points.filter(key="1.4").update(strength=Strength.MUST)
    points.filter(key="2.1").update(plain="Skriv, hvad driften får ud af det.")
    points.filter(key="4.1").delete()
    Requirement.objects.create(
        principle=copy.principles.get(key="1"),
        key="1.5",
        name="Naboer",
        strength=Strength.MUST,
        plain="Naboerne skal vide det.",
        missing="Skriv, hvordan naboerne får det at vide.",
        proof="stated",
        prompts=[{"key": "how", "label": "Hvordan får naboerne det at vide?"}],
    )
    return copy


def put_in_force(version, by=None):
    publish(
        version,
        adopted_by="Repræsentantskabet",
        adopted_on=make.today(),
        in_force_from=make.today(),
        by=by or make.make_administrator(),
    )


def address(case):
    return reverse("initiatives:policy_move", args=[case.pk])


def test_a_draft_follows_the_version_in_force_and_a_sent_case_keeps_its_own(mette, draft_version):
    first = make.make_policy()
    draft = make.complete_case(by=mette)
    sent = make.submitted_case(by=mette).initiative
    running = make.running_case(by=mette)
    put_in_force(draft_version)
    kept = [Initiative.objects.get(pk=case.pk) for case in (draft, sent, running)]
    assert [version_for(case, make.today()) for case in kept] == [draft_version, first, first]


def test_the_difference_is_told_point_by_point(draft_version):
    found = differences(make.make_policy(), draft_version)
    kinds = {d.key: (d.is_new, d.is_gone, d.changes_strength, d.changes_text, d.changes_rule) for d in found}
    assert kinds == {
        "1.4": (False, False, True, False, False),
        "1.5": (True, False, False, False, False),
        "2.1": (False, False, False, True, False),
        "4.1": (False, True, False, False, False),
    }


def test_the_page_shows_what_is_different_and_what_would_be_missing_before_it_is_done(
    client, mette, draft_version
):
    case = make.running_case(by=mette)
    client.force_login(mette)
    assert said(client.get(address(case), follow=True)) == [
        "Sagen følger den version af politikken, den skal."
    ]
    put_in_force(draft_version)
    checklist = client.get(reverse("initiatives:checklist", args=[case.pk]))
    assert "Se forskellen, og flyt til version 2" in checklist.text
    page = client.get(address(case))
    assert "4 punkter er anderledes" in page.text
    assert "fra Gerne til Skal." in page.text
    assert "Punktet er væk." in page.text
    assert [point.key for point in page.context["missing"]] == ["1.5"]
    assert "Skriv, hvordan naboerne får det at vide." in page.text
    answer = client.post(address(case), {"seen": page.context["initiative"].version}, follow=True)
    assert said(answer) == ["Sagen følger nu version 2 af politikken."]
    case = Initiative.objects.get(pk=case.pk)
    assert case.policy_version == draft_version
    assert {row.key for row in answer.context["checklist"].blocking} == {"1.5"}
    entry = HistoryEntry.objects.filter(initiative=case).first()
    assert entry.text == "Flyttede sagen fra version 1 til version 2 af politikken"
    # What was decided is as it was.
    kept = case.submissions.get().decision.case_file["assessment"]
    assert (kept["policy_version"], len(kept["points"])) == (1, 16)


def test_a_case_that_changed_meanwhile_a_draft_and_an_ended_one_are_not_moved(mette, draft_version):
    draft, running = make.complete_case(by=mette), make.running_case(by=mette)
    put_in_force(draft_version)
    with pytest.raises(Changed):
        move_to_version(running, version=draft_version, by=mette, seen_version=running.version - 1)
    with pytest.raises(Refused, match="En kladde følger selv"):
        move_to_version(draft, version=draft_version, by=mette)
    with pytest.raises(Refused, match="følger allerede den version"):
        move_to_version(running, version=make.make_policy(), by=mette)
    assert Initiative.objects.get(pk=running.pk).policy_version == make.make_policy()


# --- Trying a draft on every case --------------------------------------------------------------
@pytest.fixture
def trial(mette, draft_version):
    make.running_case(by=mette)
    make.complete_case(by=mette, expects_outside_money=True, involves_municipality=True)
    make.make_initiative(by=mette)
    return policy_trials.start_trial(draft_version, by=mette)


def test_a_trial_finds_what_a_move_would_find(trial, draft_version):
    for _run in range(2):
        try_policy(trial.pk)
    trial.refresh_from_db()
    assert (trial.done, trial.total, trial.is_finished) == (3, 3, True)
    assert trial.rows.count() == 3
    for row in trial.rows.select_related("initiative"):
        before = {p.key: p.status.value for p in assess(row.initiative).points}
        after = {p.key: p.status.value for p in as_if_moved(row.initiative, draft_version).points}
        expected = {
            key: (before.get(key, ""), after.get(key, ""))
            for key in before | after
            if before.get(key, "") != after.get(key, "")
        }
        assert {c["key"]: (c["before"], c["after"]) for c in row.changes} == expected
    assert policy_trials.counts(trial)[0][1:] == ("Naboer", "findes ikke", "Mangler", 3)


def test_a_trial_stopped_half_way_goes_on_where_it_was(trial, monkeypatch):
    monkeypatch.setattr(policy_trials, "BATCH", 1)
    assert policy_trials._next_batch(trial.pk)
    trial.refresh_from_db()
    assert (trial.done, trial.is_finished) == (1, False)
    assert policy_trials.start_trial(trial.version, by=trial.started_by) == trial
    try_policy(trial.pk)
    trial.refresh_from_db()
    assert (trial.done, trial.rows.count(), trial.is_finished) == (3, 3, True)


@pytest.mark.parametrize("cases", [1, 3])
def test_a_batch_costs_the_same_however_many_cases(mette, cases, django_assert_num_queries):
    """Each strength differs, so that every proof is held; building work, debt and a no are read for all at once."""
    version = copy_version(make.make_policy())
    points = Requirement.objects.filter(principle__version=version)
    for point in points:
        point.strength = Strength.EXPLAIN if point.strength == Strength.MUST else Strength.MUST
        point.save()
    for _number in range(cases):
        department = make.make_department()
        case = make.complete_case(
            by=mette,
            departments=[department],
            expects_outside_money=True,
            involves_municipality=True,
            concerns_debt=True,
        )
        make.make_project(department)
        make.make_service(department)
        case.resident_decisions.update(result="no")
    found = list(policy_trials.live_cases().select_related("responsible", "policy_version"))
    with django_assert_num_queries(29):
        assert len(list(policy_trials.changes_of(found, version, make.today()))) == cases


def test_an_administrator_starts_it_sees_how_far_it_is_and_takes_the_sheet_home(
    client, trial, django_capture_on_commit_callbacks
):
    client.force_login(make.make_administrator())
    args = [trial.version_id, trial.pk]
    page = client.get(reverse("admin:initiatives_policyversion_trial", args=args))
    assert "0 af 3 sager er prøvet." in page.text
    assert 'http-equiv="refresh"' in page.text
    try_policy(trial.pk)
    page = client.get(reverse("admin:initiatives_policyversion_trial", args=args))
    assert "3 sager er prøvet. 3 ville stå anderledes." in page.text
    assert 'http-equiv="refresh"' not in page.text
    sheet = client.get(reverse("admin:initiatives_policyversion_trial_sheet", args=args))
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Nummer", "Indsats", "Status", "Ansvarlig")
    assert "1.5 Naboer" in rows[0]
    assert len(rows) == 4
    assert "findes ikke → Mangler" in rows[1]


def test_a_version_is_shown_as_the_checklist_staff_would_see(client, mette, draft_version):
    case = make.complete_case(by=mette)
    client.force_login(make.make_administrator())
    address = reverse("admin:initiatives_policyversion_preview", args=[draft_version.pk])
    empty = client.get(address)
    assert "Sådan ser tjeklisten ud for en ny indsats" in empty.text
    assert len(empty.context["rows"]) == 16
    of_case = client.get(f"{address}?indsats={case.pk}")
    missing = [row.key for row, _strength, status in of_case.context["rows"] if status == "Mangler"]
    assert missing == ["1.5"]


def test_a_trial_tries_no_more_cases_than_there_are(mette, draft_version):
    with pytest.raises(IntegrityError):
        PolicyTrial.objects.create(
            version=draft_version, started_by=mette, started_at=timezone.now(), total=1, done=2
        )
