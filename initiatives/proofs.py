"""What initiatives itself can prove: residents, volunteers, statements, partners, knowledge, areas.

Each check returns `Met`, `Unmet` with reasons people can read, or `NotApplicable`. The sentences are
those of blueprint § 5.2: what is missing, why, and who can mend it.
"""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .checklist import Requirement, marks
from .facts import (
    area_keys,
    departments,
    municipal_partnerships,
    overlapping_projects,
    own_departments,
    partnerships,
)
from .models import (
    BoardRequest,
    CouncilDecision,
    Department,
    DisplacementRequest,
    ResidentDecision,
    ResultContract,
    SupportService,
    VolunteerActivity,
)
from .proving import Case, Met, NotApplicable, Proof, Reason, Result, Unmet
from .supporting import services_by_department
from .wording import days_ago, listed


def _reason(case: Case, text: str, page: str, action: str, *args) -> Reason:
    """A reason that the person responsible for the initiative can mend."""
    responsible = case.initiative.responsible
    return Reason(
        text=text,
        who=responsible.name,
        who_id=responsible.pk,
        where=reverse_lazy(page, args=[case.initiative.pk, *args]),
        action=action,
    )


# --- 1.1 ------------------------------------------------------------------------------------
def _current_decisions(case: Case) -> dict[int, ResidentDecision]:
    return case.load(
        "resident_decisions",
        lambda i: {d.department_id: d for d in i.resident_decisions.current()},
    )


def _open_requests(case: Case) -> dict[int, BoardRequest]:
    return case.load(
        "open_requests",
        lambda i: {r.department_id: r for r in i.board_requests.filter(closed_at__isnull=True)},
    )


def residents_decided(case: Case, requirement: Requirement) -> Result:
    """Policy 1: each participating AAB department's residents took part in the decision and said yes.

    A board's own approval is not residents' involvement: the record names a meeting or a ballot.
    Other organisations' residents decide under their own rules and are not asked here.
    """
    own = own_departments(case)
    if not own:
        text = gettext(
            "Vælg mindst én afdeling i AAB. Det er beboerne dér, der skal være med til at beslutte."
        )
        return Unmet((_reason(case, text, "initiatives:edit", gettext("Vælg afdelinger")),))
    reasons = [reason for department in own if (reason := _residents_missing(case, department))]
    if reasons:
        return Unmet(tuple(reasons), started=len(reasons) < len(own))
    decided = _council_decisions(case)
    said_yes = [department for department in own if department.pk not in decided]
    notes = [
        _council_note(department, decided[department.pk]) for department in own if department.pk in decided
    ]
    if said_yes:
        words = ngettext(
            "Beboerne i %(departments)s har sagt ja.",
            "Beboerne i %(departments)s har sagt ja.",
            len(said_yes),
        )
        notes.insert(0, words % {"departments": listed(department.title for department in said_yes)})
    return Met(" ".join(notes))


def _council_decisions(case: Case) -> dict[int, CouncilDecision]:
    """{department id: what the repræsentantskab decided} where the residents said no (§ 37 stk. 4)."""

    def read(_initiative):
        noes = {answer.pk: pk for pk, answer in _current_decisions(case).items() if answer.says_no}
        if not noes:
            return {}
        found = CouncilDecision.objects.filter(resident_decision__in=noes)
        found = found.select_related("recorded_by", "evidence")
        return {noes[decision.resident_decision_id]: decision for decision in found}

    return case.load("council_decisions", read)


def _council_note(department: Department, decision: CouncilDecision) -> str:
    return gettext(
        "Beboerne i %(department)s sagde nej. Repræsentantskabet besluttede den %(day)s (punkt %(item)s), at "
        "indsatsen skal gennemføres dér efter almenboligloven § 37 stk. 4."
    ) % {
        "department": department.title,
        "day": date_format(decision.decided_on, "j. F Y"),
        "item": decision.item_number,
    }


