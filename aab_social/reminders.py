"""Everything the portal reminds people of. Each app says its own part; one job plans them all every hour.

See accounts/outbox/planning.py: a part that is missing here reminds nobody, and one that is no part stops the start.
"""

from accounts.outbox import ReminderPart
from evaluation import reminders as evaluation
from initiatives import reminders as initiatives
from initiatives.departments import rounds

REMINDERS: dict[str, ReminderPart] = {
    **initiatives.REMINDERS,
    **rounds.REMINDERS,
    **evaluation.REMINDERS,
}
