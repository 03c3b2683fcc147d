"""What lies in a copy on which a change is proposed, beside the case's own words; and the words of its mails."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image

from aab_social.mails import MAIL_KINDS
from accounts import uploads
from accounts.models import OutgoingMail
from evaluation.continuing import Bearing, plan_continuation
from evaluation.models import Continuation, EvaluationPlan, PilotPlan
from initiatives import workflow
from initiatives.amendments import kind_of, proposed_changes
from initiatives.evidence import remove_evidence, replace_evidence, store_evidence
from initiatives.residents import ask_boards
from tests import factories as make

from .test_amendments import again, bodies, longer, look_again, running  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def upload(name: str, shade: int):
    """A picture of its own colour, so that its fingerprint is its own."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 40), (shade, 90, 120)).save(kept, "JPEG")
    return uploads.check(SimpleUploadedFile(name, kept.getvalue(), "image/jpeg"))


def names(case):
    return sorted(case.evidence.current().values_list("name", flat=True))


@pytest.fixture
def with_files(running, mette):  # noqa: F811
    for number, name in enumerate(("Kilde.jpg", "Tilbud.jpg")):
        store_evidence(running, requirement_key="6.1", upload=upload(name, 60 * number), by=mette)
    return again(running)


def test_files_lie_in_the_copy_and_what_is_done_there_waits_for_the_decision(with_files, mette):
    copy = longer(with_files)
    assert names(copy) == ["Kilde.jpg", "Tilbud.jpg"]
    remove_evidence(copy.evidence.get(name="Tilbud.jpg"), by=mette)
    store_evidence(copy, requirement_key="6.1", upload=upload("Nyt tilbud.jpg", 120), by=mette)
    store_evidence(with_files, requirement_key="6.1", upload=upload("Fra driften.jpg", 180), by=mette)
    assert names(with_files) == ["Fra driften.jpg", "Kilde.jpg", "Tilbud.jpg"]
    lines = proposed_changes(again(copy))
    assert [(line.label, line.before, line.after) for line in lines if line.key.startswith("file:")] == [
        ("Bilag til 6.1", "", "Nyt tilbud.jpg"),
        ("Bilag til 6.1", "Tilbud.jpg", ""),
    ]
    assert kind_of(lines) == "time"  # a file makes the change no wider
    workflow.submit(again(copy), by=mette)
    make.decide_next(copy)
    assert names(with_files) == ["Fra driften.jpg", "Kilde.jpg", "Nyt tilbud.jpg"]
    assert names(copy) == ["Kilde.jpg", "Nyt tilbud.jpg"]  # the decision keeps what it saw
    _first, second = again(with_files).approved_versions.all()
    kept = [row["text"] for row in second.contents if row["key"].startswith("file:")]
    assert sorted(kept) == ["Fra driften.jpg", "Kilde.jpg", "Nyt tilbud.jpg"]


def test_a_file_replaced_in_the_copy_becomes_the_next_version_in_the_case(with_files, mette):
    copy = longer(with_files)
    old = copy.evidence.get(name="Tilbud.jpg")
    replace_evidence(old, upload=upload("Tilbud 2.jpg", 120), by=mette)
    assert with_files.evidence.get(name="Tilbud.jpg").version == 1
    workflow.submit(again(copy), by=mette)
    make.decide_next(copy)
    new = with_files.evidence.get(name="Tilbud 2.jpg")
    assert (new.version, new.replaces.name) == (2, "Tilbud.jpg")
    assert names(with_files) == ["Kilde.jpg", "Tilbud 2.jpg"]


def test_plans_lie_in_the_copy_and_are_put_back_when_it_is_approved(running, mette):  # noqa: F811
    plan_continuation(running, bearing=Bearing("board", "Bestyrelsen"), by=mette)
    stop, later = make.in_days(120), make.in_days(200)
    PilotPlan.objects.create(initiative=running, stop_on=stop, set_by=mette, set_at=running.created_at)
    copy = longer(again(running))
    plan_continuation(copy, bearing=Bearing("municipality", "Kommunen", Decimal(30_000), "Puljen"), by=mette)
    PilotPlan.objects.filter(initiative=copy).update(stop_on=later)
    EvaluationPlan.objects.filter(initiative=copy).update(first_on=make.in_days(95))
    assert Continuation.objects.get(initiative=running).bearer == "board"
    assert PilotPlan.objects.get(initiative=running).stop_on == stop
    lines = {line.key: line for line in proposed_changes(again(copy))}
    assert {"evaluation_plan", "continuation", "pilot_stop"} < lines.keys()
    assert lines["continuation"].before == "Bestyrelsen i afdelingen, Bestyrelsen"
    assert lines["continuation"].after == "Kommunen, Kommunen, 30.000 kr. om året, Puljen"
    assert kind_of(lines.values()) == "time"
    workflow.submit(look_again(copy), by=mette)
    make.decide_next(copy)
    assert Continuation.objects.get(initiative=running).bearer == "municipality"
    assert PilotPlan.objects.get(initiative=running).stop_on == later
    assert EvaluationPlan.objects.get(initiative=running).first_on == make.in_days(95)


