"""Somebody else was a moment faster: a sentence, never an error page."""

import pytest
from django.urls import reverse

from initiatives import answers, partners
from initiatives.evidence import remove_evidence, store_evidence
from initiatives.models import HistoryEntry, Partner
from initiatives.views import partners as partner_pages
from initiatives.workflow import Refused
from tests import factories

from .evidence.world import checked, files_on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    mette = factories.make_staff("Mette Holm")
    client.force_login(mette)
    return factories.make_initiative(by=mette, involves_municipality=True)


def refuse(*args, **kwargs):
    raise Refused("Sagen er sendt.")


def test_an_explanation_is_not_taken_back_after_the_case_was_sent(client, case, monkeypatch):
    monkeypatch.setattr(answers, "remove_explanation", refuse)
    url = reverse("initiatives:explain", args=[case.pk, "4.1"])
    page = client.post(url, {"remove": "1"}, follow=True)
    assert page.redirect_chain[0][0] == reverse("initiatives:checklist", args=[case.pk])
    assert "Sagen er sendt." in page.text


def test_two_who_write_the_same_partner_in_at_once_get_the_same_partner(monkeypatch):
    theirs = Partner.objects.create(name="Broen", kind=Partner.Kind.VOLUNTARY)
    real, asked = partners._called, []

    def not_there_yet(name):
        asked.append(name)
        return real(name) if len(asked) > 1 else None

    monkeypatch.setattr(partners, "_called", not_there_yet)
    assert partners.find_or_add("Broen", Partner.Kind.VOLUNTARY) == theirs


def test_a_partner_refused_by_the_case_is_not_left_behind(client, case, monkeypatch):
    monkeypatch.setattr(partner_pages, "add_partner", refuse)
    page = client.post(
        reverse("initiatives:partners", args=[case.pk]),
        {"new_name": "Helt ny", "kind": "voluntary", "role": "Hjælper", "contact": "Lederen"},
    )
    assert "Sagen er sendt." in page.text
    assert not Partner.objects.filter(name="Helt ny").exists()


def test_contracts_are_written_all_or_none(client, case, monkeypatch):
    first, second = (factories.add_municipal_partner(case, by=case.created_by, state=None) for _n in "12")
    real = partners.record_contract

    def refuse_the_second(partnership, **rest):
        if partnership.pk == max(first.pk, second.pk):
            refuse()
        return real(partnership, **rest)

    monkeypatch.setattr(partner_pages, "record_contract", refuse_the_second)
    rows = {f"p{row.pk}-state": "discussed" for row in (first, second)}
    page = client.post(reverse("initiatives:contracts", args=[case.pk]), rows)
    assert "Sagen er sendt." in page.text
    assert not partners.ResultContract.objects.exists()


def test_the_same_file_sent_twice_is_kept_once(case, settings):
    mette, d58 = case.created_by, factories.make_department("58")
    minutes = store_evidence(case, requirement_key="1.1", upload=checked(), by=mette, department=d58)
    again = store_evidence(case, requirement_key="1.1", upload=checked(), by=mette, department=d58)
    assert again == minutes
    assert len(files_on_disk(settings)) == 1
    assert HistoryEntry.objects.filter(kind="evidence_added").count() == 1
    assert store_evidence(case, requirement_key="5.2", upload=checked(), by=mette) != minutes
    remove_evidence(minutes, by=mette)
    assert store_evidence(case, requirement_key="1.1", upload=checked(), by=mette, department=d58) != minutes
