"""Every address × every person × every method, from the URL resolver.

The rules stand in `table.txt`: one line an address and a method, what each person gets. An address
without a line fails. "login" is a redirect to the log-in, "→" another redirect. After a change that is
meant, `python -m pytest tests/access -k agreed --write-table` writes the file anew; read what changed.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from initiatives import rules
from initiatives.models.departments import BoardSeatQuerySet
from initiatives.models.initiative import InitiativeQuerySet

from .world import CANARY, PEOPLE, TABLE, World, admin_patterns, build, patterns

pytestmark = pytest.mark.django_db

STRANGERS = ("anonymous", "other_board", "former_member")
OTHER_METHODS = ("put", "patch", "delete", "options", "trace")
NUMBERS = {"pk", "eid", "fid", "invitation", "criterion", "department_pk", "measurement"}

FOR_EVERYBODY = {"evaluation:lesson"}
"""What everybody who is logged in may read is foreign to nobody."""


@pytest.fixture
def world() -> World:
    return build()


def agreed() -> list[str]:
    return [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]


def line_of(name: str, method: str, outcomes: list[str]) -> str:
    return f"{name:<38}{method:<6}" + "".join(f"{outcome:<8}" for outcome in outcomes).rstrip()


def test_every_address_answers_every_person_as_agreed(world, request):
    """The table; and no GET acts on a case, no stranger's POST does, no stranger reads a word of it."""
    lines, acts, leaks = [], [], []
    for name, _pattern in patterns():
        for method in ("get", "post"):
            outcomes = []
            for person in PEOPLE:
                answer = world.ask(name, person, method)
                outcomes.append(answer.outcome)
                if answer.acts and (method == "get" or person in STRANGERS):
                    acts.append((name, method, person))
                # The link in a mail is the key to its one task; test_tasklinks.py tells what it opens.
                by_link = name.startswith("task_link") or name == "evaluation:follow_up_link"
                read = "" if by_link else answer.body + str(answer.response.headers)
                if person in STRANGERS and CANARY in read:
                    leaks.append((name, method, person))
            lines.append(line_of(name, method, outcomes))
    if request.config.getoption("--write-table"):
        heading = "# address" + " " * 29 + "method" + "".join(f"{person[:7]:<8}" for person in PEOPLE)
        TABLE.write_text("\n".join([heading.rstrip(), *lines]) + "\n")
    print(f"{len(lines) * len(PEOPLE)} combinations of address, person and method")
    assert (lines, acts, leaks) == (agreed(), [], [])


def test_every_address_has_a_line():
    assert [name for name, _pattern in patterns()] == [line.split()[0] for line in agreed()[::2]]


def test_no_other_method_does_anything(world):
    """PUT, PATCH, DELETE and TRACE never succeed; OPTIONS tells nothing about a case."""
    wrong, asked = [], 0
    for name, _pattern in patterns():
        for person in ("anonymous", "other_board", "staff"):
            for method in OTHER_METHODS:
                answer = world.ask(name, person, method)
                asked += 1
                if name.startswith("account_"):
                    continue  # the form views of the log-in take any method for GET or POST, as told above
                told = (
                    method == "options" and answer.response.status_code == 200 and CANARY not in answer.body
                )
                if answer.acts or not (told or answer.outcome in ("login", "→", "403", "404", "405", "410")):
                    wrong.append((name, person, method, answer.outcome))
    print(f"{asked} combinations with methods that no page has")
    assert wrong == []


def test_a_foreign_case_and_one_that_does_not_exist_answer_the_same(world):
    """Otherwise the answer would tell which numbers are in use."""
    different, compared = [], 0
    for name, pattern in patterns():
        numbers = dict.fromkeys(NUMBERS & set(pattern.pattern.converters), 987654321)
        if not numbers or name in FOR_EVERYBODY:
            continue
        for person in ("other_board", "former_member"):
            for method in ("get", "post"):
                foreign, missing = world.ask(name, person, method), world.ask(name, person, method, **numbers)
                compared += 1
                same_way_on = foreign.outcome == missing.outcome == "→"
                if foreign.bare != missing.bare and not same_way_on:
                    different.append((name, person, method, foreign.outcome, missing.outcome))
    print(f"{compared} pairs of foreign and missing")
    assert different == []


def test_the_administration_is_for_administrators(world):
    let_in, asked = [], 0
    for name, pattern in admin_patterns():
        arguments = {key: 1 if key == "content_type_id" else "1" for key in pattern.pattern.converters}
        try:
            path = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            path = "/administration/initiatives/"
        for person, method in (
            ("anonymous", "get"),
            ("own_board", "get"),
            ("staff", "get"),
            ("staff", "post"),
        ):
            cookies = world.client_of(person).cookies.copy()
            before = transaction.savepoint()
            response = getattr(world.client_of(person), method)(path)
            transaction.savepoint_rollback(before)
            world.client_of(person).cookies = cookies
            asked += 1
            door = "/administration/login/"
            sent_away = response.status_code == 302 and (
                response.url.startswith(door) or not response.url.startswith("/administration/")
            )
            if not sent_away and response.status_code not in (403, 404, 405):
                let_in.append((name, person, method, response.status_code))
    print(f"{asked} combinations in the administration")
    assert let_in == []


# --- Would the table notice? ----------------------------------------------------------------------
def _yes(*_args, **_kwargs):
    return True


LEAKS = {
    "every case is visible": (InitiativeQuerySet, "visible_to", lambda self, user, on: self),
    "everybody works for AAB": (rules, "works_for_aab", _yes),
    "everybody sits on every board": (rules, "sits_on_the_board_of", _yes),
    "terms of office never end": (BoardSeatQuerySet, "in_office", lambda self, on: self),
    "every body is mine": (rules, "deciding_bodies", lambda user, on=None: list(range(100))),
    "the log-in is not asked for": ("accounts.login_required.LogInFirstMiddleware", "process_view", None),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_noticed(world, leak, monkeypatch):
    place, name, fault = LEAKS[leak]
    monkeypatch.setattr(f"{place}.{name}" if isinstance(place, str) else place, *(
        (lambda *_args: None,) if isinstance(place, str) else (name, fault)
    ))  # fmt: skip
    lines = {tuple(line.split()[:2]): line.split()[2:] for line in agreed()}
    noticed = (
        (address, person)
        for address, pattern in patterns()
        if NUMBERS & set(pattern.pattern.converters)
        or address in ("tasks", "approvals", "initiatives:create")
        for person in (*STRANGERS, "own_board")
        if world.ask(address, person, "get").outcome != lines[address, "get"][PEOPLE.index(person)]
    )
    assert next(noticed, None) is not None  # the first is enough
