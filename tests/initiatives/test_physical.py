"""Building projects: written in, read in from a file, hinted at, and drawn beside the social initiatives."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import Workbook

from aab_social import todo
from initiatives.checklist import PointStatus, assess_point
from initiatives.displacement import link_physical_projects
from initiatives.drawings import WIDTH, timeline_of
from initiatives.imports.physical import import_projects, plan_projects
from initiatives.imports.plans import Faulty
from initiatives.models import Initiative, PhysicalProject, SynergyNote
from initiatives.physical import answer_hint, open_hints, projects_of
from initiatives.timeline import first_month, lanes
from tests import factories as make

pytestmark = pytest.mark.django_db
PROJECTS = "/overblik/byggesager/"
HEADINGS = "sag;navn;afdelinger;type;stadie;start;slut;kontakt;kilde\n"


@pytest.fixture
def mette():
    return make.make_staff()


@pytest.fixture
def d33():
    return make.make_department("33")


def csv(*lines: str) -> bytes:
    return (HEADINGS + "\n".join(lines) + "\n").encode()


# --- Import ---------------------------------------------------------------------------------
def test_reading_the_same_file_twice_changes_nothing(mette, d33):
    data = csv("B-1;Nye altaner;33;Altaner;Besluttet;1.3.2027;30-06-2028;Byggeafdelingen;")
    assert import_projects(data, by=mette).counts == (1, 0, 0)
    before = list(PhysicalProject.objects.values())
    assert import_projects(data, by=mette).counts == (0, 0, 1)
    assert list(PhysicalProject.objects.values()) == before
    project = PhysicalProject.objects.get()
    assert (project.kind, project.stage, project.starts_on) == ("balconies", "decided", dt.date(2027, 3, 1))
    assert (list(project.departments.all()), project.changed_by) == ([d33], mette)


def test_an_empty_cell_leaves_what_stands(mette, d33):
    import_projects(csv("B-1;Nye altaner;33;Altaner;Besluttet;1.3.2027;;Ib fra byg;"), by=mette)
    plan = import_projects(csv("B-1;;33;;I gang;;;;"), by=mette)
    assert plan.rows[0].changes == [("stadie", "Besluttet", "I gang")]
    project = PhysicalProject.objects.get()
    assert (project.name, project.kind, project.contact) == ("Nye altaner", "balconies", "Ib fra byg")


def test_every_fault_is_told_by_line_and_column_and_nothing_is_stored(mette, d33):
    data = csv(
        "B-1;Nye altaner;33, 77;Altan;Besluttet;1.3.2027;1.2.2027;;",
        ";Tag;33;;;;;;",
        "B-1;;;;;i går;;;",
        "B-2;Ring til 010203-1234;33;;;;;;",
    )
    with pytest.raises(Faulty) as caught:
        import_projects(data, by=mette)
    kinds = " / ".join(str(label) for label in PhysicalProject.Kind.labels)
    told = [str(fault) for fault in caught.value.faults]
    assert told[:7] == [
        f'Linje 2, kolonnen type: Der står "Altan". Skriv {kinds}, eller lad feltet være tomt.',
        'Linje 2, kolonnen afdelinger: Vi kender ikke afdelingen "77". Skriv numre med komma imellem, for eksempel '
        "52, 58.",
        "Linje 2, kolonnen slut: Byggesagen skal slutte, efter at den er startet.",
        "Linje 3, kolonnen sag: Skriv sagens nummer. Uden det kan vi ikke kende sagen igen.",
        'Linje 4, kolonnen start: Der står "i går". Skriv dag, måned og år, for eksempel 1.3.2027, eller lad feltet '
        "være tomt.",
        "Linje 4, kolonnen afdelinger: Skriv, hvilke afdelinger byggesagen er i, for eksempel 52, 58.",
        "Linje 4, kolonnen sag: Sag B-1 står også i linje 2. Slet den ene.",
    ]
    assert any(text.startswith("Linje 5, kolonnen navn:") for text in told)
    assert PhysicalProject.objects.count() == 0


def sheet(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_excel_sheet_reads_like_a_csv_file(mette, d33):
    data = sheet(
        ["Sag", "Navn", "Afdelinger", "Start", None],
        [1044, "Nye altaner", 33, dt.date(2027, 3, 1), None],
        [None, None, None, None, None],
        ["B-2", "Tag", "Afd. 33 og 99", "ukendt", None],
    )
    plan = plan_projects(data)
    assert [(row.line, row.reference, row.name) for row in plan.rows] == [
        (2, "1044", "Nye altaner"),
        (4, "B-2", "Tag"),
    ]
    assert plan.rows[0].values["starts_on"] == dt.date(2027, 3, 1)
    assert {(fault.line, fault.column) for fault in plan.faults} == {(4, "afdelinger"), (4, "start")}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nonsense", b"\xd0\xcf\x11\xe0", b"a;b\n1;2\n"])
def test_a_file_that_cannot_be_read_is_told_why(data):
    plan = plan_projects(data)
    assert plan.faults
    assert not plan.changes_something


def test_staff_see_what_a_file_does_before_it_is_stored(as_mette, d33):
    page = PROJECTS + "indlaes/"
    file = SimpleUploadedFile("byggesager.csv", csv("B-1;Nye altaner;33;;;;;;"))
    seen = as_mette.post(page, {"file": file})
    assert "Filen er i orden: 1 nye, 0 ændrede, 0 uændrede. Intet er gemt endnu." in seen.text
    assert PhysicalProject.objects.count() == 0
    for _twice in range(2):
        as_mette.post(page, {"checked": seen.context["checked"]})
        assert PhysicalProject.objects.count() == 1
    assert as_mette.post(page, {"checked": "noget andet"}).url == page
    assert "Vælg en fil" in as_mette.post(page).text


# --- Truths ---------------------------------------------------------------------------------
def test_two_projects_cannot_have_one_number(d33):
    make.make_project(d33, reference="B-1")
    with pytest.raises(IntegrityError, match="reference"), transaction.atomic():
        make.make_project(d33, reference="B-1")
    make.make_project(d33)
    make.make_project(d33)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"words": ""}, "synergy_note_has_words"),
        ({"answer": "later"}, "synergy_note_later_has_a_day"),
        ({"ask_again_on": dt.date(2027, 1, 1)}, "synergy_note_later_has_a_day"),
    ],
)
def test_an_answer_about_a_project_has_words_and_a_day_when_needed(d33, mette, fields, name):
    given = {"answer": "no", "words": "Kun rør.", "answered_by": mette, "answered_at": "2026-01-01T00:00Z"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SynergyNote.objects.create(project=make.make_project(d33), department=d33, **(given | fields))


def test_a_department_sees_what_is_not_over(d33):
    coming = make.make_project(d33)
    make.make_project(d33, name="Stoppet", stage="stopped")
    make.make_project(d33, name="Forbi", starts_in=-90, ends_in=-1)
    assert projects_of(d33) == [coming]


# --- Hints ----------------------------------------------------------------------------------
def test_a_project_that_starts_soon_is_a_task_for_the_consultant(as_mette, mette):
    department = make.make_department("33", consultant=mette)
    make.make_project(department, starts_in=122)
    make.make_project(department, name="Om længe", starts_in=300)
    jonas = make.make_staff("Jonas Bech")
    (task,) = todo.waiting_for(mette, make.today())
    assert task.title == "Byggesag starter i Afdeling 33 om 4 måneder: kan den bruges socialt?"
    assert todo.waiting_for(jonas, make.today()) == []
    as_mette.post(task.url, {"answer": "no", "words": "Der er kun tale om rør i kælderen."})
    assert todo.waiting_for(mette, make.today()) == []
    assert SynergyNote.objects.get().answered_by == mette


def test_a_hint_nobody_serves_waits_for_all_staff(d33, mette):
    make.make_project(d33)
    assert len(todo.waiting_for(mette, make.today())) == 1
    assert todo.waiting_for(make.make_board_member(d33), make.today()) == []


def test_too_early_to_say_asks_again_on_the_day(d33, mette):
    project = make.make_project(d33, starts_in=100)
    with pytest.raises(ValidationError):
        answer_hint(project, d33, answer="later", words="Vi ved det ikke.", by=mette)
    answer_hint(
        project, d33, answer="later", words="Vi ved det ikke.", ask_again_on=make.in_days(30), by=mette
    )
    assert list(open_hints(make.today())) == []
    assert len(open_hints(make.in_days(30))) == 1


def test_a_project_an_initiative_uses_is_no_hint(d33, mette):
    project = make.make_project(d33)
    case = make.make_initiative(
        by=mette, departments=[d33], starts_on=make.in_days(60), ends_on=make.in_days(240)
    )
    link_physical_projects(case, how={project: "De unge maler skuret."}, by=mette)
    assert list(open_hints(make.today())) == []
    assert assess_point(case, "3.1").status == PointStatus.MET


def test_yes_leads_to_a_new_initiative(as_mette, d33):
    project = make.make_project(d33)
    answer = as_mette.post(
        f"{PROJECTS}{project.pk}/socialt/{d33.pk}/", {"answer": "yes", "words": "Lommepengejob."}
    )
    assert answer.url == f"/indsatser/ny/?byggesag={project.pk}&afdeling={d33.pk}"
    again = as_mette.get(f"{PROJECTS}{project.pk}/socialt/{d33.pk}/")
    assert "Lommepengejob." in again.text
    faulty = as_mette.post(f"{PROJECTS}{project.pk}/socialt/{d33.pk}/", {"answer": "later", "words": "Hm"})
    assert "Skriv, hvornår vi skal spørge igen" in faulty.text


def test_the_new_initiative_has_the_department_and_the_building_work_as_its_reason(as_mette, mette, d33):
    project = make.make_project(d33)
    other = make.make_department("58")
    answer_hint(project, d33, answer="yes", words="Unge får lommepengejob.", by=mette)
    address = f"/indsatser/ny/?byggesag={project.pk}&afdeling={d33.pk}"
    page = as_mette.get(address)
    begun = page.context["form"].initial
    assert (begun["departments"], begun["starts_on"]) == ([d33], project.starts_on)
    assert begun["summary"] == f"Unge får lommepengejob. Byggesagen: {project.name}."
    assert f"Vi har skrevet Afdeling 33 og byggesagen {project.name} ind." in page.text
    answers = {
        "name": "Lommepengejob på byggepladsen",
        "departments": "33",
        "starts_on_day": "1",
        "starts_on_month": "3",
        "starts_on_year": str(make.today().year + 1),
        "summary": begun["summary"],
        "expects_outside_money": "no",
        "involves_municipality": "no",
        "creation_key": begun["creation_key"],
    }
    for _press in range(2):
        assert as_mette.post(address, answers).status_code == 302
    case = Initiative.objects.get()
    assert [(link.project, link.how) for link in case.physical_links.all()] == [
        (project, "Unge får lommepengejob.")
    ]
    # Nothing is brought along by an answer that is not a yes, or that is not there.
    for query in (f"?byggesag={project.pk}&afdeling={other.pk}", "?byggesag=x&afdeling=9", "?byggesag=1"):
        assert "departments" not in as_mette.get(f"/indsatser/ny/{query}").context["form"].initial
    answer_hint(project, d33, answer="no", words="Der er ikke plads.", by=mette)
    assert "departments" not in as_mette.get(address).context["form"].initial


def test_a_stopped_project_asks_nothing_of_a_case(d33, mette):
    make.make_project(d33, stage="stopped")
    case = make.make_initiative(
        by=mette, departments=[d33], starts_on=make.in_days(60), ends_on=make.in_days(240)
    )
    assert assess_point(case, "3.1").status == PointStatus.NOT_RELEVANT


# --- Pages ----------------------------------------------------------------------------------
def test_staff_write_a_project_in_and_mend_it(as_mette, d33):
    told = {
        "name": "Nye altaner",
        "reference": "B-1",
        "kind": "balconies",
        "stage": "planned",
        "starts_on_day": "1",
        "starts_on_month": "3",
        "starts_on_year": "2027",
        "departments": [d33.pk],
    }
    told = {
        key.replace("_0", "_day").replace("_1", "_month").replace("_2", "_year"): v for key, v in told.items()
    }
    answer = as_mette.post(PROJECTS + "ny/", told)
    project = PhysicalProject.objects.get()
    assert answer.url == project.get_absolute_url()
    assert "Byggesagen er gemt." in as_mette.get(answer.url).text
    as_mette.post(answer.url + "ret/", told | {"stage": "building"})
    assert PhysicalProject.objects.get().stage == "building"
    twin = as_mette.post(PROJECTS + "ny/", told)
    assert "En anden byggesag har det nummer. Skriv et andet" in twin.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(as_mette, d33, django_assert_num_queries, count):
    for number in range(count):
        make.make_project(d33, name=f"Sag {number}", starts_in=-10)
    as_mette.get(PROJECTS)
    with django_assert_num_queries(8):
        page = as_mette.get(PROJECTS)
    assert len(page.context["page"].rows) == count


def test_the_list_can_be_narrowed(as_mette, d33):
    make.make_project(d33, name="Her")
    make.make_project(make.make_department("52"), name="Der", stage="building")
    make.make_project(d33, name="Forbi", stage="done")

    def shown(**chosen):
        return [project.name for project in as_mette.get(PROJECTS, chosen).context["page"].rows]

    assert shown() == ["Der", "Her"]
    assert shown(afdeling="33") == ["Her"]
    assert shown(stadie="building") == ["Der"]
    assert shown(stadie="alle", afdeling="33") == ["Forbi", "Her"]


# --- The timeline ---------------------------------------------------------------------------
def test_bars_of_both_kinds_meet_where_they_overlap(mette, d33):
    make.make_project(d33, starts_in=100, ends_in=400)
    make.make_initiative(by=mette, departments=[d33], starts_on=make.in_days(60), ends_on=make.in_days(240))
    make.make_initiative(
        by=mette, departments=[d33], name="Efter", starts_on=make.in_days(500), ends_on=make.in_days(600)
    )
    (lane,) = lanes([d33], user=mette, on=make.today())
    assert [(item.kind, item.name, item.meets) for item in lane.items] == [
        ("Byggesag", "Nye altaner", ["Lektiecafé"]),
        ("Indsats", "Lektiecafé", ["Nye altaner"]),
        ("Indsats", "Efter", []),
    ]


def test_a_bar_with_unknown_ends_fills_the_drawing(mette, d33):
    project = make.make_project(d33, ends_in=None)
    PhysicalProject.objects.filter(pk=project.pk).update(starts_on=None)
    (lane,) = lanes([d33], user=mette, on=make.today())
    drawing = timeline_of(lane, start=first_month(make.today()), on=make.today())
    (bar,) = drawing.bars
    assert (bar.x, bar.width) == (0, WIDTH)
    assert lane.items[0].period == "ukendt start – ingen slutdato"
    assert list(bar.hatches)[:2] == [2, 14]


def test_a_closed_case_ends_where_it_was_closed(mette, d33):
    case = make.running_case(by=mette, departments=[d33], starts_on=make.in_days(-60), ends_on=None)
    make.close_case(case)
    (lane,) = lanes([d33], user=mette, on=make.today())
    assert [item.ends_on for item in lane.items] == [make.today()]
    Initiative.objects.filter(pk=case.pk).update(status_since=timezone.now() - dt.timedelta(days=400))
    assert lanes([d33], user=mette, on=make.today()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_timeline_costs_the_same_whatever_its_length(as_mette, mette, django_assert_num_queries, count):
    for number in range(count):
        department = make.make_department(str(number + 1))
        make.make_project(department, starts_in=-5)
        make.make_initiative(by=mette, departments=[department], name=f"Indsats {number}")
    as_mette.get("/overblik/tidslinje/")
    with django_assert_num_queries(6):
        page = as_mette.get("/overblik/tidslinje/")
    assert len(page.context["drawings"]) == count


def test_a_board_sees_its_own_department_and_no_more(client, mette):
    own, other = make.make_department("33"), make.make_department("52")
    make.make_project(own, name="Altaner hos os")
    make.make_project(other, name="KANARIEFUGL")
    make.make_initiative(by=mette, departments=[own], name="Kladde uden spørgsmål")
    client.force_login(make.make_board_member(own))
    page = client.get("/overblik/tidslinje/").text
    assert "Altaner hos os" in page
    assert "KANARIEFUGL" not in page
    assert "Kladde uden spørgsmål" not in page
    assert "KANARIEFUGL" not in client.get("/overblik/tidslinje/?afdeling=52").text
    client.force_login(make.make_user())
    assert client.get("/overblik/tidslinje/").status_code == 403


def test_only_those_who_meet_can_be_shown(as_mette, mette, d33):
    make.make_project(d33)
    make.make_project(make.make_department("52"), name="Alene")
    make.make_initiative(by=mette, departments=[d33], starts_on=make.in_days(60), ends_on=make.in_days(240))
    assert len(as_mette.get("/overblik/tidslinje/").context["drawings"]) == 2
    page = as_mette.get("/overblik/tidslinje/?vis=moedes")
    assert [drawing.lane.department for drawing in page.context["drawings"]] == [d33]
    assert "I 1 afdeling sker der både noget socialt og noget med byggeri på samme tid." in page.text
