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
from .people import Employment, User, UserManager
from .tasklinks import TaskLink, TaskLinkQuerySet

__all__ = [
    "Employment",
    "Heartbeat",
    "LoginCode",
    "MailDecision",
    "MailStatus",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "TaskLink",
    "TaskLinkQuerySet",
    "Urgency",
    "User",
    "UserManager",
    "WhenUnknown",
]
