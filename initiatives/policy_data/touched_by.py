"""Which changes of substance touch which points of version 1."""

from initiatives.models import Change

TOUCHED_BY: dict[str, tuple[Change, ...]] = {
    "1.1": (
        Change.DEPARTMENTS,
        Change.PURPOSE,
        Change.PERIOD,
        Change.OUTSIDE_MONEY,
        Change.AAB_AMOUNT,
        Change.PARTNER,
    ),
    "1.2": (Change.DEPARTMENTS, Change.PURPOSE, Change.OUTSIDE_MONEY, Change.PARTNER),
    "1.3": (Change.DEPARTMENTS, Change.PURPOSE),
    "2.1": (Change.DEPARTMENTS, Change.PURPOSE),
    "3.1": (Change.DEPARTMENTS, Change.PERIOD),
    "5.1": (Change.PURPOSE, Change.PARTNER),
    "5.2": (Change.PURPOSE, Change.PERIOD),
    "6.1": (Change.PURPOSE,),
    "6.2": (Change.PURPOSE, Change.PERIOD),
    "6.3": (Change.PERIOD,),
    "6.4": (Change.PERIOD, Change.OUTSIDE_MONEY, Change.AAB_AMOUNT),
    "Ø.1": (Change.PERIOD,),
}
"""Which changes of substance make an answer "Skal ses igen". The policy is silent: AAB's own choice, as
blueprint § 2.4 lists it for the residents. A point proven by what changed itself (4.1 partners, 6.5 areas) is not
here, nor are the "Gerne" points, which never block."""
