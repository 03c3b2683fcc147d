"""Invented agreements of all four kinds, what they promise, and their files in versions.

The contact-person scheme (kontaktpersonordning) is a service of the municipality: see `supporting.py`.
"""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.uploads import CheckedUpload, check
from evaluation.promising import promise
from initiatives import agreement_writing as writing
from initiatives import successions
from initiatives.models import (
    Initiative,
    MainAgreement,
    Partner,
    PartnerContact,
    ResultContract,
    StrategicAgreement,
    Succession,
)
from initiatives.partners import CONTRACT_COLUMNS, record_contract

from .clock import at
from .papers import one_page
from .telling import Cast

TERMS = {
    "our_kr": 60_000,
    "our_hours": 120,
    "their_kr": 40_000,
    "their_hours": 200,
    "follow_up": "Hvert halve år, på skift hos hinanden",
    "consequence": "Vi mødes inden en måned og aftaler, hvad der skal gøres anderledes.",
    "termination": "Med tre måneders varsel, skriftligt.",
}
PLAN = "Fritidsjob til unge i Høje Gladsaxe"


def make_agreements(cast: Cast) -> None:
    """A hovedaftale, a samarbejdsaftale with two delaftaler, and terms and promises of the result contracts."""
    with at(cast.day(0), 23, 31):
        _main(cast)
    with at(cast.day(0), 23, 32):
        _strategic(cast)
    with at(cast.day(0), 23, 33):
        _contracts(cast)
    with at(cast.day(0), 23, 34):
        _what_came_before(cast)
    _contacts(cast)


def _what_came_before(cast: Cast) -> None:
    """The dinners go on from an evening that is over."""
    before, after = (Initiative.objects.get(name=name) for name in ("Tryg aften", "Fællesspisning i gården"))
    successions.link(before, after, how=Succession.How.CONTINUES, by=cast.people["mette"])


def _contacts(cast: Cast) -> None:
    """People at partners: one who works there, one who has just left, one who left long ago."""
    partner = Partner.objects.get(name="Frivilligcenter Broen")
    for name, role, left in (
        ("Sanne Eksempel", "Leder af centret", None),
        ("Bo Eksempel", "Frivilligkonsulent", -40),
        ("Ane Eksempel", "Bogholder", -200),
    ):
        PartnerContact.objects.create(
            partner=partner,
            name=name,
            role=role,
            email=f"{name.split()[0].lower()}@example.dk",
            left_on=None if left is None else cast.day(left),
        )


def _main(cast: Cast) -> None:
    by = cast.people["lars"]
    agreement = writing.record_agreement(
        MainAgreement(),
        by=by,
        title="Hovedaftale om det boligsociale arbejde i Gladsaxe (opdigtet)",
        municipality="Gladsaxe",
        state="signed",
        begins_on=cast.day(-650),
        ends_on=cast.day(80),
        purpose="Kommunen og boligorganisationerne mødes to gange om året og ser på tallene sammen.",
        next_follow_up_on=cast.day(40),
        **{name: TERMS[name] for name in ("follow_up", "termination")},
    )
    writing.set_party(agreement, partner=None, signed_on=cast.day(-660), by=by)
    writing.set_party(agreement, partner=cast.partners["Gladsaxe Kommune"], signed_on=cast.day(-655), by=by)
    writing.add_version(agreement, upload=_paper("hovedaftale.pdf", agreement.title), by=by)


def _strategic(cast: Cast) -> None:
    case = Initiative.objects.get(name=PLAN)
    by = case.responsible
    agreement = writing.record_agreement(
        StrategicAgreement(initiative=case),
        by=by,
        title="Samarbejdsaftale om unge i Høje Gladsaxe (opdigtet)",
        main=MainAgreement.objects.get(),
        state="signed",
        begins_on=case.starts_on,
        ends_on=case.ends_on,
        purpose="Flere unge får et job efter skole, og færre hænger ud uden noget at lave.",
        next_follow_up_on=cast.day(60),
        **TERMS,
    )
    writing.set_party(agreement, partner=None, signed_on=case.starts_on, by=by)
    for partnership in case.partnerships.select_related("partner"):
        writing.set_party(agreement, partner=partnership.partner, signed_on=case.starts_on, by=by)
    for key, problem, agreed in (
        (
            "uddannelse",
            "Få unge kender nogen, der har et job.",
            "Ungdomsskolen sender unge til os hver måned.",
        ),
        ("kriminalpraevention", "Uro ved centret om aftenen.", "SSP og projektet mødes hver fjortende dag."),
    ):
        writing.set_part(agreement, area=cast.areas[key], problem=problem, agreed=agreed, by=by)
    writing.add_version(agreement, upload=_paper("aftale-udkast.pdf", "Udkast"), by=by)
    writing.add_version(agreement, upload=_paper("aftale-underskrevet.pdf", agreement.title), by=by)
    promise(agreement, case.criteria.all(), by=by)


def _contracts(cast: Cast) -> None:
    """Running cases with a signed contract: what each side gives, and the first of their goals as a promise."""
    found = ResultContract.objects.filter(
        state=ResultContract.State.SIGNED,
        partnership__initiative__status__in=("approved", "running"),
        partnership__initiative__is_fictitious=True,
    ).select_related("partnership__initiative", "partnership__partner")
    for place, contract in enumerate(found.order_by("pk")):
        case = contract.partnership.initiative
        said = {name: getattr(contract, name) for name in CONTRACT_COLUMNS} | TERMS
        said |= {"next_follow_up_on": cast.day(30 + 11 * place)}
        mended = record_contract(contract.partnership, by=case.responsible, **said)
        writing.add_version(mended, upload=_paper("resultatkontrakt.pdf", case.name), by=case.responsible)
        promise(mended, case.criteria.order_by("pk")[:1], by=case.responsible)


def _paper(name: str, title: str) -> CheckedUpload:
    lines = [title, "Opdigtet til visning.", "", "Parterne er enige om det, der står i portalen."]
    return check(SimpleUploadedFile(name, one_page(lines), "application/pdf"))
