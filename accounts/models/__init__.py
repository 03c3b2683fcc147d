from .dates import CalendarEntry, CalendarLink
from .login import LoginCode
from .mail import (
    Heartbeat,
    MailDecision,
    MailStatus,
    OutgoingMail,
    OutgoingMailQuerySet,
    Urgency,
    WhenUnknown,
)
from .mail_choices import MailChoice, MailReturn, When
from .people import Employment, User, UserManager
from .tasklinks import TaskLink, TaskLinkQuerySet

__all__ = [
    "CalendarEntry",
    "CalendarLink",
    "Employment",
    "Heartbeat",
    "LoginCode",
    "MailChoice",
    "MailDecision",
    "MailReturn",
    "MailStatus",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "TaskLink",
    "TaskLinkQuerySet",
    "Urgency",
    "User",
    "UserManager",
    "When",
    "WhenUnknown",
]
