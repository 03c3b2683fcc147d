"""The policy's four focus areas, and Landsbyggefonden's four of 2019-26 that they map to.

The policy's areas are, word for word, the fund's from 2015-18. The mapping to the fund's present
areas is our own reading and not one to one; administrators can change it.
"""

from typing import NamedTuple


class AreaData(NamedTuple):
    key: str
    name: str
    name_en: str
    icon: str = ""
    fund_keys: tuple[str, ...] = ()


FUND_AREAS = (
    AreaData("uddannelse-livschancer", "Uddannelse og livschancer", "Education and life chances"),
    AreaData("beskaeftigelse", "Beskæftigelse", "Employment"),
    AreaData("kriminalitetsforebyggelse", "Kriminalitetsforebyggelse", "Crime prevention"),
    AreaData(
        "sammenhaengskraft",
        "Sammenhængskraft og medborgerskab",
        "Cohesion and citizenship",
    ),
)

FOCUS_AREAS = (
    AreaData(
        "tryghed", "Tryghed og trivsel", "Safety and well-being", "shield-check", ("sammenhaengskraft",)
    ),
    AreaData(
        "kriminalpraevention",
        "Kriminalpræventiv indsats",
        "Crime prevention",
        "handshake",
        ("kriminalitetsforebyggelse",),
    ),
    AreaData(
        "uddannelse",
        "Uddannelse og beskæftigelse",
        "Education and employment",
        "graduation-cap",
        ("beskaeftigelse", "uddannelse-livschancer"),
    ),
    AreaData(
        "forebyggelse",
        "Forebyggelse og forældreansvar",
        "Prevention and parental responsibility",
        "baby",
        ("uddannelse-livschancer",),
    ),
)
