"""The change log misses nothing: a request that writes to a case's tables leaves a line in a history.

Every address is opened by a member of staff; each form on the page is filled in as it stands, with plausible
words where it is empty, and sent. Addresses without a page are sent to as they are. What the request writes
is read from the statements themselves, so that a write nobody thought of is seen too (reliability.md, G2).
"""

from __future__ import annotations

import inspect
import re
from html.parser import HTMLParser

import pytest
from django.db import connection, transaction
from django.urls import resolve
from django.utils import timezone
from django.utils.module_loading import import_string

from initiatives.models import DepartmentEntry, HistoryEntry
from tests.access import world as worlds

pytestmark = pytest.mark.django_db
PEOPLE = ("staff", "own_board", "decider")
OF_CASES = ("/indsatser/", "/godkendelser/", "/bilag/", "/o/", "/opfoelgning/")
"""Where the addresses of cases begin."""
ASIDE = ("/log-ud/", "/sprog/")
"""Forms that stand on every page: they change no case."""
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
CASE_TABLES = ("initiatives_", "evaluation_", "funding_")
"""Tables in which something about a case may stand."""


class Forms(HTMLParser):
    """Every form that posts on a page, with what its fields hold; an empty field gets plausible words."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[dict] = []
        self.form: dict | None = None
        self.select = self.textarea = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self.form = {"": given.get("action", "")} if posts else None
            if posts:
                self.forms.append(self.form)
        if self.form is None:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and value and ("selected" in given or not self.form.get(self.select)):
            self.form[self.select] = value
        elif tag == "textarea":
            self.textarea = name
            self.form.setdefault(name, "" if name == "fixed_days" else "Det aftaler vi med naboerne.")
        elif tag in ("input", "button") and name and given.get("type") != "file":
            self._input(given.get("type", "text"), name, value, "checked" in given)

    def _input(self, kind: str, name: str, value: str, checked: bool) -> None:
        if kind in ("radio", "checkbox"):
            if checked or name not in self.form:
                self.form[name] = value or "on"
            return
        if kind == "hidden":
            self.form.setdefault(name, value)
            return
        if part := re.search("_(day|month|year)$", name):
            ahead = name == "look_again_on_year"
            value = value or str(getattr(timezone.localdate(), part.group(1)) + ahead)
        number = re.search(
            "amount|kroner|_kr$|_hours$|attendance|money_left|goal_|value|count|how_many|number|cost", name
        )
        empty = {"date": timezone.localdate().isoformat(), "number": "3", "email": "naboen@example.dk"}
        plausible = {"departments": "58", "cvr": "55 13 30 18", "link": "https://www.aab.dk/referat"}
        words = plausible.get(name) or empty.get(kind) or ("3" if number else "Naboerne")
        self.form.setdefault(name, value or words)

    def handle_data(self, data):
        if self.form is not None and self.textarea and data.strip():
            self.form[self.textarea] = data.strip()

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return worlds.build()


def entries() -> int:
    return HistoryEntry.objects.count() + DepartmentEntry.objects.count()


def written(client, path: str, data: dict) -> tuple[set[str], bool]:
    """The tables of cases in which a request changed a row, and whether a history grew; afterwards all is as before."""
    cookies, before, tables = client.cookies.copy(), entries(), set()

    def watch(execute, sql, parameters, many, context):
        result = execute(sql, parameters, many, context)
        if (found := WRITES.match(sql)) and (sql.startswith("INSERT") or context["cursor"].rowcount > 0):
            tables.add(found.group(1))
        return result

    point = transaction.savepoint()
    with connection.execute_wrapper(watch):
        response = client.post(path, data)
        list(response)
    grew = entries() > before
    transaction.savepoint_rollback(point)
    client.cookies = cookies
    return set() if response.status_code >= 400 else {t for t in tables if t.startswith(CASE_TABLES)}, grew


def requests_of(world, name: str, person: str):
    """(path, data) of everything one can send from the page of an address, or to it."""
    path = world.path(name)
    page = world.client_of(person).get(path)
    forms = []
    if page.streaming:
        list(page)
    elif page.status_code == 200 and "text/html" in page.get("Content-Type", ""):
        forms = Forms(page.content.decode(errors="replace")).forms
    if page.status_code == 405:
        forms = [{"": "", "words": "Vi venter.", "seen": ""}]
    for form in forms:
        where = form[""].partition("#")[0]
        if not where.startswith(ASIDE):
            data = {key: value for key, value in form.items() if key}
            yield (where if where.startswith("/") else path), data


def test_what_is_written_to_a_case_stands_in_a_history(world):
    silent, acts, tried = set(), set(), set()
    for name, _pattern in worlds.patterns():
        if name in NO_CHANGE or name in RECORDED_BY or not world.path(name).startswith(OF_CASES):
            continue
        for person in PEOPLE:
            for path, data in requests_of(world, name, person):
                asked = resolve(path).view_name
                tried.add(asked)
                tables, grew = written(world.client_of(person), path, data)
                if grew:
                    acts.add(asked)
                elif left := tables - WITHOUT_A_LINE.keys():
                    silent.add((asked, *sorted(left)))
            if name in acts:
                break
        if name not in tried:
            with transaction.atomic():
                if world.client_of("staff").post(world.path(name)).status_code != 405:
                    tried.add(name)
                transaction.set_rollback(True)
    print(f"{len(acts)} addresses acted: {' '.join(sorted(acts))}")
    assert sorted(silent) == []
    assert sorted(tried - acts - NO_CHANGE.keys() - RECORDED_BY.keys()) == []


def test_what_cannot_be_sent_by_filling_in_a_form_is_recorded_by_the_function_that_does_it():
    names = {name for name, _pattern in worlds.patterns()}
    assert sorted((NO_CHANGE.keys() | RECORDED_BY.keys()) - names) == []
    silent = [
        function
        for function in set(RECORDED_BY.values())
        if not RECORDS.search(inspect.getsource(import_string(function)))
    ]
    assert silent == []


RECORDS = re.compile(r"\b(?:record|_tell|_write|make_move|decide)\(")
"""A history is written by `record`, or by what in the same module, or in the workflow, calls it."""
PACK = "papers printed for a meeting: they repeat what the cases say"
WITHOUT_A_LINE = {
    "initiatives_savedanswer": "typed and not sent yet: nobody else's business",
    "initiatives_meetingpack": PACK,
    "initiatives_packedcase": PACK,
}
"""Tables that are written without a line in a history, and why."""
KEPT = "what is typed is kept for the person who types it; nothing is sent"
TO_CHECK = "leads to a page to check first, and that page acts"
NO_CHANGE = {
    "close_typed": KEPT,
    "decide": TO_CHECK,
    "evaluation:answer": TO_CHECK,
    "evaluation:answer_typed": KEPT,
    "evaluation:criteria_typed": KEPT,
    "evaluation:enter_typed": KEPT,
    "initiatives:create_typed": KEPT,
    "initiatives:edit_typed": KEPT,
    "initiatives:point_typed": KEPT,
    "initiatives:resident_answer": TO_CHECK,
    "initiatives:resident_enter_typed": KEPT,
    "initiatives:resident_typed": KEPT,
    "meeting_decide": TO_CHECK,
    "meeting_make_pack": PACK,
    "short_typed": KEPT,
    "task_link": "lets somebody in and leads on to the task",
}
"""Addresses of cases that take a POST and change no case, and why."""
RECORDED_BY = {
    "decide_check": "initiatives.deciding.decide",
    "evaluation:answer_check": "evaluation.answers._answer",
    "evaluation:criteria": "initiatives.answers._record_answers",
    "evaluation:criterion_add": "evaluation.criteria.add_criterion",
    "evaluation:criterion_edit": "evaluation.criteria.change_criterion",
    "evaluation:criterion_remove": "evaluation.criteria.remove_criterion",
    "evaluation:enter": "evaluation.answers._answer",
    "evaluation:lock_figures": "evaluation.figure_states.lock_figures",
    "evaluation:measure": "evaluation.measuring.measure",
    "evaluation:open": "evaluation.not_answering.open_now",
    "evaluation:paper_photo": "evaluation.papers.send_paper",
    "evaluation:partner_figures": "evaluation.measuring.measure",
    "evaluation:pilot": "evaluation.pilots.decide_pilot",
    "evaluation:plan": "evaluation.plans.set_plan",
    "funding:budget": "funding.plans.save_budget",
    "funding:closing": "funding.money.close_account",
    "funding:spending": "funding.money._enter",
    "initiatives:amend": "initiatives.amendments.propose",
    "initiatives:contracts": "initiatives.partners.record_contract",
    "initiatives:displacement_ask": "initiatives.displacement.ask_board_about_volunteers",
    "initiatives:point_still": "initiatives.relook.still_fine",
    "initiatives:policy_move": "initiatives.policy_differences.move_to_version",
    "initiatives:resident_answer_check": "initiatives.residents.answering.write_answer",
    "initiatives:resident_change_send": "initiatives.residents.changes.send_change",
    "initiatives:resident_minutes": "initiatives.evidence.store_evidence",
    "initiatives:resident_objection": "initiatives.residents.entering.object_to_entry",
    "initiatives:resident_remove": "initiatives.residents.asking.remove_department",
    "initiatives:resident_still": "initiatives.residents.changes.say_still_fine",
    "initiatives:residents_send": "initiatives.residents.asking.ask_boards",
    "initiatives:send": "initiatives.workflow.submit",
    "meeting_check": "initiatives.deciding.decide_meeting",
    "short": "initiatives.answers._record_answers",
}
"""Addresses that need a case in another state, or more than plausible words, with the function that acts."""
