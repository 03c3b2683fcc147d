"""Help with the words of a goal. It advises; nothing here can stop anybody."""

import datetime as dt
from decimal import Decimal

import pytest

from evaluation.advice import advice
from evaluation.examples import EXAMPLES

WHOLE = {
    "counted": "personer",
    "baseline": Decimal(1),
    "target": Decimal(2),
    "target_on": dt.date(2026, 1, 1),
}


def about(name, **fields):
    return advice(name=name, **(WHOLE | fields))


@pytest.mark.parametrize(
    "name",
    [
        "Vi holder 12 møder for børn",
        "At afholde kurser for unge",
        "Oprette en café for naboer",
        "Tilbyde mentorer",
    ],
)
def test_what_we_do_is_noticed(name):
    assert [said[:20] for said in about(name)] == ["Det ligner noget, I "]


@pytest.mark.parametrize(
    "name",
    [
        "Flere børn får lavet lektier",
        "Lavere restancer hos unge",
        "Naboer hjælper hinanden",
        "Flere unge starter på en uddannelse",
        "Beboere føler sig trygge",
    ],
)
def test_what_changes_is_left_alone(name):
    assert about(name) == []


def test_what_is_missing_is_named():
    assert about("Det bliver bedre", counted="ting") == [
        "Skriv, hvem det handler om. For eksempel børn, ældre eller nye beboere."
    ]
    assert about("Flere børn kommer", baseline=None) == ["Skriv to tal: hvor I er nu, og hvor I vil hen."]
    assert about("Flere børn kommer", counted="") == [
        "Skriv, hvad I tæller. Så ved alle, hvad tallet betyder."
    ]
    assert about("Flere børn kommer", target_on=None) == ["Skriv, hvornår I vil være i mål."]
    assert about("  ") == ["Skriv, hvad der bliver anderledes for beboerne."]


def test_a_milestone_needs_no_figures():
    assert about("Beboerne har et hus", unit="milestone", baseline=None, target=None, counted="") == []


def test_our_own_examples_are_not_taken_for_things_to_do():
    said = [
        str(e.name)
        for group in EXAMPLES.values()
        for e in group
        if any("gøre" in s for s in about(str(e.name)))
    ]
    assert said == []
