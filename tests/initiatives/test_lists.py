"""The list of initiatives: what it shows to whom, searching, filtering, paging, and as a spreadsheet."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from initiatives import spreadsheet, workflow
from initiatives.models import BoardSeat, Initiative
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/indsatser/"


@pytest.fixture
def jonas():
    return make.make_staff("Jonas Bech")


@pytest.fixture
def as_mette(client, mette):
    make.make_policy()
    client.force_login(mette)
    return client


def names(page):
    return [row.initiative.name for row in page.context["rows"]]


def test_an_empty_list_invites_staff_to_write_an_idea_down(as_mette):
    page = as_mette.get(LIST)
    assert page.context["heading"] == "0 indsatser"
    assert "Der er ingen indsatser her endnu. Har du en idé? Skriv den ned på 5 minutter." in page.text
    assert 'href="/indsatser/ny/"' in page.text


def test_others_are_told_that_a_mail_will_come(client):
    client.force_login(make.make_board_member())
    page = client.get(LIST)
    assert "Du får en mail, når der er noget til dig." in page.text
    assert "/indsatser/ny/" not in page.text


def test_own_drafts_come_first_returned_ones_among_them(as_mette, mette, jonas):
    make.make_initiative(by=jonas, name="Jonas' kladde")
    make.make_initiative(by=mette, name="Min kladde")
    make.returned_case(by=mette, name="Min, sendt tilbage")
    page = as_mette.get(LIST)
    assert [draft.name for draft in page.context["drafts"]] == ["Min, sendt tilbage", "Min kladde"]
    assert page.text.index("Dine kladder") < page.text.index("3 indsatser")
    assert as_mette.get(LIST, {"status": "draft"}).context["drafts"] == []


def test_a_row_says_where_it_is_and_what_comes_next(as_mette, mette):
    both = [make.make_department("58"), make.make_department("52")]
    case = make.running_case(by=mette, departments=both, ends_on=dt.date(2030, 6, 30))
    page = as_mette.get(LIST)
    [row] = page.context["rows"]
    assert (row.initiative, row.next_step) == (case, "Slutter 30. juni 2030")
    for shown in ("Afdeling 52 og 58", "Uddannelse og beskæftigelse", "I gang", "Mette Holm"):
        assert shown in page.text


def test_every_status_has_its_next_step(as_mette, mette):
    make.make_initiative(by=mette, name="1")
    make.returned_case(by=mette, name="2")
    make.make_meeting()
    submission = make.submitted_case(by=mette, name="3")
    board = make.submitted_case(by=mette, name="4", cost=90_000)
    board.meeting = make.make_meeting(held_in=40)
    board.save()
    make.approved_case(by=mette, name="5", starts_on=dt.date(2030, 1, 5), ends_on=None)
    make.running_case(by=mette, name="6", ends_on=None)
    workflow.move(make.running_case(by=mette, name="7"), "pause", by=mette, words="Derfor.")
    make.close_case(make.running_case(by=mette, name="8"))
    told = {row.initiative.name: row.next_step for row in as_mette.get(LIST).context["rows"]}
    assert submission.meeting is None
    assert {name: words for name, words in told.items() if name in "123567"} == {
        "1": "Gør den klar, og send den",
        "2": "Ret den, og send den igen",
        "3": "Venter på boligsocial leder siden i dag",
        "5": "Starter 5. januar 2030",
        "6": "Løbende",
        "7": told["7"],
    }
    assert told["4"].startswith("Venter på organisationsbestyrelsen siden i dag. Møde ")
    assert told["7"].startswith("På pause siden ")
    assert told["8"].startswith("Siden ")


# --- Who sees what --------------------------------------------------------------------------
def test_boards_see_their_own_departments_and_no_drafts_they_were_not_asked_about(client, mette):
    d58, d7 = make.make_department("58"), make.make_department("7")
    karen = make.make_board_member(d58)
    make.make_initiative(by=mette, name="Kladde", departments=[d58])
    asked = make.make_initiative(by=mette, name="Spurgt", departments=[d58])
    make.ask_board(asked, d58, by=mette)
    make.running_case(by=mette, name="Andres", departments=[d7])
    make.running_case(by=mette, name="Vores", departments=[d58, d7])
    client.force_login(karen)
    assert sorted(names(client.get(LIST))) == ["Spurgt", "Vores"]
    BoardSeat.objects.filter(person=karen).update(until_on=make.in_days(-1))
    assert names(client.get(LIST)) == []


def test_deciders_see_what_has_been_sent(client, mette):
    make.make_initiative(by=mette, name="Kladde")
    make.submitted_case(by=mette, name="Sendt")
    client.force_login(make.make_decider())
    assert names(client.get(LIST)) == ["Sendt"]


# --- Searching and filtering ----------------------------------------------------------------
@pytest.fixture
def three(mette, jonas):
    make.make_initiative(
        by=mette,
        name="Østers og fællessang",
        summary="Vi synger",
        departments=[make.make_department("58", name="Mimersparken")],
        areas=[make.area("tryghed")],
    )
    make.make_initiative(
        by=jonas, name="Åben rådgivning", summary="Gæld og breve", departments=[make.make_department("95 II")]
    )
    make.running_case(
        by=jonas, name="Café Ærø", departments=[make.make_department("5")], areas=[make.area("forebyggelse")]
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "østers"}, ["Østers og fællessang"]),
        ({"q": "ØSTERS"}, ["Østers og fællessang"]),
        ({"q": "aaben"}, ["Åben rådgivning"]),
        ({"q": "cafe"}, ["Café Ærø"]),
        ({"q": "gæld"}, ["Åben rådgivning"]),
        ({"q": "findes ikke"}, []),
        ({"status": "running"}, ["Café Ærø"]),
        ({"status": "running", "q": "østers"}, []),
        ({"omraade": "tryghed"}, ["Østers og fællessang"]),
        ({"afdeling": "58"}, ["Østers og fællessang"]),
        ({"afdeling": "5"}, ["Café Ærø"]),
        ({"afdeling": "Afdeling 58"}, ["Østers og fællessang"]),
        ({"afdeling": "95 ii"}, ["Åben rådgivning"]),
        ({"afdeling": "mimers"}, ["Østers og fællessang"]),
        ({"hvis": "mine"}, ["Østers og fællessang"]),
        ({"orden": "navn"}, ["Café Ærø", "Østers og fællessang", "Åben rådgivning"]),
        ({}, ["Café Ærø", "Åben rådgivning", "Østers og fællessang"]),
    ],
)
def test_the_list_is_searched_and_filtered(as_mette, three, asked, found):
    page = as_mette.get(LIST, asked)
    assert names(page) == found
    assert page.context["form"].is_in_use is bool(set(asked) - {"orden"})


def test_a_board_finds_its_own_with_mine(client, mette):
    d58, d7 = make.make_department("58"), make.make_department("7")
    karen = make.make_board_member(d58)
    karen.body_seats.create(body=make.make_body(), from_on=make.LONG_AGO)
    make.running_case(by=mette, name="Andres", departments=[d7])
    make.running_case(by=mette, name="Vores", departments=[d58])
    client.force_login(karen)
    assert names(client.get(LIST, {"hvis": "mine", "orden": "navn"})) == ["Vores"]


def test_nothing_found_says_how_to_go_on(as_mette, three):
    page = as_mette.get(LIST, {"q": "skak"})
    assert "Ingen indsatser passer til dit valg. Prøv at fjerne et filter." in page.text


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "%"},
        {"q": "'" * 50},
        {"q": "x" * 5000},
        {"q": "a\x00b"},
        {"status": "\x00"},
        {"status": "nope"},
        {"omraade": "' or 1=1"},
        {"afdeling": "\\"},
        {"side": "0"},
        {"side": "-1"},
        {"side": "99999999999999999999"},
        {"side": "²"},
        {"side": "abc"},
        {"orden": "-pk"},
        {"hvis": "hendes"},
    ],
)
def test_odd_questions_break_nothing(as_mette, three, asked):
    assert as_mette.get(LIST, asked).status_code == 200


# --- Pages ----------------------------------------------------------------------------------
def many(count, *, by, department=None):
    """That many drafts, quickly: the list only reads them."""
    one = make.make_initiative(by=by, name="Indsats 0", departments=[department] if department else None)
    fields = {f.name: getattr(one, f.name) for f in Initiative._meta.concrete_fields if f.name != "id"}
    fields.pop("creation_key")
    copies = [Initiative(**fields | {"name": f"Indsats {n}"}) for n in range(1, count)]
    Initiative.objects.bulk_create(copies)
    departments, areas = Initiative.departments.through, Initiative.areas.through
    made = Initiative.objects.filter(responsible=by).exclude(pk=one.pk)
    departments.objects.bulk_create(
        departments(initiative=i, department=d) for i in made for d in one.departments.all()
    )
    areas.objects.bulk_create(areas(initiative=i, focusarea=a) for i in made for a in one.areas.all())


def test_25_a_page_in_danish_order_and_the_filters_stay(as_mette, jonas):
    many(53, by=jonas)
    first = as_mette.get(LIST, {"orden": "navn", "status": "draft"})
    assert names(first) == [f"Indsats {n}" for n in range(25)]
    assert first.context["heading"] == "53 indsatser"
    last = as_mette.get(LIST + "?orden=navn&status=draft&side=3")
    assert names(last) == ["Indsats 50", "Indsats 51", "Indsats 52"]
    assert (last.context["page"].previous_url, last.context["page"].next_url) == (
        "?orden=navn&status=draft&side=2",
        "",
    )
    assert names(as_mette.get(LIST, {"orden": "navn", "side": "7"})) == names(first)


def test_above_a_thousand_the_list_stops_counting(as_mette, jonas):
    many(1002, by=jonas)
    assert as_mette.get(LIST).context["heading"] == "Mere end 1.000 indsatser"


@pytest.mark.parametrize("count", [1, 3, 100])
def test_the_list_costs_the_same_however_long_it_is(as_mette, jonas, mette, count, django_assert_num_queries):
    make.make_initiative(by=mette, name="Min kladde")
    many(count, by=jonas)
    as_mette.get(LIST)
    with django_assert_num_queries(9):
        as_mette.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_pays_no_more_than_staff(client, mette, count, django_assert_num_queries):
    department = make.make_department("58")
    client.force_login(make.make_board_member(department))
    for _number in range(count):
        make.submitted_case(by=mette, departments=[department])
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)


# --- Spreadsheets ---------------------------------------------------------------------------
def test_the_spreadsheet_holds_the_filtered_list_and_all_its_pages(as_mette, jonas):
    many(30, by=jonas)
    make.running_case(by=jonas, name="I gang")
    page = as_mette.get(LIST, {"status": "draft", "side": "2"})
    answer = as_mette.get(LIST + page.context["sheet_url"])
    assert answer["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("Nummer", "Navn", "Afdelinger", "Områder", "Status")
    assert {row[1] for row in rows[1:]} == {f"Indsats {n}" for n in range(30)}
    assert isinstance(rows[1][6], dt.datetime)


DANGEROUS = ["=1+1", "+45", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"]


def test_a_typed_text_is_never_a_formula(as_mette, mette):
    for text in DANGEROUS:
        make.make_initiative(by=mette, name=text.strip() or text, summary=text)
    answer = as_mette.get(LIST, {"hent": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {
        "s"
    }
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {text.strip() for text in DANGEROUS}
    table = list(
        csv.reader(
            io.StringIO(as_mette.get(LIST, {"hent": "csv"}).content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert all(row[1].startswith("'") for row in table[1:])


def test_csv_opens_right_in_a_danish_spreadsheet():
    made = spreadsheet.as_csv(
        ["Navn", "Beløb", "Dag"], [["Ærø", Decimal("1234.50"), dt.date(2027, 1, 5)], ["", None, True]]
    )
    assert made == "\ufeffNavn;Beløb;Dag\r\nÆrø;1234,50;05-01-2027\r\n;;True\r\n".encode()


@pytest.mark.parametrize("text", ["a\x00b", "\x0b", "x" * 40_000, "😀"])
def test_odd_text_makes_no_broken_spreadsheet(text):
    made = load_workbook(io.BytesIO(spreadsheet.as_xlsx(["Navn"], [[text]], sheet="Indsatser" * 9)))
    assert len(made.active["A2"].value or "") <= 32_767


def test_the_spreadsheet_shows_no_more_than_the_list(client, mette):
    make.make_initiative(by=mette, name="Kladde", departments=[make.make_department("58")])
    client.force_login(make.make_board_member(make.make_department("58")))
    sheet = load_workbook(io.BytesIO(client.get(LIST, {"hent": "xlsx"}).content)).active
    assert sheet.max_row == 1


def test_other_kinds_of_files_are_not_found(as_mette):
    assert as_mette.get(LIST, {"hent": "pdf"}).status_code == 404


def test_the_list_asks_who_is_reading(client):
    assert client.get(LIST).status_code == 302
