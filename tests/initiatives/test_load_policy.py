"""A portal without demo data gets its policy by one command."""

import pytest
from django.core.management import call_command

from initiatives.models import FocusArea, PolicyVersion, Requirement

pytestmark = pytest.mark.django_db


def test_the_policy_is_loaded_once_however_often_it_is_asked_for(capsys):
    for _time in range(2):
        call_command("load_policy")
    assert (PolicyVersion.objects.count(), Requirement.objects.count(), FocusArea.objects.count()) == (
        1,
        16,
        4,
    )
    line = "Politik for alment socialt ansvar, version 1: 7 principper.\n"
    assert capsys.readouterr().out == line * 2
