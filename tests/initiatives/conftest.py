"""The people and the department that most of these tests speak of. A test that needs others says so itself."""

import pytest

from tests import factories


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm")


@pytest.fixture
def as_mette(client, mette):
    client.force_login(mette)
    return client


@pytest.fixture
def d58():
    return factories.make_department("58")


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl")


@pytest.fixture
def bo(d58):
    return factories.make_board_member(d58, "Bo Lind")
