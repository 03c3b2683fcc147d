"""Two people on the same budget: nobody's lines are overwritten unread."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import HistoryEntry
from tests import factories

from .test_budget import aab, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return factories.make_initiative(by=factories.make_staff("Mette Holm"))


@pytest.fixture
def url(case):
    return reverse("funding:budget", args=[case.pk])


def browser(name):
    client = Client()
    client.force_login(factories.make_staff(name))
    return client


def seen_on(page) -> str:
    [seen] = re.findall(r'name="seen" value="([0-9a-f]*)"', page.text)
    return seen


def lines(case):
    return list(case.budget_lines.values_list("text", flat=True))


def test_the_second_to_save_reads_what_the_first_wrote_and_saves_again(case, url):
    jonas, lars = browser("Jonas Bech"), browser("Lars Krogh")
    seen = seen_on(jonas.get(url))
    lars.post(url, posted([("Lokale", "500")], [(aab(), "500")], seen=seen))
    # A row more in between does not make an old page new.
    more = jonas.post(url, posted([("Mad", "900")], [], seen=seen, add_cost="1"))
    assert seen_on(more) == seen
    clash = jonas.post(url, posted([("Mad", "900")], [(aab(), "900")], seen=seen))
    assert clash.status_code == 409
    assert (
        "Lars Krogh rettede økonomien, mens du skrev. Din tekst er gemt her på siden. "
        "Læs det nye, og gem så igen." in clash.text
    )
    assert "Lokale" in clash.text
    assert 'value="Mad"' in clash.text
    assert lines(case) == ["Lokale"]
    saved = jonas.post(url, posted([("Mad", "900")], [(aab(), "900")], seen=seen_on(clash)))
    assert saved.status_code == 302
    assert lines(case) == ["Mad"]


def test_a_double_press_is_no_clash_and_one_change(case, url):
    jonas = browser("Jonas Bech")
    data = posted([("Mad", "900")], [(aab(), "900")], seen=seen_on(jonas.get(url)))
    assert [jonas.post(url, data).status_code for _press in range(2)] == [302, 302]
    assert lines(case) == ["Mad"]
    assert HistoryEntry.objects.filter(initiative=case, kind="budget").count() == 1
