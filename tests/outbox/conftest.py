"""The outbox with a small composition of its own."""

import pytest

from . import world


@pytest.fixture(autouse=True)
def _small_world(settings):
    settings.MAIL_KINDS = "tests.outbox.world.MAIL_KINDS"
    settings.TASK_KINDS = "tests.outbox.world.TASK_KINDS"
    settings.MAIL_NEWS = ""
    settings.SITE_URL = "https://portal.example.dk"
    world.TASKS.clear()