def _residents_missing(case: Case, department: Department) -> Reason | None:
    decision = _current_decisions(case).get(department.pk)
    request = _open_requests(case).get(department.pk)
    board = gettext("Bestyrelsen i %(department)s") % {"department": department.title}
    where = reverse_lazy("initiatives:residents", args=[case.initiative.pk])
    names = {"department": department.title}
    if decision is None and request is not None:
        text = gettext(
            "%(department)s har ikke svaret endnu. AAB kan kun starte en indsats, når beboerne har været "
            "med til at beslutte den. Bestyrelsen i %(department)s kan svare. Du kan sende en påmindelse "
            "eller skrive svaret ind for dem."
        )
        who = gettext("%(board)s. Mail sendt %(day)s.") % {
            "board": board,
            "day": date_format(request.asked_on, "j. F"),
        }
        return Reason(text % names, who, where, gettext("Se svarene"), waiting=True)
    if decision is None:
        text = gettext(
            "%(department)s er ikke spurgt endnu. AAB kan kun starte en indsats, når beboerne har været med "
            "til at beslutte den. Send spørgsmålet til bestyrelsen, eller skriv svaret ind for dem."
        )
        return _reason(case, text % names, "initiatives:residents", gettext("Spørg bestyrelsen"))
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        text = gettext(
            "Beboerne i %(department)s er ikke spurgt endnu. Aftal med bestyrelsen, hvornår de bliver spurgt. "
            "Når de er spurgt, kan bestyrelsen svare igen."
        )
        return Reason(text % names, board, where, gettext("Se svarene"))
    if decision.objected_at:
        text = gettext(
            "Bestyrelsen i %(department)s er ikke enig i det svar, AAB har skrevet ind. Tal med bestyrelsen, og skriv "
            "det rigtige svar ind, eller spørg dem igen."
        )
        return Reason(text % names, board, where, gettext("Se indsigelsen"))
    if not decision.says_yes and department.pk not in _council_decisions(case):
        text = gettext(
            "Beboerne i %(department)s sagde nej. Så kan indsatsen ikke starte der. Du kan tage afdelingen ud "
            "eller tale med bestyrelsen om en ny plan."
        )
        return _reason(case, text % names, "initiatives:residents", gettext("Tag afdelingen ud"))
    if any(department_id == department.pk for _key, department_id in marks(case)):
        text = gettext(
            "Du har ændret indsatsen, efter at %(department)s sagde ja. Derfor skal de se den igen. De får "
            "kun vist det, der er ændret."
        )
        if request is not None:
            who = gettext("%(board)s. Mail sendt %(day)s.") % {
                "board": board,
                "day": date_format(request.asked_on, "j. F"),
            }
            return Reason(text % names, who, where, gettext("Se svarene"), waiting=True, look_again=True)
        responsible = case.initiative.responsible
        return Reason(
            text % names,
            responsible.name,
            where,
            gettext("Send ændringen"),
            who_id=responsible.pk,
            look_again=True,
        )
    return None


