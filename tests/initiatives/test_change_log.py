"""The change log (ændringslog): rows are only added, and a row that was tampered with is found and named."""

import datetime as dt
import json
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from initiatives import guards, seals, workflow
from initiatives.departments import history as department_history
from initiatives.drafts import CaseFacts, edit_case
from initiatives.history import erase_words, preparers_of, record
from initiatives.models import Decision, Department, HistoryEntry, Initiative, LogSeal
from initiatives.partners import add_partner, record_contract, remove_partner
from initiatives.tasks import seal_histories
from tests import factories

pytestmark = pytest.mark.django_db

POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def case(mette):
    """A draft with three rows of history."""
    initiative = factories.make_initiative(by=mette)
    for number in (1, 2):
        record(initiative, by=mette, kind="edited", sentence="Rettet", words=f"Nr. {number}")
    return initiative


@pytest.fixture
def decided(mette):
    return factories.decided_case(by=mette)


def tampered(sql, *values):
    """What a stranger with the database in hand could do: the guards taken down, a row changed, and up again."""
    connection.check_constraints()  # PostgreSQL lets no table be altered before its foreign keys are looked at
    with guards.lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def verify(*options) -> str:
    out = StringIO()
    call_command("verify", *options, stdout=out)
    return out.getvalue()


def faults() -> list[str]:
    return [str(fault) for fault in seals.verify()]


# --- The database refuses -----------------------------------------------------------------------
UPSERT = (
    "INSERT INTO initiatives_logseal (day, cases, entries, previous, fingerprint, sealed_at) "
    "SELECT day, 0, 0, '', 'x', sealed_at FROM initiatives_logseal WHERE true "
    "ON CONFLICT (day) DO UPDATE SET fingerprint = 'x'"
)
STATEMENTS = {
    "update": "UPDATE initiatives_historyentry SET words = 'Noget andet'",
    "update of one column that may be erased": "UPDATE initiatives_historyentry SET words = ''",
    "delete": "DELETE FROM initiatives_historyentry",
    "upsert": UPSERT,
    "update of a decision": "UPDATE initiatives_decision SET words = 'x'",
    "delete of a decision": "DELETE FROM initiatives_decision",
    "update of a seal": "UPDATE initiatives_logseal SET entries = 0",
    "delete of a seal": "DELETE FROM initiatives_logseal",
    "update of what happened to a department": "UPDATE initiatives_departmententry SET kind = 'x'",
    "delete of what happened to a department": "DELETE FROM initiatives_departmententry",
} | (
    {f"truncate {table}": f"TRUNCATE {table} CASCADE" for table in guards.APPEND_ONLY}
    if POSTGRESQL
    else {
        "replace": "REPLACE INTO initiatives_logseal (id, day, cases, entries, previous, fingerprint, sealed_at) "
        "SELECT id, day, 0, 0, '', 'x', sealed_at FROM initiatives_logseal",
        "insert or replace": "INSERT OR REPLACE INTO initiatives_historyentry SELECT * FROM initiatives_historyentry",
    }
)


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_database_refuses_to_change_or_remove_what_was_written(decided, name):
    seals.seal(factories.today())
    department_history.record(factories.make_department("58"), by=None, kind="note", sentence="Rettet")
    kept = snapshot()
    connection.check_constraints()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(STATEMENTS[name])
    assert snapshot() == kept


def snapshot():
    return [list(model.objects.order_by("pk").values_list()) for model in (HistoryEntry, Decision, LogSeal)]


def test_without_the_guard_the_same_statement_goes_through(case):
    """The control: what refuses is the guard and nothing else."""
    tampered("UPDATE initiatives_historyentry SET words = 'Noget andet'")
    assert set(HistoryEntry.objects.values_list("words", flat=True)) == {"Noget andet"}


def _save(entry):
    entry.words = "x"
    entry.save()


@pytest.mark.parametrize(
    "act",
    [
        lambda entry: HistoryEntry.objects.update(words="x"),
        lambda entry: HistoryEntry.objects.all().delete(),
        lambda entry: HistoryEntry.objects.bulk_update([entry], ["words"]),
        _save,
    ],
)
def test_the_code_is_refused_as_well(case, act):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act(case.history.first())


