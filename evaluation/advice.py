"""Help with the words of a goal: what a reader would stumble over. It advises and never stops anybody.

A success criterion says what changes for whom, from which figure to which, by when. What people write
first is often what they will *do* ("Vi holder 12 møder"): the activity, not its effect.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext

from .models import SuccessCriterion

ACTIVITY = (
    "afhold", "arranger", "deler ud", "etabler", "gennemfør", "holde", "holder", "igangsæt", "inviter", "lave ",
    "laver ", "opret", "opstart", "planlæg", "producer", "starter", "starte ", "sætte i gang", "sætter i gang",
    "tilbyd", "udarbejd", "udvikl", "uddel", "vi vil",
)  # fmt: skip
"""How Danish words for doing something begin. At the start of the sentence or after "vi", "at", "skal"."""

GROUPS = (
    "beboer", "børn", "barn", "unge", "ung ", "ældre", "famili", "forældre", "kvinder", "mænd", "mødre", "fædre",
    "piger", "drenge", "naboer", "person", "voksne", "deltager", "frivillig", "elever", "husstand", "lejer",
    "seniorer", "folk", "medlem", "enlige", "mentor",
)  # fmt: skip
"""Words that say who a goal is about."""

_DOES = re.compile(
    r"(?:^|\b(?:vi|at|skal|vil)\s+)(?:" + "|".join(re.escape(word) for word in ACTIVITY) + ")", re.IGNORECASE
)


def advice(
    *,
    name: str,
    counted: str = "",
    groups: str = "",
    unit: str = SuccessCriterion.Unit.COUNT,
    baseline: Decimal | None = None,
    target: Decimal | None = None,
    target_on: dt.date | None = None,
) -> list[str]:
    """What could be said better, each as one sentence; empty when nothing is to be remarked."""
    found = []
    if not name.strip():
        return [gettext("Skriv, hvad der bliver anderledes for beboerne.")]
    if _DOES.search(name.strip()):
        found.append(
            gettext(
                "Det ligner noget, I vil gøre. Skriv hellere, hvad der bliver anderledes for beboerne. "
                "For eksempel “Flere børn får lavet lektier” i stedet for “Vi holder lektiecafé”."
            )
        )
    said = f"{name} {counted} {groups} ".lower()
    if not any(word in said for word in GROUPS):
        found.append(gettext("Skriv, hvem det handler om. For eksempel børn, ældre eller nye beboere."))
    if unit != SuccessCriterion.Unit.MILESTONE and (baseline is None or target is None):
        found.append(gettext("Skriv to tal: hvor I er nu, og hvor I vil hen."))
    elif unit == SuccessCriterion.Unit.COUNT and not counted.strip():
        found.append(gettext("Skriv, hvad I tæller. Så ved alle, hvad tallet betyder."))
    if target_on is None:
        found.append(gettext("Skriv, hvornår I vil være i mål."))
    return found


def advice_about(criterion: SuccessCriterion) -> list[str]:
    """The same about a goal that is written down."""
    return advice(
        name=criterion.name,
        counted=criterion.counted,
        groups=criterion.groups,
        unit=criterion.unit,
        baseline=criterion.baseline,
        target=criterion.target,
        target_on=criterion.target_on,
    )