# --- 1.2 ------------------------------------------------------------------------------------
def displacement_examined(case: Case, requirement: Requirement) -> Result:
    """Policy 1: an initiative with money from outside must not take over what residents do already.

    Each department's register has been looked at and each activity answered. An empty register
    reads as "not examined" until somebody has asked the board; it never reads as "no conflict".
    """
    reviews = case.load(
        "displacement",
        lambda i: {r.department_id: r for r in i.displacement_reviews.prefetch_related("answers__activity")},
    )
    registered = case.load("volunteer_activities", lambda i: activities_of(departments(case)))
    everyone = departments(case)
    unseen = [
        department
        for department in everyone
        if department.pk not in reviews
        or set(registered.get(department.pk, ()))
        - {answer.activity_id for answer in reviews[department.pk].answers.all()}
    ]
    conflicts = [
        answer.activity
        for department in everyone
        if department.pk in reviews
        for answer in reviews[department.pk].answers.all()
        if answer.effect == answer.Effect.CONFLICTS
    ]
    asked = _open_displacement_requests(case) if unseen else {}
    reasons = [_waits_for_the_board(case, asked[d.pk]) for d in unseen if d.pk in asked]
    if not everyone or any(department.pk not in asked for department in unseen):
        count = sum(len(registered.get(department.pk, ())) for department in everyone)
        there_is = (
            ngettext(
                "Der er %(count)s aktivitet i afdelingerne i dag.",
                "Der er %(count)s aktiviteter i afdelingerne i dag.",
                count,
            )
            % {"count": count}
            if count
            else gettext("Ingen har skrevet aktiviteter ind, så det er ikke undersøgt. Spørg bestyrelsen.")
        )
        text = gettext(
            "Skriv, hvordan indsatsen passer sammen med det, beboerne selv gør. %(there_is)s "
            "En indsats med penge udefra må ikke tage over for dem."
        ) % {"there_is": there_is}
        reasons.append(_reason(case, text, "initiatives:displacement", gettext("Skriv det")))
    if conflicts:
        text = gettext(
            "Indsatsen tager over for %(activities)s. Det må en indsats med penge udefra ikke. "
            "Lav indsatsen om sammen med dem, der står for det."
        ) % {"activities": listed(activity.name for activity in conflicts)}
        reasons.append(_reason(case, text, "initiatives:displacement", gettext("Ret det")))
    if reasons:
        return Unmet(tuple(reasons), started=bool(reviews))
    return Met(gettext("Indsatsen tager ikke over for det, beboerne selv gør."))


def _open_displacement_requests(case: Case) -> dict[int, DisplacementRequest]:
    return case.load(
        "open_displacement_requests",
        lambda i: {
            r.department_id: r
            for r in i.displacement_requests.filter(closed_at__isnull=True).select_related(
                "department__organisation"
            )
        },
    )


def _waits_for_the_board(case: Case, request: DisplacementRequest) -> Reason:
    board = gettext("Bestyrelsen i %(department)s") % {"department": request.department.title}
    text = gettext(
        "Venter på svar fra bestyrelsen i %(department)s, spurgt %(since)s. De svarer, om indsatsen tager over for "
        "det, beboerne selv gør. Du kan også ringe til dem og skrive, hvad de siger."
    ) % {
        "department": request.department.title,
        "since": days_ago(timezone.localdate(request.asked_at), case.on),
    }
    where = reverse_lazy("initiatives:displacement", args=[case.initiative.pk])
    return Reason(text, board, where, gettext("Se svarene"), waiting=True)


def activities_of(found: list[Department]) -> dict[int, list[int]]:
    """{department id: the ids of the volunteer activities there that have not ended}."""
    activities: dict[int, list[int]] = {}
    rows = VolunteerActivity.objects.filter(department__in=[d.pk for d in found], ended_on__isnull=True)
    for pk, department_id in rows.values_list("pk", "department"):
        activities.setdefault(department_id, []).append(pk)
    return activities


# --- Statements -----------------------------------------------------------------------------
def statements(case: Case) -> dict[tuple[str, str], str]:
    """{(requirement key, prompt key): text} of everything written under the points."""
    return case.load(
        "statements",
        lambda i: {(s.requirement_key, s.prompt_key): s.text for s in i.statements.all()},
    )


def stated(case: Case, requirement: Requirement) -> Result:
    """Every question of the point has been answered in words."""
    written = statements(case)
    prompts = [prompt["key"] for prompt in requirement.prompts]
    answered = [key for key in prompts if written.get((requirement.key, key))]
    if prompts and len(answered) == len(prompts):
        return Met(written[(requirement.key, prompts[0])])
    reason = _reason(
        case, requirement.reader_missing, "initiatives:point", gettext("Skriv det"), requirement.key
    )
    return Unmet((reason,), started=bool(answered))


# --- 2.2 ------------------------------------------------------------------------------------
def debt_counselling(case: Case) -> dict[int, SupportService]:
    """The debt counselling of each participating AAB department that has one, by department id."""

    def read(_initiative):
        found = services_by_department(own_departments(case))
        debt = SupportService.Kind.DEBT_COUNSELLING
        return {pk: services[debt][0] for pk, services in found.items() if debt in services}

    return case.load("debt_counselling", read)


