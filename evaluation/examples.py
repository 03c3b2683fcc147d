"""Goals to begin from: six for each of the policy's focus areas, in AAB's own words.

They say what to measure and how, never how much: the figures are the initiative's own. Participants
(different people) and attendances (how many came, each time) are different things and worded so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import SuccessCriterion

Unit, Direction = SuccessCriterion.Unit, SuccessCriterion.Direction


@dataclass(frozen=True)
class Example:
    """One goal to begin from. `key` is "area-number", such as "tryghed-1"."""

    key: str
    name: str | Promise
    method: str | Promise
    unit: str = Unit.COUNT
    counted: str | Promise = ""
    direction: str = ""

    def initial(self) -> dict:
        """What the form begins with."""
        return {
            "name": str(self.name),
            "method": str(self.method),
            "unit": self.unit,
            "counted": str(self.counted),
            "direction": self.direction,
        }


PEOPLE, CHILDREN, YOUNG, FAMILIES = _("personer"), _("børn"), _("unge"), _("familier")

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "tryghed": (
        Example(
            "tryghed-1",
            _("Flere føler sig trygge, når det er mørkt"),
            _(
                "Vi spørger de samme opgange hvert år i november. Vi tæller dem, der svarer tryg eller meget tryg."
            ),
            Unit.PERCENT,
        ),
        Example(
            "tryghed-2",
            _("Flere deltager hver gang"),
            _("Vi tæller ved døren og regner gennemsnittet for en måned."),
            counted=PEOPLE,
        ),
        Example(
            "tryghed-3",
            _("Flere kender deres naboer"),
            _("Vi spørger i alle opgange, om man kender navnet på mindst tre naboer."),
            Unit.PERCENT,
        ),
        Example(
            "tryghed-4",
            _("Flere er frivillige i afdelingen"),
            _("Vi tæller på listen over frivillige hvert halve år."),
            counted=PEOPLE,
        ),
        Example(
            "tryghed-5",
            _("Antallet af udsættelser bliver på det lave niveau"),
            _("Vi tæller udsættelser i afdelingen i et kalenderår hos ejendomskontoret."),
            counted=_("udsættelser"),
            direction=Direction.HOLD,
        ),
        Example(
            "tryghed-6",
            _("Flere beboere kommer fra andre opgange end i dag"),
            _("Vi spørger dem, der kommer, hvor de bor, én uge i hvert kvartal."),
            counted=_("opgange"),
        ),
    ),
    "kriminalpraevention": (
        Example(
            "kriminalpraevention-1",
            _("Færre unge bliver sigtet"),
            _("SSP giver os tallet for området én gang om året. Vi ser kun på antallet."),
            counted=YOUNG,
        ),
        Example(
            "kriminalpraevention-2",
            _("Hærværk koster mindre"),
            _("Vi lægger regningerne for hærværk sammen hvert halve år."),
            Unit.KRONER,
        ),
        Example(
            "kriminalpraevention-3",
            _("Flere unge har et fritidsjob"),
            _("Vi tæller dem, der har haft et fritidsjob i mindst tre måneder."),
            counted=YOUNG,
        ),
        Example(
            "kriminalpraevention-4",
            _("Flere unge går til noget fast"),
            _("Foreningerne tæller de unge fra afdelingen i september og marts."),
            counted=YOUNG,
        ),
        Example(
            "kriminalpraevention-5",
            _("Færre klager over uro om aftenen"),
            _("Vi tæller klager hos ejendomskontoret hvert kvartal."),
            counted=_("klager"),
        ),
        Example(
            "kriminalpraevention-6",
            _("Flere unge kommer igen"),
            _("Vi tæller dem, der har været med mindst fire gange på to måneder."),
            counted=YOUNG,
        ),
    ),
    "uddannelse": (
        Example(
            "uddannelse-1",
            _("Flere børn får lavet deres lektier"),
            _("Vi tæller børn, der har været med mindst tre gange på en måned."),
            counted=CHILDREN,
        ),
        Example(
            "uddannelse-2",
            _("Flere unge er i gang med en uddannelse"),
            _("Kommunen giver os tallet for de 16- til 24-årige i september."),
            Unit.PERCENT,
        ),
        Example(
            "uddannelse-3",
            _("Flere bliver i deres fritidsjob"),
            _("Vi spørger arbejdsgiverne efter seks måneder."),
            Unit.PERCENT,
        ),
        Example(
            "uddannelse-4",
            _("Flere voksne er kommet i arbejde"),
            _("Vi tæller dem, der har haft arbejde i mindst tre måneder, efter at de fik hjælp."),
            counted=PEOPLE,
        ),
        Example(
            "uddannelse-5",
            _("Forskellen til resten af kommunen bliver mindre"),
            _("Vi trækker vores andel af unge i uddannelse fra kommunens hvert år."),
            Unit.PERCENTAGE_POINTS,
        ),
        Example(
            "uddannelse-6",
            _("Flere har prøvet et job i praktik"),
            _("Vi tæller dem, der har gennemført mindst to uger."),
            counted=PEOPLE,
        ),
    ),
    "forebyggelse": (
        Example(
            "forebyggelse-1",
            _("Flere familier gennemfører forløbet"),
            _("Vi tæller familier, der har været med til mindst otte af ti gange."),
            counted=FAMILIES,
        ),
        Example(
            "forebyggelse-2",
            _("Færre udsættelser på grund af gæld"),
            _("Vi tæller udsættelser i et kalenderår hos ejendomskontoret."),
            counted=_("udsættelser"),
        ),
        Example(
            "forebyggelse-3",
            _("Flere får en aftale om deres restance"),
            _("Vi tæller aftaler, som beboeren har holdt i seks måneder."),
            counted=_("aftaler"),
        ),
        Example(
            "forebyggelse-4",
            _("Flere børn går i daginstitution"),
            _("Kommunen giver os tallet for de 1- til 5-årige i oktober."),
            Unit.PERCENT,
        ),
        Example(
            "forebyggelse-5",
            _("Flere forældre kender en anden forælder, de kan ringe til"),
            _("Vi spørger deltagerne, når de begynder, og når de slutter."),
            Unit.PERCENT,
        ),
        Example(
            "forebyggelse-6",
            _("Flere kommer tidligt med deres problem"),
            _("Vi tæller dem, der kommer, før de har fået den første rykker."),
            counted=PEOPLE,
        ),
    ),
}


def for_areas(keys: Iterable[str]) -> list[Example]:
    """The examples of the areas chosen for an initiative; those of every area when none is chosen."""
    chosen = [key for key in keys if key in EXAMPLES] or list(EXAMPLES)
    return [example for key in chosen for example in EXAMPLES[key]]


def find(key: str) -> Example | None:
    return next((example for group in EXAMPLES.values() for example in group if example.key == key), None)
