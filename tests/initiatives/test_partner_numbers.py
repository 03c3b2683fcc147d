"""A number in a form is a number, also above a thousand, where people read it with a point."""

import pytest
from django.urls import reverse

from initiatives.models import Partnership
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_partnership_one_thousand_can_be_taken_out(client):
    mette = make.make_staff()
    case = make.make_initiative(by=mette)
    Partnership.objects.create(
        pk=1000, initiative=case, partner=make.make_partner(), role="Hjælper", contact="Lederen"
    )
    client.force_login(mette)
    address = reverse("initiatives:partners", args=[case.pk])
    assert 'name="remove" value="1000"' in client.get(address).text
    client.post(address, {"remove": "1000"})
    assert case.partnerships.count() == 0