def debt_help_offered(case: Case, requirement: Requirement) -> Result:
    """Policy 2: the residents of every department have somewhere to go with debt, or it is written where.

    A department whose counselling is registered needs no words: the register is the better source.
    """
    written = stated(case, requirement)
    own = own_departments(case)
    if isinstance(written, Met) or not own:
        return written
    offers = debt_counselling(case)
    if len(offers) == len(own):
        return Met(listed(f"{d.title}: {offers[d.pk].in_words}" for d in own))
    without = listed(department.title for department in own if department.pk not in offers)
    text = gettext("%(missing)s Vi kender ingen gældsrådgivning i %(departments)s.") % {
        "missing": requirement.reader_missing,
        "departments": without,
    }
    reason = _reason(case, text, "initiatives:point", gettext("Skriv det"), requirement.key)
    return Unmet((reason,), started=bool(offers) or written.started)


# --- 3.1 ------------------------------------------------------------------------------------
def physical_projects_linked(case: Case, requirement: Requirement) -> Result:
    """Policy 3: where building work overlaps, somebody has said how the two meet."""
    projects = overlapping_projects(case)
    if not projects:
        return NotApplicable(gettext("Der er ingen byggesag i afdelingerne i perioden."))
    linked = case.load("physical_links", lambda i: set(i.physical_links.values_list("project", flat=True)))
    waiting = [project for project in projects if project.pk not in linked]
    if not waiting:
        return Met(gettext("Koblet til %(projects)s.") % {"projects": listed(projects)})
    first = waiting[0]
    where = listed(sorted({d.title for d in first.departments.all()} & {d.title for d in departments(case)}))
    if first.starts_on:
        text = gettext(
            "Der er en byggesag i %(where)s fra %(year)s. Skriv, om I kan bruge den, eller hvorfor ikke."
        ) % {"where": where, "year": first.starts_on.year}
    else:
        text = gettext("Der er en byggesag i %(where)s. Skriv, om I kan bruge den, eller hvorfor ikke.") % {
            "where": where
        }
    reason = _reason(case, text, "initiatives:physical", gettext("Skriv det"))
    return Unmet((reason,), started=len(waiting) < len(projects))


# --- 4.1 and 5.2 ----------------------------------------------------------------------------
def partners_named(case: Case, requirement: Requirement) -> Result:
    """Policy 4: at least one partner, with what it does and whom to call."""
    found = partnerships(case)
    if found:
        return Met(listed(partnership.partner.name for partnership in found))
    text = gettext("Skriv, hvem I arbejder sammen med. Løser I det selv, så forklar hvorfor.")
    return Unmet((_reason(case, text, "initiatives:partners", gettext("Tilføj en partner")),))


def result_contracts(case: Case, requirement: Requirement) -> Result:
    """Policy 5: a signed result contract per municipal authority, or what was tried.

    The policy says "vil arbejde for": a contract that could not be had, with what was tried, is enough. Whether a
    signed one promises results is asked by `evaluation.proofs`, which is what the composition lists.
    """
    authorities = municipal_partnerships(case)
    if not authorities:
        text = gettext(
            "Kommunen er med, men ingen forvaltning er skrevet ind som partner. Tilføj forvaltningen, "
            "eller forklar, hvorfor den ikke er der endnu."
        )
        return Unmet((_reason(case, text, "initiatives:partners", gettext("Tilføj en partner")),))
    settled = {ResultContract.State.SIGNED, ResultContract.State.NOT_OBTAINED}
    waiting = [
        partnership
        for partnership in authorities
        if getattr(partnership, "result_contract", None) is None
        or partnership.result_contract.state not in settled
    ]
    if not waiting:
        return Met(
            gettext("Aftalt eller forsøgt med %(partners)s.")
            % {"partners": listed(partnership.partner.name for partnership in authorities)}
        )
    if len(authorities) == 1:
        text = gettext(
            "Kommunen er med, men der er ingen aftale om resultater. Læg aftalen ind, eller forklar, hvorfor den "
            "ikke er der endnu."
        )
    else:
        text = gettext(
            "Kommunen er med, men der er ingen aftale om resultater med %(partners)s. Læg aftalen ind, "
            "eller forklar, hvorfor den ikke er der endnu."
        ) % {"partners": listed(partnership.partner.name for partnership in waiting)}
    reason = _reason(case, text, "initiatives:contracts", gettext("Læg aftalen ind"))
    return Unmet((reason,), started=len(waiting) < len(authorities))


