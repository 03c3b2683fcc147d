"""What came before and after: linked, gathered, divided; money, goals and history stay where they were."""

import pytest
from django.urls import reverse

from funding.models import Commitment
from initiatives import successions
from initiatives.models import Initiative, Status, Succession
from initiatives.workflow import Refused
from tests import factories
from tests.funding.world import approved, commit, granted, spent

pytestmark = pytest.mark.django_db
How = Succession.How
QUERIES = 17


@pytest.fixture
def mette(client):
    mette = factories.make_staff("Mette Holm")
    client.force_login(mette)
    return mette


def at(case):
    return reverse("succession", args=[case.pk])


def sentences(case):
    return [row.text for row in case.history.filter(kind="succession")]


def with_money(by, name):
    case = approved(by=by, name=name)
    promise = commit(granted(case), 80_000)
    spent(case, 30_000, promise)
    return case


def test_merging_moves_nothing_and_both_histories_tell_it(client, mette):
    one, two = with_money(mette, "Den ene"), with_money(mette, "Den anden")
    after = factories.make_initiative(by=mette, name="Den nye")
    before = {case.pk: list(Commitment.objects.filter(line__initiative=case).values()) for case in (one, two)}
    answer = client.post(at(after), {"do": "merge", "merge-before": [one.pk, two.pk]})
    assert answer.url == at(after)
    assert {row.before_id for row in after.predecessors.all()} == {one.pk, two.pk}
    for case in (one, two):
        assert list(Commitment.objects.filter(line__initiative=case).values()) == before[case.pk]
        case.refresh_from_db()
        assert case.status == Status.RUNNING
        assert case.history.filter(kind="succession").count() == 1
    assert after.history.filter(kind="succession").count() == 2
    page = client.get(at(after)).text
    assert page.count("80.000 kr.") == 2
    assert page.count("Brugt 30.000 kr.") == 2
    assert page.count(reverse("close", args=[one.pk])) == 1
    assert "Den nye" in client.get(at(one)).text


def test_splitting_makes_drafts_that_go_their_own_way(client, mette):
    case = with_money(mette, "Den store")
    client.post(at(case), {"do": "split", "split-first": "Del A", "split-second": "Del B"})
    parts = list(Initiative.objects.filter(name__startswith="Del ").order_by("name"))
    assert [(part.name, part.status, part.budget_lines.count(), part.criteria.count()) for part in parts] == [
        ("Del A", Status.DRAFT, 0, 0),
        ("Del B", Status.DRAFT, 0, 0),
    ]
    assert set(parts[0].departments.all()) == set(case.departments.all())
    assert [row.how for row in case.successors.all()] == [How.SPLIT, How.SPLIT]
    assert parts[0].resident_decisions.count() == 0


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ({"do": "merge"}, "Vælg de indsatser"),
        ({"do": "continue"}, "Vælg den indsats"),
        ({"do": "split", "split-first": "A"}, "Skriv et navn på den anden del"),
        ({"do": "split", "split-first": "A", "split-second": "A"}, "noget forskelligt"),
    ],
)
def test_what_lacks_something_gets_a_sentence_and_changes_nothing(client, mette, do, words):
    case = approved(by=mette)
    answer = client.post(at(case), do)
    assert (answer.status_code, words in answer.text) == (200, True)
    assert Succession.objects.count() == 0


def test_one_alone_is_no_merging(mette):
    with pytest.raises(Refused, match="mindst to"):
        successions.merge([approved(by=mette)], approved(by=mette), by=mette)


def test_a_circle_itself_and_a_case_that_was_never_approved_are_refused(mette):
    one, two, three = (approved(by=mette) for _ in range(3))
    successions.link(one, two, how=How.CONTINUES, by=mette)
    successions.link(two, three, how=How.CONTINUES, by=mette)
    for before, after in ((three, one), (one, one), (factories.make_initiative(by=mette), one)):
        with pytest.raises(Refused):
            successions.link(before, after, how=How.CONTINUES, by=mette)
    assert successions.link(one, two, how=How.CONTINUES, by=mette).pk == Succession.objects.get(after=two).pk
    assert Succession.objects.count() == 2


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CLOSED, Status.DECLINED])
def test_a_case_that_may_not_is_refused_by_address_too(client, mette, status):
    before, after = approved(by=mette), approved(status, by=mette)
    answer = client.post(at(after), {"do": "continue", "continue-before": before.pk})
    assert (answer.status_code, Succession.objects.count()) == (200, 0)
    assert 'value="continue"' not in client.get(at(after)).text


def test_a_draft_cannot_be_split_by_address(client, mette):
    case = factories.make_initiative(by=mette)
    client.post(at(case), {"do": "split", "split-first": "A", "split-second": "B"})
    assert Initiative.objects.count() == 1


def test_a_board_sees_it_and_may_not_write(client, mette):
    department = factories.make_department()
    case = approved(by=mette, departments=[department])
    client.force_login(factories.make_board_member(department))
    assert client.get(at(case)).status_code == 200
    assert client.post(at(case), {"do": "split", "split-first": "A", "split-second": "B"}).status_code == 403


def test_a_mistake_is_taken_away_while_it_is_a_draft_and_the_history_keeps_it(client, mette):
    before, after = approved(by=mette), factories.make_initiative(by=mette)
    made = successions.link(before, after, how=How.CONTINUES, by=mette)
    client.post(at(after), {"do": f"off:{made.pk}"})
    assert Succession.objects.count() == 0
    assert before.history.filter(kind="succession").count() == 2
    running = approved(by=mette)
    kept = successions.link(before, running, how=How.CONTINUES, by=mette)
    client.post(at(running), {"do": f"off:{kept.pk}"})
    assert Succession.objects.get() == kept


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_times(client, mette, django_assert_num_queries, rows):
    after = factories.make_initiative(by=mette)
    for number in range(rows):
        before = with_money(mette, f"Før {number}")
        successions.link(before, after, how=How.CONTINUES, by=mette)
    client.get(at(after))
    with django_assert_num_queries(QUERIES):
        page = client.get(at(after))
    assert page.text.count("80.000 kr.") == rows
