"""The outbox: every mail the portal sends, planned in the database and sent by a sweep.

A mail ends as sent, failed with a reason, cancelled with a reason, or *unknown*, and the unknown ones
are shown to a person. To send a mail, an app does two things:

1.  describes the kind once, in its `mails.py`, and lists it in the composition (`aab_social/mails.py`):

        def prepare_please_answer(mail: OutgoingMail) -> Letter | Cancel:
            decision = mail.about()
            if decision is None or decision.is_answered:
                return Cancel(_("Bestyrelsen har svaret."))
            return Letter(
                subject=gettext("Har beboerne sagt ja? Svar for %(department)s (3 min.)") % {...},
                lines_before=[gettext("AAB vil gerne starte …")],
                button_label=gettext("Svar her"),
                button_path=link_for(mail.recipient, "decision", decision.pk).path,
                lines_after=[gettext("Svar senest 20. november.")],
                contact=decision.initiative.responsible,
                why=gettext("Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58."),
            )

        KINDS = {"decision_asked": MailKind(prepare_please_answer, label=_("Bed om svar"))}

2.  queues it inside the transaction of whatever happened:

        queue("decision_asked", to=karen, about=decision, occurrence="2026-11-20", by=request.user)

`prepare` runs at the moment of sending, in the recipient's language, so that nobody gets a mail about
something that is over. Queueing the same mail twice gives the same row. docs/decisions/ says why.
"""

from .decide import arrived, send_again, try_again
from .health import Health, health, schedule_is_late
from .kinds import MailKind, mail_kinds
from .letter import Cancel, DigestLine, Heading, InDanish, Letter
from .planning import Due, ReminderPart, newest_step, plan, queue_due
from .queue import queue, ring_on_commit
from .retention import forget_old_texts
from .sweep import SweepReport, sweep

__all__ = [
    "Cancel",
    "DigestLine",
    "Due",
    "Heading",
    "Health",
    "InDanish",
    "Letter",
    "MailKind",
    "ReminderPart",
    "SweepReport",
    "arrived",
    "forget_old_texts",
    "health",
    "mail_kinds",
    "newest_step",
    "plan",
    "queue",
    "queue_due",
    "ring_on_commit",
    "schedule_is_late",
    "send_again",
    "sweep",
    "try_again",
]