# --- 6.1 and 6.5 ----------------------------------------------------------------------------
def evidence_or_pilot(case: Case, requirement: Requirement) -> Result:
    """Policy 6: documented effect, or an open experiment with what is to be learnt and a stop rule.

    A prompt with "when": "proven" is asked when the initiative builds on something that works, one
    with "when": "pilot" when it is an experiment (forsøgsprojekt).
    """
    if case.initiative.is_pilot is None:
        text = gettext(
            "Vælg, om I bygger på noget, der virker, eller om det er et forsøg. Er det et forsøg, skal du "
            "skrive, hvad I vil lære."
        )
        return Unmet((_reason(case, text, "initiatives:knowledge", gettext("Vælg")),))
    track = "pilot" if case.initiative.is_pilot else "proven"
    written = statements(case)
    prompts = [prompt for prompt in requirement.prompts if prompt.get("when") == track]
    missing = [prompt for prompt in prompts if not written.get((requirement.key, prompt["key"]))]
    if prompts and not missing:
        note = written[(requirement.key, prompts[0]["key"])]
        return Met(gettext("Forsøg: %(note)s") % {"note": note} if track == "pilot" else note)
    text = (
        gettext("Det er et forsøg. Skriv, hvad I vil lære, og hvad der får jer til at stoppe.")
        if track == "pilot"
        else gettext("Skriv, hvor I ved det fra, at det virker.")
    )
    return Unmet((_reason(case, text, "initiatives:knowledge", gettext("Skriv det")),), started=True)


def focus_area_chosen(case: Case, requirement: Requirement) -> Result:
    """Policy 6: AAB gives weight to four areas. It is a weighting, not a limit: others are explained."""
    if area_keys(case):
        return Met(listed(case.initiative.areas.all()))
    text = gettext("Vælg det område, indsatsen handler om. Passer ingen af dem, så forklar hvorfor.")
    return Unmet((_reason(case, text, "initiatives:edit", gettext("Vælg område")),))


PROOFS = {
    "residents_decided": Proof(
        residents_decided,
        _("Beboerne i hver AAB-afdeling har været med til at beslutte, og de sagde ja."),
        "initiatives:residents",
    ),
    "displacement_examined": Proof(
        displacement_examined,
        _("Det frivillige arbejde i hver afdeling er gennemgået, og intet bliver fortrængt."),
        "initiatives:displacement",
    ),
    "debt_help_offered": Proof(
        debt_help_offered,
        _("Gældsrådgivning i hver AAB-afdeling, eller ord om, hvor beboerne kan få hjælp."),
    ),
    "stated": Proof(stated, _("Alle punktets spørgsmål er besvaret med ord.")),
    "physical_projects_linked": Proof(
        physical_projects_linked,
        _("Hver byggesag i perioden er koblet til indsatsen."),
        "initiatives:physical",
    ),
    "partners_named": Proof(
        partners_named, _("Mindst én partner med rolle og kontakt."), "initiatives:partners"
    ),
    "evidence_or_pilot": Proof(
        evidence_or_pilot,
        _("En kilde til viden, eller et forsøg med det, I vil lære, og det, der får jer til at stoppe."),
        "initiatives:knowledge",
    ),
    "focus_area_chosen": Proof(focus_area_chosen, _("Mindst ét område er valgt."), "initiatives:edit"),
}
