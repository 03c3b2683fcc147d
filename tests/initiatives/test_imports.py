"""Departments from a file: real rows, faults told by line and column, and all or nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from initiatives.imports.departments import import_departments, plan_departments
from initiatives.imports.plans import Faulty, State
from initiatives.imports.reading import MAX_BYTES, MAX_ROWS
from initiatives.models import Department, HousingOrganisation

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[2] / "initiatives" / "data" / "afdelinger.csv"
HEADINGS = "nummer;navn;boligorganisation;kommune;adresse;boliger;styreform;bestyrelse;bemaerkning;kilde\n"


def csv(*lines: str, headings: str = HEADINGS) -> bytes:
    return (headings + "\n".join(lines) + "\n").encode()


def faults_of(data: bytes) -> list[str]:
    with pytest.raises(Faulty) as caught:
        import_departments(data)
    assert Department.objects.count() == HousingOrganisation.objects.count() == 0, "nothing is stored"
    return [str(fault) for fault in caught.value.faults]


# --- The real rows --------------------------------------------------------------------------
def test_the_thirty_real_departments_come_in():
    plan = import_departments(REAL.read_bytes())
    assert plan.counts == (30, 0, 0)
    assert Department.objects.own().count() == 25
    assert set(HousingOrganisation.objects.values_list("name", flat=True)) == {"AAB", "fsb", "SAB", "3B"}
    assert HousingOrganisation.objects.get(is_own=True).name == "AAB"


def test_numbers_are_text_and_sort_as_people_expect():
    import_departments(REAL.read_bytes())
    assert Department.objects.get(number="95 II").municipality == "Hvidovre"
    own = list(Department.objects.own().values_list("number", flat=True))
    assert own[:4] == ["1", "5", "8", "16"]
    assert own[-2:] == ["95 II", "107"]


def test_what_no_source_tells_stays_unknown():
    import_departments(REAL.read_bytes())
    unknown = Department.objects.get(organisation__is_own=True, number="32")
    assert (unknown.has_board, unknown.homes, unknown.governance, unknown.municipality) == (
        None,
        None,
        "",
        "",
    )
    assert Department.objects.get(number="95 II").has_board is False
    known = Department.objects.get(number="16", organisation__is_own=True)
    assert (known.has_board, known.governance) == (True, Department.Governance.CLASSIC)
    assert Department.objects.get(number="47").homes == 339
    assert not Department.objects.filter(is_fictitious=True).exists()


def test_importing_twice_changes_nothing():
    import_departments(REAL.read_bytes())
    before = list(Department.objects.order_by("pk").values())
    plan = import_departments(REAL.read_bytes())
    assert plan.counts == (0, 0, 30)
    assert not plan.changes_something
    assert list(Department.objects.order_by("pk").values()) == before


def test_the_command_says_how_many(capsys):
    call_command("import_departments", str(REAL))
    assert capsys.readouterr().out.strip() == "30 nye, 0 ændrede, 0 uændrede"
    call_command("import_departments", str(REAL))
    assert capsys.readouterr().out.strip() == "0 nye, 0 ændrede, 30 uændrede"


def test_the_command_lists_all_faults(tmp_path):
    file = tmp_path / "fil.csv"
    file.write_bytes(csv("1;;AAB;;;tolv;;måske;;"))
    with pytest.raises(CommandError, match="Der er 2 ting, der skal rettes"):
        call_command("import_departments", str(file))
    with pytest.raises(CommandError, match="findes-ikke"):
        call_command("import_departments", str(tmp_path / "findes-ikke.csv"))


# --- Changes --------------------------------------------------------------------------------
def test_only_what_the_file_tells_is_changed_and_an_empty_cell_erases_nothing():
    import_departments(csv("16;;AAB;København;Frederikssundsvej 128;;Administrativ Classic;ja;;aab16.dk"))
    plan = import_departments(csv("16;Brønshøj;AAB;;;120;;nej;;"))
    (row,) = plan.rows
    assert row.state == State.CHANGED
    assert row.changes == [
        ("navn", "ukendt", "Brønshøj"),
        ("boliger", "ukendt", "120"),
        ("har bestyrelse", "ja", "nej"),
    ]
    stored = Department.objects.get()
    assert (stored.name, stored.homes, stored.has_board) == ("Brønshøj", 120, False)
    assert (stored.address, stored.governance) == ("Frederikssundsvej 128", "classic")


def test_the_plan_stores_nothing():
    plan = plan_departments(REAL.read_bytes())
    assert plan.counts == (30, 0, 0)
    assert Department.objects.count() == HousingOrganisation.objects.count() == 0


def test_a_department_that_a_source_tells_of_is_no_longer_fictitious():
    own = HousingOrganisation.objects.create(name="AAB", is_own=True)
    Department.objects.create(organisation=own, number="33", is_fictitious=True)
    import_departments(csv("33;;AAB;;;;;;;docplayer.dk"))
    assert not Department.objects.get(number="33").is_fictitious


@pytest.mark.parametrize("name", ["AAB", "aab", "Boligforeningen AAB"])
def test_aab_is_one_organisation_under_each_of_its_names(name):
    import_departments(csv("1;;AAB;;;;;;;"))
    import_departments(csv(f"5;;{name};;;;;;;"))
    assert list(HousingOrganisation.objects.values_list("name", "is_own")) == [("AAB", True)]


def test_the_same_organisation_in_other_letters_is_not_made_twice():
    import_departments(csv("Voldparken;;fsb;;;;;;;", "Husumgård;;FSB;;;;;;;"))
    assert list(HousingOrganisation.objects.values_list("name", flat=True)) == ["fsb"]


# --- Shapes of files ------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_danish_letters_survive_every_way_excel_saves(encoding, line_break):
    text = HEADINGS + '43;Kærene/Bybjerget;AAB;Rødovre;;;;;"gård; have";kilde\n;;;;;;;;;\n'
    import_departments(text.replace("\n", line_break).encode(encoding))
    stored = Department.objects.get()
    assert (stored.name, stored.municipality, stored.note) == ("Kærene/Bybjerget", "Rødovre", "gård; have")


def test_columns_may_stand_in_any_order_and_most_may_be_left_out():
    import_departments("Boligorganisation;Bemærkning; NUMMER \nAAB;plejehjem;95  II\n".encode())
    stored = Department.objects.get()
    assert (stored.number, stored.note) == ("95 II", "plejehjem")


@pytest.mark.parametrize("homes", ["1.234", "1 234", "1234"])
def test_whole_numbers_are_read_as_danes_write_them(homes):
    import_departments(csv(f"1;;AAB;;;{homes};;;;"))
    assert Department.objects.get().homes == 1234


def test_formulas_and_markup_are_kept_as_the_letters_they_are():
    import_departments(csv("1;=1+1;AAB;<b>x</b>;@SUM(A1);;;;-2;javascript:alert(1)"))
    stored = Department.objects.get()
    assert (stored.name, stored.municipality, stored.address, stored.note) == (
        "=1+1",
        "<b>x</b>",
        "@SUM(A1)",
        "-2",
    )


# --- Faults ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (";;AAB;;;;;;;", "Linje 2, kolonnen nummer: Skriv afdelingens nummer eller navn."),
        (
            "1;;;;;;;;;",
            "Linje 2, kolonnen boligorganisation: Skriv, hvilken boligorganisation afdelingen hører til, "
            "for eksempel AAB.",
        ),
        (
            "1;;AAB;;;tolv;;;;",
            'Linje 2, kolonnen boliger: Der står "tolv". Skriv et helt tal, eller lad feltet være tomt.',
        ),
        (
            "1;;AAB;;;12,5;;;;",
            'Linje 2, kolonnen boliger: Der står "12,5". Skriv et helt tal, eller lad feltet være tomt.',
        ),
        (
            "1;;AAB;;;-3;;;;",
            'Linje 2, kolonnen boliger: Der står "-3". Skriv et helt tal, eller lad feltet være tomt.',
        ),
        (
            "1;;AAB;;;;;måske;;",
            'Linje 2, kolonnen bestyrelse: Der står "måske". Skriv ja eller nej, eller lad feltet være tomt.',
        ),
        (
            "1;;AAB;;;;Diktatur;;;",
            'Linje 2, kolonnen styreform: Der står "Diktatur". Skriv Administrativ Classic / Administrativ '
            "Light / Parlamentarisk, eller lad feltet være tomt.",
        ),
        (
            "1;" + "x" * 121 + ";AAB;;;;;;;",
            "Linje 2, kolonnen navn: Teksten er for lang. Skriv højst 120 tegn.",
        ),
        (
            "1;" + "x" * 900_000 + ";AAB;;;;;;;",
            "Linje 2: Et felt er alt for langt. Se efter et anførselstegn, der mangler.",
        ),
        (
            "1;a\x00b;AAB;;;;;;;",
            "Linje 2, kolonnen navn: Der er skjulte tegn i teksten. Slet teksten, og skriv den igen.",
        ),
        (
            "1;;AAB;;;;;;ring til 140990-1234;",
            "Linje 2, kolonnen bemaerkning: Her står noget, der ligner et CPR-nummer. Skriv ikke navne og "
            'CPR-numre her. Skriv "en familie" i stedet.',
        ),
        (
            "1;;AAB;;;;;ja;;;;",
            "Linje 2: Linjen har 12 felter, men der er 10 kolonner. Slet de semikoloner, der er for mange, "
            "eller sæt teksten i anførselstegn.",
        ),
        (
            "1;;AAB",
            "Linje 2: Linjen har 3 felter, men der er 10 kolonner. Sæt et semikolon for hvert felt, også de "
            "tomme.",
        ),
        (
            '1;"navn;AAB;;;;;;;',
            "Linje 2: Et anførselstegn mangler eller står et forkert sted. Ret det, og prøv igen.",
        ),
    ],
)
def test_a_faulty_row_is_named_with_line_column_and_what_to_do(line, fault):
    assert faults_of(csv(line)) == [fault]


def test_all_faults_are_listed_and_no_good_row_is_stored():
    faults = faults_of(csv("1;;AAB;;;;;ja;;", "2;;AAB;;;tolv;;måske;;", ";;AAB;;;;;;;", "3;;AAB"))
    assert [fault.split(":")[0] for fault in faults] == [
        "Linje 3, kolonnen boliger",
        "Linje 3, kolonnen bestyrelse",
        "Linje 4, kolonnen nummer",
        "Linje 5",
    ]


def test_the_same_department_twice_in_a_file_is_a_fault():
    faults = faults_of(csv("95 II;;AAB;;;;;;;", "95 II;;fsb;;;;;;;", "95  ii;;aab;;;;;;;"))
    assert faults == ["Linje 4, kolonnen nummer: AAB 95 ii står også i linje 2. Slet den ene."]


def test_lines_are_counted_as_an_editor_counts_them():
    faults = faults_of(csv('1;;AAB;;;;;;"to\nlinjer";', "", "2;;AAB;;;x;;;;"))
    assert faults[0].startswith("Linje 5, kolonnen boliger")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "Filen er tom. Vælg en fil med en linje overskrifter og en linje pr. afdeling."),
        (b"\n \n", "Filen er tom. Vælg en fil med en linje overskrifter og en linje pr. afdeling."),
        (b"nummer,boligorganisation\n1,AAB\n", "Linje 1: Brug semikolon mellem kolonnerne, og prøv igen."),
        (b"PK\x03\x04xlsx", 'Det er et regneark. Gem det som "CSV (semikolonsepareret)", og prøv igen.'),
        ("nummer".encode("utf-16"), 'Gem filen som "CSV UTF-8", og prøv igen.'),
        (b"\x81\x8d", 'Vi kan ikke læse bogstaverne i filen. Gem den som "CSV UTF-8", og prøv igen.'),
        (b"x" * (MAX_BYTES + 1), "Filen er for stor. Den må højst fylde 1 MB."),
        (b"nummer;navn\n1;x\n", 'Linje 1: Kolonnen "boligorganisation" mangler. Tilføj den i første linje.'),
        (
            b"nummer;nummer;boligorganisation\n",
            'Linje 1: Kolonnen "nummer" står der flere gange. Slet den ene.',
        ),
        (
            csv(*[f"{n};;AAB;;;;;;;" for n in range(MAX_ROWS + 1)]),
            f"Filen har mere end {MAX_ROWS} linjer. Del den i flere filer.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, fault):
    assert faults_of(data) == [fault]


def test_an_unknown_column_is_named_with_those_there_are():
    (fault,) = faults_of(b"nummer;boligorganisation;formand\n1;AAB;x\n")
    assert fault.startswith('Linje 1: Vi kender ikke kolonnen "formand". Slet den, eller ret navnet')


def test_sixteen_thousand_columns_are_refused_quickly():
    assert len(faults_of(b";".join([b"x"] * 16_000) + b"\n")) > 1


def test_html_in_a_fault_is_only_text():
    (fault,) = faults_of(csv("1;;AAB;;;<script>;;;;"))
    assert '"<script>"' in fault
