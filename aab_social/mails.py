"""Every kind of mail the portal sends, under its stable key.

Each app describes its own mails in its `mails.py`; here they are joined. A kind that is missing here cannot
be queued, and an entry that is no kind of mail stops the start (accounts/outbox/checks.py).
"""

from accounts import mails as login
from accounts import tasklinks
from accounts.outbox import MailKind
from evaluation import mails as evaluation
from evaluation import mails_afterwards as afterwards
from evaluation import mails_partners as invited
from initiatives import mails as initiatives

MAIL_KINDS: dict[str, MailKind] = {
    **login.KINDS,
    **tasklinks.KINDS,
    **initiatives.KINDS,
    **evaluation.KINDS,
    **afterwards.KINDS,
    **invited.KINDS,
}
