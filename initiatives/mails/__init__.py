"""The mails about initiatives: boards that are asked, staff and boards that hear what was decided.

Each is written at the moment of sending, from what is true then: a question that has been answered, a case
that was stopped or a term of office that has ended cancels it. The words are those of blueprint § 5.5.
"""

from accounts.outbox import MailKind

from . import answered, asking, decided

KINDS: dict[str, MailKind] = {**asking.KINDS, **answered.KINDS, **decided.KINDS}