def test_every_guard_stands_after_migrating_and_a_missing_one_is_named(case):
    assert guards.missing(connection) == []
    connection.check_constraints()
    guards.take_down(connection)
    assert "initiatives_historyentry_no_update" in guards.missing(connection)
    assert faults()[0].startswith("funding_budgetversion_no_delete: Databasen beskytter ikke tabellen.")
    guards.put_up(connection)
    assert (guards.missing(connection), faults()) == ([], [])


@pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL has roles")
@pytest.mark.parametrize(
    "statement",
    [
        *list(STATEMENTS.values()),
        "ALTER TABLE initiatives_historyentry DISABLE TRIGGER ALL",
        "DROP TRIGGER initiatives_historyentry_no_update ON initiatives_historyentry",
        "DROP TABLE initiatives_historyentry CASCADE",
    ],
)
def test_a_role_that_only_reads_and_writes_rows_cannot_take_the_guards_down(decided, statement):
    seals.seal(factories.today())
    department_history.record(factories.make_department("58"), by=None, kind="note", sentence="Rettet")
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS aab_web_test")
        cursor.execute("CREATE ROLE aab_web_test")
        cursor.execute("GRANT aab_web_test TO CURRENT_USER")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO aab_web_test")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO aab_web_test")
        connection.check_constraints()
        cursor.execute("SET ROLE aab_web_test")
        refused = pytest.raises(DatabaseError, match=r"append-only|must be owner|permission denied")
        with refused, transaction.atomic():
            cursor.execute(statement)
        cursor.execute("RESET ROLE")


# --- What was changed behind the portal's back is named ------------------------------------------------
def test_nothing_to_find_where_nothing_was_touched(decided):
    seal_histories()
    assert faults() == []
    assert verify().startswith(f"{HistoryEntry.objects.count()} hændelser er, som de blev skrevet.")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("words", "Noget andet", "Teksten er ændret."),
        ("changes", '{"name": ["a", "b"]}', "Teksten er ændret."),
        ("params", '{"x": "y"}', "Teksten er ændret."),
        ("sentence", "Godkendt", "Hændelsen er ændret."),
        ("kind", "approve", "Hændelsen er ændret."),
        ("prepares", True, "Hændelsen er ændret."),
        ("to_status", "approved", "Hændelsen er ændret."),
        ("at", "2020-01-01 00:00:00+00:00", "Hændelsen er ændret."),
    ],
)
def test_a_row_that_was_edited_is_named(case, column, value, said):
    entry = case.history.get(number=2)
    tampered(f"UPDATE initiatives_historyentry SET {column} = %s WHERE id = %s", value, entry.pk)
    found = faults()
    assert len(found) == 1
    assert found[0].startswith(f"Hændelse {entry.pk} (nr. 2 i indsats {case.pk}, ")
    assert found[0].endswith(said)
    with pytest.raises(CommandError, match=r"1 fejl\. Historikken er ikke, som den blev skrevet\."):
        verify()


