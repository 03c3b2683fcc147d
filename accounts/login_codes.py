"""The mailed code with which boards log in: asking for one, and trying one."""

from __future__ import annotations

import datetime as dt
from enum import Enum, auto

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import mails
from accounts.models import LoginCode, User
from accounts.outbox import ring_on_commit

KEPT = dt.timedelta(days=1)  # then a row says nothing that anybody needs


class Failure(Enum):
    """Why a code did not open the door."""

    WRONG = auto()
    TOO_MANY = auto()
    TOO_OLD = auto()


@transaction.atomic
def ask_for_code(address: str) -> LoginCode:
    """Note that somebody asked for a code for a mail address, and put the mail in the outbox.

    The same row is made whoever is behind the address, and nothing is sent from here, so that
    neither the page nor its speed tells whom we know. Only a person without a password gets a
    code; staff get a mail that says where they log in; an unknown or closed address gets nothing.
    """
    ring_on_commit()  # also when no mail follows: that takes a moment which could be measured
    now = timezone.now()
    LoginCode.objects.filter(asked_at__lt=now - KEPT).delete()
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    by_code = person is not None and not person.uses_password
    code = LoginCode.objects.create(person=person if by_code else None, asked_at=now)
    if by_code:
        mails.send_code(code)
    elif person is not None:
        mails.send_way_in(person, code)
    return code


@transaction.atomic
def ask_for_password_link(address: str) -> None:
    """Put the mail with a link to a new password in the outbox, if the address belongs to staff."""
    ring_on_commit()
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is not None and person.uses_password:
        mails.send_password_link(person)


def try_code(pk: int, typed: str) -> User | Failure:
    """The person whose code this is, or why it does not open.

    A try is counted before it is looked at, in one statement, so that a thousand tries at once
    are five tries. A code that fitted is used up. The person is looked at again: somebody who was
    closed or employed meanwhile does not get in by code.
    """
    fresh = LoginCode.objects.filter(pk=pk, used_at=None, asked_at__gt=timezone.now() - LoginCode.LIFETIME)
    if not fresh.filter(tries__lt=LoginCode.MAX_TRIES).update(tries=F("tries") + 1):
        return Failure.TOO_MANY if fresh.exists() else Failure.TOO_OLD
    code = LoginCode.objects.select_related("person").get(pk=pk)
    fits = constant_time_compare(code.digits, typed)
    person = code.person
    if not fits or person is None or not person.is_active or person.uses_password:
        return Failure.TOO_MANY if code.tries >= LoginCode.MAX_TRIES else Failure.WRONG
    used = LoginCode.objects.filter(pk=pk, used_at=None).update(used_at=timezone.now())
    return person if used else Failure.TOO_OLD
