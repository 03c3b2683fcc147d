"""What is planned when an invented initiative begins: who carries it on, and the stop date of a pilot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from evaluation.continuing import Bearing, plan_continuation
from evaluation.pilots import set_stop_date
from initiatives.models import Initiative

DAY = dt.timedelta(days=1)

BEARERS = {
    "Sommerlejr i gården": Bearing("volunteers", "Forældregruppen i gården", Decimal(12_000), "Egenbetaling"),
    "Forældrecafé i Fuglekvarteret": Bearing("volunteers", "De forældre, der åbner caféen"),
    "Tryg aften": Bearing("nobody"),
    "Fællesspisning i gården": Bearing("board", "Køkkengruppen", Decimal(9_000), "Afdelingens egne midler"),
    "Åben fodbold i Husum": Bearing("association", "Boldklubben Solvang", Decimal(40_000), "Kontingent"),
    "Mentor for unge": Bearing("municipality", "Ungeenheden", Decimal(80_000), "Kommunens budget"),
}


def plan_ahead(initiative: Initiative, today: dt.date, *, by: User) -> None:
    """On the day it begins."""
    if bearing := BEARERS.get(initiative.name):
        plan_continuation(initiative, bearing=bearing, by=by)
    if initiative.is_pilot:
        last = initiative.ends_on or today + 365 * DAY
        half_way = initiative.starts_on + (last - initiative.starts_on) / 2
        set_stop_date(initiative, stop_on=half_way, by=by)
