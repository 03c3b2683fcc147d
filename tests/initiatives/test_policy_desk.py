"""The desk "Politikken": published versions are closed, and one that could not be used is not published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from initiatives.models import PolicyVersion, Principle, Requirement
from initiatives.policy_versions import copy_version
from tests.doors import said
from tests.factories import in_days, make_administrator, make_policy

from .test_admin import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    person = make_administrator()
    client.force_login(person)
    return person


def version_page(name: str, version: PolicyVersion) -> str:
    return reverse(f"admin:initiatives_policyversion_{name}", args=[version.pk])


def principle_data(version: PolicyVersion, **changed) -> dict:
    """What the page of a version posts for its principles, with texts changed by {key__field: text}."""
    data = {"principles-TOTAL_FORMS": 7, "principles-INITIAL_FORMS": 7}
    for number, principle in enumerate(version.principles.all()):
        for name in ("key", "order", "title", "title_en", "plain", "plain_en", "official_text"):
            value = changed.get(f"p{number}_{name}", getattr(principle, name))
            data[f"principles-{number}-{name}"] = value
        data |= {f"principles-{number}-id": principle.pk, f"principles-{number}-version": version.pk}
    return data


def test_a_published_version_takes_the_adopted_wording_and_nothing_else(client, ada):
    version = make_policy()
    answer = client.post(
        address(PolicyVersion, "change", version.pk),
        {
            "title": "En anden titel",
            "introduction": "Andet",
            "official_introduction": "Den vedtagne indledning.",
            **principle_data(version, p0_title="Andet", p0_official_text="Det vedtagne afsnit."),
        },
    )
    assert answer.status_code == 302
    version.refresh_from_db()
    assert version.title == "Politik for alment socialt ansvar"
    assert version.official_introduction == "Den vedtagne indledning."
    first = version.principles.first()
    assert (first.title, first.official_text) == ("At være lokalt forankret", "Det vedtagne afsnit.")
    assert client.post(address(PolicyVersion, "delete", version.pk), {"post": "yes"}).status_code == 403


def test_a_point_of_a_published_version_can_only_be_read(client, ada):
    make_policy()
    point = Requirement.objects.get(key="6.1")
    page = client.get(address(Requirement, "change", point.pk)).content.decode()
    assert "Hvor ved I det fra?" in page
    assert 'name="_save"' not in page
    assert client.post(address(Requirement, "change", point.pk), {"name": "x"}).status_code == 403
    assert client.post(address(Requirement, "delete", point.pk), {"post": "yes"}).status_code == 403


def test_a_version_lists_its_points_with_strength_proof_and_condition(client, ada):
    version = make_policy()
    page = client.get(address(PolicyVersion, "change", version.pk)).content.decode()
    assert page.count('<th scope="row"><a href="/administration/initiatives/requirement/') == 16
    assert "Mindst én partner med rolle og kontakt." in page
    assert "Penge udefra i kroner er større end 0 eller Der ventes penge udefra er sand" in page


def test_a_new_version_begins_as_a_copy_and_is_published_from_a_day(client, ada):
    version = make_policy()
    answer = client.post(version_page("copy", version), follow=True)
    assert said(answer) == ["Version 2 er klar til at blive rettet."]
    copy = PolicyVersion.objects.get(number=2)
    assert not copy.is_published
    assert _texts(copy) == _texts(version)

    day = in_days(30)
    told = {
        "adopted_by": "Repræsentantskabet",
        "adopted_on": _typed(in_days(-1)),
        "in_force_from": _typed(day),
    }
    answer = client.post(version_page("publish", copy), told, follow=True)
    assert said(answer) == ["Version 2 er udgivet."]
    copy.refresh_from_db()
    assert copy.is_published
    assert copy.published_by == ada
    assert PolicyVersion.objects.in_force(in_days(29)) == version
    assert PolicyVersion.objects.in_force(day) == copy


def _typed(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _texts(version: PolicyVersion) -> list:
    points = Requirement.objects.filter(principle__version=version).order_by("principle__order", "sort_key")
    return [
        *((p.key, p.order, p.title, p.plain, p.official_text) for p in version.principles.all()),
        *((p.key, p.name, p.strength, p.proof, p.plain, p.missing, p.prompts) for p in points),
        *((p.key, c.group, c.fact, c.operator, c.value) for p in points for c in p.conditions.all()),
    ]


@pytest.fixture
def copy() -> PolicyVersion:
    return copy_version(make_policy())


def publish_faults(client, version: PolicyVersion, **told) -> str:
    answer = client.post(
        version_page("publish", version),
        {"adopted_by": "Alle", "adopted_on": "01.01.2026", "in_force_from": "01.02.2026"} | told,
    )
    version.refresh_from_db()
    assert not version.is_published
    return answer.content.decode()


@pytest.mark.parametrize(
    ("key", "change", "sentence"),
    [
        ("4.1", {"proof": "gaetteri"}, "4.1 Partnere: Portalen kender ikke beviset &quot;gaetteri&quot;."),
        ("6.1", {"prompts": []}, "6.1 Viden eller forsøg: Skriv mindst ét spørgsmål"),
        (
            "6.1",
            {"prompts": [{"key": "x", "label": "Hvor ved I det fra?", "when": "proven"}]},
            "6.1 Viden eller forsøg: Skriv mindst ét spørgsmål til det, der virker, og ét til et forsøg.",
        ),
        ("1.3", {"prompts": []}, "1.3 Afdelingens eget ansvar: Skriv mindst ét spørgsmål."),
        ("1.3", {"prompts": [{"key": "x"}]}, "1.3 Afdelingens eget ansvar: Et spørgsmål har ingen tekst."),
        ("1.1", {"plain": " "}, "1.1 Beboernes beslutning: Skriv teksten i klart sprog."),
        ("1.1", {"key": "Ø.1"}, "Flere punkter har den samme nøgle: Ø.1."),
    ],
)
def test_a_version_that_could_not_be_used_is_not_published(client, ada, copy, key, change, sentence):
    Requirement.objects.filter(principle__version=copy, key=key).update(**change)
    assert sentence in publish_faults(client, copy)


def test_a_must_without_a_proof_is_refused_when_it_is_saved(copy):
    point = Requirement.objects.get(principle__version=copy, key="1.1")
    point.proof = ""
    with pytest.raises(ValidationError, match="Vælg, hvad der beviser punktet"):
        point.validate_constraints()
    with pytest.raises(IntegrityError):
        point.save()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"fact": "vejret"},
            "1.2 Frivilligt arbejde i afdelingen: Portalen kender ikke oplysningen &quot;vejret&quot;.",
        ),
        ({"value": "mange"}, "Skriv et tal i betingelsen. Der står &quot;mange&quot;."),
        ({"operator": "at_most", "value": "få"}, "Skriv et tal i betingelsen. Der står &quot;få&quot;."),
        ({"operator": "contains", "value": ""}, "Skriv, hvad betingelsen skal indeholde."),
        (
            {"fact": "focus_areas", "operator": "contains", "value": "kagebagning"},
            "Der er intet område med nøglen &quot;kagebagning&quot;.",
        ),
    ],
)
def test_a_condition_that_could_not_be_read_is_not_published(client, ada, copy, change, sentence):
    condition = Requirement.objects.get(principle__version=copy, key="1.2").conditions.first()
    type(condition).objects.filter(pk=condition.pk).update(**change)
    assert sentence in publish_faults(client, copy)


def test_two_versions_from_the_same_day_are_refused(client, ada, copy):
    page = publish_faults(client, copy, adopted_on="01.01.2017", in_force_from="14.06.2017")
    assert "Version 1 gælder allerede fra den 14. juni 2017. Vælg en anden dag." in page


def test_a_policy_cannot_be_in_force_before_it_is_adopted(client, ada, copy):
    page = publish_faults(client, copy, adopted_on="02.02.2026", in_force_from="01.02.2026")
    assert "Politikken kan ikke gælde, før den er vedtaget." in page


def test_a_version_without_points_is_not_published(client, ada):
    make_policy()
    empty = PolicyVersion.objects.create(
        number=2, title="Ny", adopted_by="x", adopted_on=in_days(0), in_force_from=in_days(0)
    )
    Principle.objects.create(version=empty, key="1", order=1, title="Et", plain="To")
    assert "Versionen har ingen punkter. Tilføj mindst ét." in publish_faults(client, empty)


def test_publishing_twice_is_refused(client, ada):
    version = make_policy()
    answer = client.post(version_page("publish", version), {})
    assert "Version 1 er allerede udgivet." in answer.content.decode()


def test_a_point_of_a_draft_version_is_changed_with_its_questions_and_conditions(client, ada, copy):
    point = Requirement.objects.get(principle__version=copy, key="1.3")
    data = {
        "principle": point.principle_id,
        "key": "1.3",
        "name": "Afdelingens ansvar",
        "strength": "explain",
        "proof": "stated",
        "plain": "Klart.",
        "missing": "Skriv det.",
        "prompt_1_label": "Hvad er op til jer?",
        "prompt_2_label": "Hvem siger ja?",
        "prompt_2_when": "pilot",
        "conditions-TOTAL_FORMS": 1,
        "conditions-INITIAL_FORMS": 0,
        "conditions-0-group": 1,
        "conditions-0-fact": "is_pilot",
        "conditions-0-operator": "is_true",
    }
    answer = client.post(address(Requirement, "change", point.pk), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert answer.url == address(PolicyVersion, "change", copy.pk)
    point.refresh_from_db()
    assert (point.name, point.strength) == ("Afdelingens ansvar", "explain")
    assert [(p["key"], p["label"], p.get("when", "")) for p in point.prompts] == [
        ("own_decision", "Hvad er op til jer?", ""),
        ("hvem_siger_ja", "Hvem siger ja?", "pilot"),
    ]
    assert [str(condition) for condition in point.conditions.all()] == ["is_pilot er sand"]

    page = client.post(
        address(Requirement, "change", point.pk),
        data | {"prompt_1_label": "", "prompt_1_hint": "Hjælp", "proof": ""},
    ).content.decode()
    assert "Skriv spørgsmålet, eller slet resten af det." in page
    assert "Vælg, hvad der beviser punktet." in page


def test_a_point_cannot_be_moved_into_a_published_version(client, ada, copy):
    closed = PolicyVersion.objects.get(number=1).principles.first()
    answer = client.post(
        address(Requirement, "add"),
        {
            "principle": closed.pk,
            "key": "1.9",
            "name": "Nyt",
            "strength": "may",
            "proof": "stated",
            "plain": "x",
            "missing": "x",
            "conditions-TOTAL_FORMS": 0,
            "conditions-INITIAL_FORMS": 0,
        },
    )
    assert "principle" in answer.context["adminform"].form.errors
    assert not Requirement.objects.filter(key="1.9").exists()


def test_the_adopted_wording_is_read_from_a_file(client, ada):
    version = make_policy()
    text = "### **1) At være lokalt forankret**\n\nOm røde døre.\n"
    answer = client.post(
        version_page("text", version), {"file": SimpleUploadedFile("politik.md", text.encode())}, follow=True
    )
    assert said(answer)[0] == "1 afsnit er læst ind: 1) At være lokalt forankret."
    assert version.principles.first().official_text == "Om røde døre."
    answer = client.post(
        version_page("text", version), {"file": SimpleUploadedFile("andet.md", b"Noget andet")}
    )
    assert "Vi fandt ingen af politikkens afsnit i filen." in answer.content.decode()
