"""The mails about initiatives: boards that are asked, staff and boards that hear what was decided.

Each is written at the moment of sending, from what is true then: a question that has been answered, a case
that was stopped or a term of office that has ended cancels it. The words are those of blueprint § 5.5.
"""

from accounts.outbox import MailKind

from . import activities, advice, answered, asking, changed, coverage, decided, elected, stories

KINDS: dict[str, MailKind] = {
    **asking.KINDS,
    **answered.KINDS,
    **changed.KINDS,
    **decided.KINDS,
    **activities.KINDS,
    **advice.KINDS,
    **coverage.KINDS,
    **stories.KINDS,
    **elected.KINDS,
}
