"""Loading the demo: by command, on any day, and never by accident."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import User
from evaluation.models import Evaluation
from initiatives.models import Initiative

from .test_demo import COUNTS, noon

pytestmark = pytest.mark.django_db
CHRISTMAS = dt.date(2027, 12, 25)  # a Saturday on which no reminders go out


def test_it_loads_by_command_also_at_christmas(settings, tmp_path, capsys):
    settings.DEMO_LOGINS = tmp_path / "logins.txt"
    with time_machine.travel(noon(CHRISTMAS), tick=False):
        call_command("load_demo")
        assert capsys.readouterr().out == "The demo data is loaded.\n"
        assert Counter(Initiative.objects.values_list("status", flat=True)) == COUNTS
        dinners = Evaluation.objects.opened(CHRISTMAS).filter(initiative__name="Fællesspisning i gården")
        assert dinners.count() == 1
        call_command("load_demo")
        assert capsys.readouterr().out == "The demo data is loaded already. Nothing changed.\n"
    assert "karen.juhl@example.dk" in settings.DEMO_LOGINS.read_text()


def test_a_portal_in_production_does_not_get_a_known_password_by_accident(settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="--in-production"):
        call_command("load_demo")
    assert not User.objects.exists()