def test_a_plan_mended_in_the_case_meanwhile_is_not_mended_back(running, mette):  # noqa: F811
    plan_continuation(running, bearing=Bearing("board", "Bestyrelsen"), by=mette)
    copy = longer(again(running))
    plan_continuation(again(running), bearing=Bearing("volunteers", "Strikkeklubben"), by=mette)
    workflow.submit(again(copy), by=mette)
    make.decide_next(copy)
    assert Continuation.objects.get(initiative=running).bearer == "volunteers"


def test_goals_are_changed_on_the_copy_alone(running, mette):  # noqa: F811
    copy = longer(running)
    copy.criteria.update(target=77)
    assert running.criteria.get().target != 77
    assert [line for line in proposed_changes(again(copy)) if line.key.startswith("goal:")]
    workflow.submit(look_again(copy), by=mette)
    while (copy := again(copy)).status == "submitted":
        make.decide_next(copy, decider=make.make_user())
    assert running.criteria.get().target == 77


# --- The mails ----------------------------------------------------------------------------------
def written(kind: str, language: str = "da"):
    mail = OutgoingMail.objects.filter(kind=kind).latest("pk")
    with override(language):
        letter = MAIL_KINDS[kind].prepare(mail)
        return str(letter.subject), " ".join(
            str(line) for line in (*letter.lines_before, *letter.lines_after)
        )


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        (
            "da",
            "Beslut en ændring: Lektiecafé",
            'Der er et forslag om at ændre "Lektiecafé". Indsatsen er godkendt og fortsætter imens.',
        ),
        (
            "en",
            "Decide a change: Lektiecafé",
            'There is a proposal to change "Lektiecafé". The initiative is approved and goes on meanwhile.',
        ),
    ],
)
def test_the_mail_to_deciders_says_that_it_is_a_change(running, mette, language, subject, text):  # noqa: F811
    make.make_decider("Lars Krogh", kind="leader")
    workflow.submit(longer(running), by=mette)
    said = written("case_to_decide", language=language)
    assert said[0] == subject
    assert text in said[1]
    assert "Slut" in said[1]


@pytest.mark.parametrize(
    ("outcome", "kind", "subject", "text"),
    [
        ("approved", "case_approved", "Ændringen af Lektiecafé er godkendt", "Den gælder nu."),
        (
            "returned",
            "case_returned",
            "Ændring af Lektiecafé: 1 ting skal rettes",
            "Forslaget kommer tilbage til dig med 1 ting, der skal rettes.",
        ),
        (
            "declined",
            "case_declined",
            "Ændringen af Lektiecafé er ikke godkendt",
            "Indsatsen fortsætter, som den er godkendt.",
        ),
    ],
)
def test_the_mail_about_the_decision_says_that_it_is_a_change(
    running,  # noqa: F811
    mette,
    outcome,
    kind,
    subject,
    text,
):
    make.make_board_member(make.make_department("58"))
    copy = longer(running)
    workflow.submit(copy, by=mette)
    make.decide_next(copy, outcome=outcome)
    said = written(kind)
    assert said[0] == subject
    assert text in said[1]
    assert "i gang" not in said[1]


def test_a_board_is_asked_about_a_change(running, mette):  # noqa: F811
    new = make.make_department("61")
    make.make_board_member(new)
    copy = make.proposed_change(running)
    make.change_facts(copy, departments=(*running.departments.all(), new))
    ask_boards(again(copy), departments=[new], deadline_on=make.today() + dt.timedelta(days=14), by=mette)
    subject, text = written("resident_decision_asked")
    assert subject.startswith("Har de sagt ja til ændringen? Svar for Afdeling 61")
    assert 'AAB vil gerne ændre "Lektiecafé", og Afdeling 61 er med i ændringen.' in text
