"""What people can choose about among the mails about initiatives."""

from django.utils.translation import gettext_lazy as _

from accounts.outbox.topics import BOARD, DECIDER, STAFF, Topic

RESIDENTS = Topic(
    "residents",
    _("Beboernes beslutning"),
    _("Spørgsmål til bestyrelsen, og påmindelser om dem."),
    frozenset({BOARD}),
    may_be_no=False,
)
ACTIVITIES = Topic(
    "activities",
    _("Frivilligt arbejde"),
    _("Når vi spørger, om det, I laver i afdelingen, stadig passer."),
    frozenset({BOARD}),
    may_be_no=False,
)
TO_DECIDE = Topic(
    "to_decide",
    _("Sager, du skal beslutte"),
    _("Når en indsats er sendt til godkendelse."),
    frozenset({DECIDER}),
    may_be_no=False,
)
TO_MEND = Topic(
    "to_mend",
    _("Sager, du skal rette"),
    _("Når en af dine sager er sendt tilbage."),
    frozenset({STAFF}),
    may_be_no=False,
)
SILENT_BOARDS = Topic(
    "silent_boards",
    _("Bestyrelser, ingen har fået svar fra"),
    _("Til den boligsociale leder, når en bestyrelse skulle være ringet op."),
    frozenset({STAFF}),
    may_be_no=False,
)
RECEIPTS = Topic(
    "receipts", _("Kvitteringer"), _("Når nogen har svaret for bestyrelsen."), frozenset({BOARD})
)
DECISIONS = Topic(
    "decisions",
    _("Hvad der er besluttet"),
    _("Når en indsats er godkendt eller ikke godkendt."),
    frozenset({BOARD, STAFF}),
)
ANSWERS = Topic(
    "answers", _("Svar fra bestyrelser"), _("Når bestyrelser har svaret i dine sager."), frozenset({STAFF})
)