def test_another_author_is_found(case, mette):
    entry = case.history.get(number=3)
    tampered("UPDATE initiatives_historyentry SET by_id = NULL WHERE id = %s", entry.pk)
    assert [text.partition(" (")[0] for text in faults()] == [f"Hændelse {entry.pk}"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_row_that_was_removed_is_named_also_the_last_one(case, number):
    tampered("DELETE FROM initiatives_historyentry WHERE number = %s", number)
    assert faults()[0] == f"Nr. {number} til {number} i indsats {case.pk}: Hændelsen er fjernet."


def test_a_whole_history_that_was_rewritten_does_not_fit_its_seal(case, tmp_path, settings):
    seals.seal(factories.in_days(1))
    entry = case.history.get(number=3)
    entry.words = "Noget andet"
    entry.content_sha256 = seals.content_fingerprint(entry)
    entry.fingerprint = seals.row_fingerprint(entry)
    tampered(
        "UPDATE initiatives_historyentry SET words = %s, content_sha256 = %s, fingerprint = %s WHERE id = %s",
        entry.words,
        entry.content_sha256,
        entry.fingerprint,
        entry.pk,
    )
    Initiative.objects.filter(pk=case.pk).update(log_head=entry.fingerprint)
    day = factories.in_days(1).isoformat()
    assert faults() == [f"Seglet fra {day}: Historikken er ikke den, der blev forseglet."]


def test_a_seal_that_was_rewritten_too_does_not_fit_the_one_kept_elsewhere(case, settings):
    made = seals.seal(factories.in_days(1))
    assert Path(settings.AAB_SEAL_FILE).read_text() == f"{made}\n"
    tampered("UPDATE initiatives_logseal SET fingerprint = %s", "0" * 64)
    day = made.day.isoformat()
    assert str(list(seals.verify([str(made)]))[-1]) == (
        f"Seglet fra {day}: Det er ikke det samme som det, der ligger uden for portalen."
    )
    with pytest.raises(CommandError):
        verify("--seals", settings.AAB_SEAL_FILE)


def test_a_day_is_sealed_once_and_seals_are_chained(case, settings):
    seal_histories()
    seal_histories()
    assert LogSeal.objects.count() == 1
    first = LogSeal.objects.get()
    second = seals.seal(first.day + dt.timedelta(days=1))
    assert (first.entries, second.entries, second.previous) == (0, 3, first.fingerprint)
    assert Path(settings.AAB_SEAL_FILE).read_text().count("\n") == 2
    assert faults() == []


def test_a_decision_whose_papers_were_changed_is_named(decided):
    papers = json.dumps({**decided.case_file, "x": 1})
    tampered("UPDATE initiatives_decision SET case_file = %s WHERE id = %s", papers, decided.pk)
    case = decided.submission.initiative_id
    assert faults() == [f"Beslutning {decided.pk} (indsats {case}): Sagen, som den var, er ændret."]


@pytest.mark.skipif(POSTGRESQL, reason="a file to edit is SQLite's")
@pytest.mark.django_db(transaction=True)
def test_the_file_edited_with_another_program_is_found(case):
    entry = case.history.get(number=2)
    connection.close()
    with sqlite3.connect(connection.settings_dict["NAME"]) as other:
        stop = other.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'initiatives_historyentry_no_update'"
        )
        statement = stop.fetchone()[0]
        other.execute("DROP TRIGGER initiatives_historyentry_no_update")
        other.execute("UPDATE initiatives_historyentry SET words = 'Rettet i filen' WHERE id = ?", [entry.pk])
        other.execute(statement)
    other.close()
    assert [text.partition(" (")[0] for text in faults()] == [f"Hændelse {entry.pk}"]


# --- What it holds ------------------------------------------------------------------------------------
def test_a_person_stands_in_the_log_by_number_and_on_the_page_by_name(client, case, mette):
    jonas = factories.make_staff("Jonas Bech")
    facts = CaseFacts.of(case)
    edit_case(case, by=mette, facts=CaseFacts(**{**vars(facts), "responsible": jonas}))
    assert case.history.first().changes == {"Ansvarlig": [{"person": mette.pk}, {"person": jonas.pk}]}
    client.force_login(mette)
    page = client.get(f"/indsatser/{case.pk}/historik/")
    change = page.context["days"][0][1][0].changes[0]
    assert (change.before, change.after) == ("Mette Holm", "Jonas Bech")


def test_partners_and_contracts_keep_old_and_new_but_nobodys_address(case, mette):
    partner = factories.make_partner("Broen")
    partnership = add_partner(
        case, partner=partner, role="Finder frivillige", contact="Lis Dam", contact_phone="12345678", by=mette
    )
    assert case.history.first().changes == {
        "role": ["", "Finder frivillige"],
        "contact": ["", "skrevet"],
        "contact_phone": ["", "skrevet"],
        "is_administering": ["", "Nej"],
    }
    record_contract(partnership, state="discussed", by=mette)
    record_contract(partnership, state="not_obtained", what_was_tried="To møder.", by=mette)
    assert case.history.first().changes["what_was_tried"] == ["", "To møder."]
    assert case.history.first().changes["state"][0] != ""
    remove_partner(partnership, by=mette)
    assert case.history.first().changes["role"] == ["Finder frivillige", ""]
    everything = json.dumps(list(HistoryEntry.objects.values_list("changes", "params", "words")))
    assert "Lis Dam" not in everything
    assert "12345678" not in everything


