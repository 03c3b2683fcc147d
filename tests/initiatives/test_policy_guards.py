"""A published version of the policy is closed to the ORM and to SQL; only its adopted wording can come, once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from initiatives import guards
from initiatives.models import PolicyVersion, Principle, Requirement, RequirementCondition
from initiatives.policy_guards import CONDITION, POINT, PRINCIPLE, SENTENCE, VERSION
from initiatives.policy_versions import copy_version
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return make.make_policy()


def refused(act) -> None:
    with pytest.raises(IntegrityError, match=SENTENCE), transaction.atomic():
        act()


ORM = {
    "change the version": lambda: PolicyVersion.objects.filter(number=1).update(title="Andet"),
    "take it out of force": lambda: PolicyVersion.objects.filter(number=1).update(published_at=None),
    "move its day": lambda: PolicyVersion.objects.filter(number=1).update(in_force_from=make.in_days(3)),
    "change a principle": lambda: Principle.objects.filter(key="1").update(plain="Andet"),
    "make a must a may": lambda: Requirement.objects.filter(key="1.1").update(strength="may"),
    "change a proof": lambda: Requirement.objects.filter(key="1.1").update(proof="stated"),
    "change a condition": lambda: RequirementCondition.objects.update(value="1000000"),
    "delete a point": lambda: Requirement.objects.get(key="1.3").delete(),
    "delete a condition": lambda: RequirementCondition.objects.all().delete(),
    "delete the version": lambda: PolicyVersion.objects.get(number=1).delete(),
    "add a principle": lambda: Principle.objects.create(
        version=PolicyVersion.objects.get(number=1), key="7", order=9, title="Nyt", plain="Nyt"
    ),
    "add a condition": lambda: RequirementCondition.objects.create(
        requirement=Requirement.objects.get(key="1.1"), fact="is_pilot", operator="is_true"
    ),
}


@pytest.mark.parametrize("act", ORM.values(), ids=ORM.keys())
def test_the_orm_cannot_change_a_published_version(version, act):
    refused(act)


SQL = [
    f"UPDATE {VERSION} SET number = 9",
    f"UPDATE {PRINCIPLE} SET title = 'x'",
    f"UPDATE {POINT} SET strength = 'may'",
    f"UPDATE {CONDITION} SET fact = 'x'",
    f"DELETE FROM {CONDITION}",
    f"DELETE FROM {POINT}",
    f"DELETE FROM {PRINCIPLE}",
    f"DELETE FROM {VERSION}",
]


@pytest.mark.parametrize("statement", SQL)
def test_sql_cannot_change_a_published_version(version, statement):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    refused(act)


def test_a_point_of_a_draft_cannot_be_moved_into_a_published_version(version):
    copy = copy_version(version)
    point = Requirement.objects.get(principle__version=copy, key="1.3")
    target = Principle.objects.get(version=version, key="2")
    refused(lambda: Requirement.objects.filter(pk=point.pk).update(principle=target))


def test_a_draft_is_open(version):
    copy = copy_version(version)
    assert Requirement.objects.filter(principle__version=copy).update(strength="may") == 16
    copy.delete()
    assert Requirement.objects.count() == 16


def test_the_adopted_wording_comes_once(version):
    principle = version.principles.get(key="1")
    fill = Principle.objects.filter(pk=principle.pk)
    fill.update(official_text="Den vedtagne ordlyd.")
    refused(lambda: fill.update(official_text="En anden ordlyd."))
    refused(lambda: fill.update(official_text=""))
    refused(
        lambda: Principle.objects.filter(key="2").update(official_text="Ordlyd.", plain="Og noget andet.")
    )


def test_none_of_the_guards_is_missing(db):
    assert guards.missing(connection) == []
