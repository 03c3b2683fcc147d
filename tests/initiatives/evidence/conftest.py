"""A draft of two departments with their boards, and two files in it."""

import pytest

from initiatives.evidence import (
    store_evidence,
)
from tests import factories

from .world import checked


@pytest.fixture
def amir():
    return factories.make_board_member(factories.make_department("52"), "Amir Said")


@pytest.fixture
def draft(mette, d58, karen, amir):
    factories.make_policy()
    return factories.make_initiative(by=mette, departments=[d58, factories.make_department("52")])


@pytest.fixture
def minutes(draft, mette, d58):
    """The minutes of Afdeling 58's meeting."""
    return store_evidence(draft, requirement_key="1.1", upload=checked(), by=mette, department=d58)


@pytest.fixture
def contract(draft, mette):
    """A file about the case as a whole."""
    return store_evidence(draft, requirement_key="5.2", upload=checked("kontrakt.jpg"), by=mette)