def test_what_must_not_be_kept_can_be_erased_and_the_chain_still_holds(client, case, mette):
    entry = case.history.get(number=2)
    out = StringIO()
    call_command("erase_words", str(entry.pk), "--by", mette.email, "--why", "Et navn", stdout=out)
    erase_words(entry, by=mette, why="Et navn")  # twice changes nothing
    gone = HistoryEntry.objects.get(pk=entry.pk)
    assert (gone.words, gone.salt, gone.by, gone.text) == ("", "", mette, "Rettet")
    assert case.history.first().text == "Slettede teksten i hændelse 2"
    assert case.history.count() == 4
    assert faults() == []
    client.force_login(mette)
    assert client.get(f"/indsatser/{case.pk}/historik/").text.count("Teksten er slettet") == 1


def test_nobody_to_erase_or_nothing_to_erase_says_so(mette):
    with pytest.raises(CommandError, match="Der er ingen hændelse"):
        call_command("erase_words", "0", "--by", mette.email, "--why", "x")


def test_two_cases_have_chains_of_their_own(mette):
    first, second = factories.make_initiative(by=mette), factories.make_initiative(by=mette, name="Anden")
    record(first, by=mette, kind="edited", sentence="Rettet")
    assert [entry.number for entry in first.history.order_by("number")] == [1, 2]
    assert [entry.previous for entry in second.history.all()] == [""]
    workflow.move(Initiative.objects.get(pk=second.pk), "withdraw", by=mette, words="Derfor.")
    assert second.history.first().previous == second.history.last().fingerprint
    assert preparers_of(first) == {mette.pk}
    assert timezone.localdate() == factories.today()


# --- Departments ----------------------------------------------------------------------------------
@pytest.fixture
def d58(mette):
    """A department to which three things happened."""
    department = factories.make_department("58")
    for number in (1, 2, 3):
        department_history.record(
            department, by=mette, kind="note", sentence="Rettet", changes={"name": ["", str(number)]}
        )
    return department


def test_what_happened_to_a_department_is_a_chain_and_fits(d58):
    rows = list(d58.history.order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == ["", rows[0].fingerprint, rows[1].fingerprint]
    d58.refresh_from_db()
    assert (d58.log_length, d58.log_head) == (3, rows[2].fingerprint)
    assert faults() == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("changes", '{"name": ["a", "b"]}', "Teksten er ændret."),
        ("params", '{"x": "y"}', "Teksten er ændret."),
        ("kind", "moved", "Hændelsen er ændret."),
        ("by_id", None, "Hændelsen er ændret."),
    ],
)
def test_a_row_of_a_department_that_was_edited_is_named(d58, column, value, said):
    entry = d58.history.get(number=2)
    tampered(f"UPDATE initiatives_departmententry SET {column} = %s WHERE id = %s", value, entry.pk)
    [fault] = faults()
    assert fault.startswith(f"Hændelse {entry.pk} (nr. 2 i afdeling {d58.pk}, ")
    assert fault.endswith(said)


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_of_a_department_that_was_removed_is_named_also_the_last_one(d58, number):
    tampered(
        "DELETE FROM initiatives_departmententry WHERE department_id = %s AND number = %s", d58.pk, number
    )
    assert f"Nr. {number} til {number} i afdeling {d58.pk}: Hændelsen er fjernet." in faults()


def test_a_whole_history_of_a_department_that_was_rewritten_does_not_fit_its_seal(d58):
    made = seals.seal(factories.in_days(1))
    assert made.department_entries == 3
    entry = d58.history.get(number=3)
    entry.kind = "moved"
    entry.fingerprint = department_history.row_fingerprint(entry)
    tampered(
        "UPDATE initiatives_departmententry SET kind = %s, fingerprint = %s WHERE id = %s",
        entry.kind,
        entry.fingerprint,
        entry.pk,
    )
    Department.objects.filter(pk=d58.pk).update(log_head=entry.fingerprint)
    day = factories.in_days(1).isoformat()
    assert faults() == [f"Seglet fra {day}: Historikken er ikke den, der blev forseglet."]


def test_a_seal_older_than_the_chain_of_departments_still_fits(d58, case):
    """It was made of the histories of the cases alone."""
    day = factories.in_days(1)
    cases, entries, found = seals._read(day, "")
    LogSeal.objects.create(day=day, cases=cases, entries=entries, fingerprint=found, sealed_at=timezone.now())
    assert faults() == []
