"""The adopted wording, read section by section. The text here is made up; AAB's own is not in the code."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from initiatives.imports.reading import Unreadable
from initiatives.models import PolicyVersion, Principle
from initiatives.policy_data import load_version_1
from initiatives.policy_text import NoSections, load_policy_text
from initiatives.policy_versions import copy_version
from tests import factories as make
from tests import triggers

pytestmark = pytest.mark.django_db

MADE_UP = """## POLITIK FOR ET OPDIGTET ANSVAR

Huset er rundt. Det har **tre** døre.

Vi bygger på følgende:

### **1) At være lokalt forankret**

Første afsnit om røde døre.

Andet afsnit. Det nævner 2 ting:

- en rød
- en grøn

## **2) At understøtte AAB's drift**

Om døre og drift. 3) er ikke en overskrift her.

## **3) At skabe synergi med fysiske indsatser**

Om mursten.

## **4) At inddrage samarbejdspartnere**

Om naboer.

## **5) At bygge bro til den kommunale kernerdrift**

Om broer og kernerdrift.

## **6) At tage udgangspunkt i dokumenterede indsatser og effekter**

Der, hvor indsatserne an til disse:

- Tryghed

### **Finansiering af sociale indsatser**

Om penge.

Godkendt af rådet den 1. april 2099.
"""

KEYS = ["1", "2", "3", "4", "5", "6", "Ø"]


def wording(version: PolicyVersion) -> dict[str, str]:
    return dict(version.principles.values_list("key", "official_text"))


@pytest.fixture
def version() -> PolicyVersion:
    return load_version_1()


def test_each_section_goes_to_its_principle(version):
    outcome = load_policy_text(version, MADE_UP.encode())
    found = wording(version)
    assert list(found) == KEYS
    assert found["1"] == (
        "Første afsnit om røde døre.\n\nAndet afsnit. Det nævner 2 ting:\n\n- en rød\n- en grøn"
    )
    assert found["2"] == "Om døre og drift. 3) er ikke en overskrift her."
    assert found["Ø"] == "Om penge."
    assert version.official_introduction == "Huset er rundt. Det har tre døre.\n\nVi bygger på følgende:"
    assert len(outcome.changed) == 8
    assert not outcome.missing


def test_exactly_the_two_slips_of_the_pen_are_mended_and_it_is_said(version):
    outcome = load_policy_text(version, MADE_UP.encode())
    assert wording(version)["5"] == "Om broer og kernedrift."
    assert wording(version)["6"] == "Der, hvor indsatserne knytter an til disse:\n\n- Tryghed"
    assert outcome.mended == ["kernedrift", "knytter an til"]
    assert outcome.sentences()[-1] == "Vi har rettet tastefejl: kernedrift og knytter an til."


def test_doing_it_twice_changes_nothing(version):
    load_policy_text(version, MADE_UP.encode())
    before = wording(version)
    outcome = load_policy_text(version, MADE_UP.encode())
    assert not outcome.changed
    assert outcome.sentences()[0] == "8 afsnit er uændrede."
    assert wording(version) == before


@pytest.mark.parametrize(
    "heading",
    [
        "### **1) At være lokalt forankret**",
        "**1) At være lokalt forankret**",
        "# 1. At være lokalt forankret",
        "__1) At være lokalt forankret__",
        "1) At være lokalt forankret",
        "1. at være lokalt forankret.",
        "At være lokalt forankret",
        "  ## *1)* **At være lokalt forankret**  ",
        "## 1) At have rod i afdelingen",
    ],
)
def test_headings_are_found_in_many_shapes(version, heading):
    load_policy_text(version, f"{heading}\n\nDøre.\n\n2) At understøtte AAB's drift\nMursten.\n".encode())
    assert wording(version)["1"] == "Døre."
    assert wording(version)["2"] == "Mursten."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_danish_letters_survive_every_way_a_text_is_saved(version, encoding, line_break):
    load_policy_text(version, MADE_UP.replace("\n", line_break).encode(encoding))
    assert wording(version)["1"].startswith("Første afsnit om røde døre.")


def test_a_section_that_is_not_there_is_named_and_the_one_before_is_kept(version):
    version = copy_version(version)  # a draft; the wording of a published version is read in once
    load_policy_text(version, MADE_UP.encode())
    outcome = load_policy_text(version, b"1) At v\xc3\xa6re lokalt forankret\n\nNyt.\n")
    assert wording(version)["1"] == "Nyt."
    assert wording(version)["3"] == "Om mursten."
    assert "3) At skabe synergi med fysiske indsatser" in outcome.missing
    assert outcome.sentences()[0] == "1 afsnit er læst ind: 1) At være lokalt forankret."
    assert outcome.sentences()[1].startswith("Vi fandt ikke: indledningen, 2) At understøtte AAB's drift,")


def test_wording_that_a_published_version_has_is_never_replaced(version):
    load_policy_text(version, MADE_UP.encode())
    outcome = load_policy_text(version, b"1) At v\xc3\xa6re lokalt forankret\n\nNyt.\n")
    assert wording(version)["1"].startswith("Første afsnit om røde døre.")
    assert outcome.sentences()[0].startswith("Vi fandt ikke:")
    assert outcome.sentences()[1] == (
        "Den udgivne version har allerede en anden ordlyd for: 1) At være lokalt forankret. Den er ikke rørt. "
        "Er den forkert, så lav en ny version."
    )


@pytest.mark.parametrize("text", ["", "Noget helt andet.\n\n1) Køb mælk\n2) Køb brød\n"])
def test_a_text_without_any_section_is_refused_with_what_to_do(version, text):
    with pytest.raises(NoSections, match="Vi fandt ingen af politikkens afsnit i filen"):
        load_policy_text(version, text.encode())
    assert set(wording(version).values()) == {""}


def test_a_file_that_is_no_text_is_refused(version):
    with pytest.raises(Unreadable):
        load_policy_text(version, b"PK\x03\x04 et dokument")


def test_the_command_reads_into_the_version_in_force(version, tmp_path, capsys):
    file = tmp_path / "politik.md"
    file.write_text(MADE_UP)
    call_command("load_policy_text", str(file))
    said = capsys.readouterr().out
    assert said.startswith(
        "Politik for alment socialt ansvar, version 1:\n8 afsnit er læst ind: indledningen, 1)"
    )
    assert Principle.objects.exclude(official_text="").count() == 7


def test_the_command_reads_into_a_version_by_number_or_says_there_is_none(version, tmp_path):
    file = tmp_path / "politik.md"
    file.write_text(MADE_UP)
    call_command("load_policy_text", str(file), number=1)
    with pytest.raises(CommandError, match="Der er ingen version 2"):
        call_command("load_policy_text", str(file), number=2)
    with pytest.raises(CommandError, match="findes-ikke"):
        call_command("load_policy_text", str(tmp_path / "findes-ikke.md"))


def test_without_a_policy_the_command_says_so(tmp_path):
    with triggers.set_aside(connection):
        PolicyVersion.objects.update(in_force_from=make.in_days(1))
    file = tmp_path / "politik.md"
    file.write_text(MADE_UP)
    with pytest.raises(CommandError, match="Der gælder ingen politik lige nu"):
        call_command("load_policy_text", str(file))
