"""Version 1 of the policy: what is in it, and that loading it twice changes nothing."""

import datetime as dt

import pytest

from aab_social.policy import FACTS, PROOFS
from initiatives.models import (
    FocusArea,
    FundArea,
    PolicyVersion,
    Principle,
    Requirement,
    RequirementCondition,
    Strength,
)
from initiatives.policy_data import load_version_1, version_1
from tools.lix import lix

pytestmark = pytest.mark.django_db

MUST = {"1.1", "1.2", "1.3", "5.1", "6.1", "6.2", "6.3", "Ø.1"}
EXPLAIN = {"2.1", "3.1", "4.1", "5.2", "6.4", "6.5"}
MAY = {"1.4", "2.2"}


def test_version_1_is_published_and_in_force_from_the_day_it_was_adopted():
    version = load_version_1()
    assert (version.number, version.title) == (1, "Politik for alment socialt ansvar")
    assert version.adopted_by == "Repræsentantskabet"
    assert version.adopted_on == version.in_force_from == dt.date(2017, 6, 14)
    assert version.is_published
    assert PolicyVersion.objects.in_force(dt.date(2017, 6, 13)) is None
    assert PolicyVersion.objects.in_force(dt.date(2026, 1, 1)) == version


def test_it_has_six_principles_financing_and_sixteen_points_of_three_strengths():
    version = load_version_1()
    assert [p.key for p in version.principles.all()] == ["1", "2", "3", "4", "5", "6", "Ø"]
    points = Requirement.objects.filter(principle__version=version)
    assert points.count() == 16
    of = {
        strength: set(points.filter(strength=strength).values_list("key", flat=True)) for strength in Strength
    }
    assert of == {Strength.MUST: MUST, Strength.EXPLAIN: EXPLAIN, Strength.MAY: MAY}


def test_loading_twice_changes_nothing():
    first = load_version_1()
    FocusArea.objects.filter(key="tryghed").update(name="Tryghed")
    before = _everything()
    assert load_version_1() == first
    assert _everything() == before


def test_every_proof_and_every_fact_it_names_exists():
    version = load_version_1()
    points = Requirement.objects.filter(principle__version=version)
    assert {point.proof for point in points} <= set(PROOFS)
    conditions = RequirementCondition.objects.filter(requirement__in=points)
    assert {condition.fact for condition in conditions} <= set(FACTS)
    areas = set(conditions.filter(fact="focus_areas").values_list("value", flat=True))
    assert areas <= set(FocusArea.objects.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("key", "conditions"),
    [
        ("1.1", []),
        ("1.2", [("external_cofinancing", "above", "0"), ("expects_outside_money", "is_true", "")]),
        (
            "2.2",
            [
                ("focus_areas", "contains", "tryghed"),
                ("focus_areas", "contains", "forebyggelse"),
                ("concerns_debt", "is_true", ""),
            ],
        ),
        ("3.1", [("overlapping_physical_projects", "above", "0")]),
        ("5.2", [("municipal_authorities", "above", "0"), ("involves_municipality", "is_true", "")]),
        ("6.4", [("has_end_date", "is_true", "")]),
    ],
)
def test_a_point_applies_as_soon_as_one_of_its_conditions_holds(key, conditions):
    load_version_1()
    rows = Requirement.objects.get(key=key).conditions.all()
    assert [(row.fact, row.operator, row.value) for row in rows] == conditions
    assert len({row.group for row in rows}) == len(conditions)


def test_every_point_that_is_answered_in_words_has_questions_with_help_in_both_languages():
    load_version_1()
    asked = {point.key: point.prompts for point in Requirement.objects.exclude(prompts=[])}
    counts = {key: len(prompts) for key, prompts in asked.items()}
    assert counts == {"1.3": 1, "1.4": 1, "2.1": 1, "2.2": 1, "5.1": 3, "6.1": 3, "6.4": 2}
    assert [prompt.get("when", "") for prompt in asked["6.1"]] == ["proven", "pilot", "pilot"]
    for prompts in asked.values():
        for prompt in prompts:
            assert all(prompt[name] for name in ("key", "label", "label_en", "hint", "hint_en"))
    stated = set(Requirement.objects.filter(proof="stated").values_list("key", flat=True))
    assert stated <= set(asked)


def test_no_adopted_wording_is_stored_until_it_is_read_in():
    version = load_version_1()
    assert version.official_introduction == ""
    assert set(version.principles.values_list("official_text", flat=True)) == {""}


def test_everything_has_an_english_text():
    load_version_1()
    for model, names in [
        (PolicyVersion, ["introduction_en"]),
        (Principle, ["title_en", "plain_en"]),
        (Requirement, ["name_en", "plain_en", "missing_en"]),
        (FocusArea, ["name_en"]),
        (FundArea, ["name_en"]),
    ]:
        for name in names:
            assert not model.objects.filter(**{name: ""}).exists(), (model, name)


def test_what_is_missing_begins_with_what_to_do():
    verbs = {"Spørg", "Skriv", "Vælg", "Kommunen"}  # 5.2 first says what is wrong, then what to do
    assert {point.missing[0].split()[0].strip(",") for point in version_1.REQUIREMENTS} <= verbs


def test_every_danish_text_is_easy_to_read():
    texts = [version_1.INTRODUCTION[0], *(principle.plain[0] for principle in version_1.PRINCIPLES)]
    for point in version_1.REQUIREMENTS:
        texts += [point.plain[0], point.missing[0]]
        texts += [prompt[name] for prompt in point.prompts for name in ("label", "hint")]
    assert {text: lix(text) for text in texts if lix(text) > 35} == {}


def test_the_four_areas_have_icons_and_map_to_the_funds_present_four():
    load_version_1()
    mapping = {
        area.key: (area.icon, {fund.key for fund in area.fund_areas.all()})
        for area in FocusArea.objects.prefetch_related("fund_areas")
    }
    assert mapping == {
        "tryghed": ("shield-check", {"sammenhaengskraft"}),
        "kriminalpraevention": ("handshake", {"kriminalitetsforebyggelse"}),
        "uddannelse": ("graduation-cap", {"beskaeftigelse", "uddannelse-livschancer"}),
        "forebyggelse": ("baby", {"uddannelse-livschancer"}),
    }


def _everything() -> list:
    models = (PolicyVersion, Principle, Requirement, RequirementCondition, FocusArea, FundArea)
    return [list(model.objects.order_by("pk").values()) for model in models]
