"""What came after the invented initiatives: approved figures, follow-ups and lessons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from evaluation.comparing import compare
from evaluation.figure_states import approve_figures, lock_figures
from evaluation.following_up import answer_follow_up, ensure_follow_ups
from evaluation.inviting import invite
from evaluation.lessons import Told, write_lesson
from evaluation.models import FollowUp, Measurement
from initiatives.models import Initiative, Partner, Status

from .clock import at, working_day
from .telling import Cast

DAY = dt.timedelta(days=1)

ANSWERS = {
    ("Sommerlejr i gården", 6): ("changed", "Kun én uge, men med flere børn."),
    ("Sommerlejr i gården", 12): ("as_is", "Forældrene stod selv for den i år."),
    ("Tryg aften", 6): ("stopped", "De unge mødes i klubben i stedet."),
}

LESSONS = {
    "Sommerlejr i gården": Told(
        title="Sommerlejr for børn, der ikke skal på ferie",
        verdict="worked",
        problem="Mange børn var alene hjemme hele sommeren, og der var uro i gården.",
        what_was_done="To uger med teater, bål og ture. De store børn hjalp de små.",
        what_happened="46 børn var med. Der kom ingen klager over uro i de to uger.",
        again="yes",
        again_words="Spørg forældrene i marts. I maj er det for sent.",
        cost="under_100",
        ground="own_figures",
    ),
    "Forældrecafé i Fuglekvarteret": Told(
        title="En café, som forældre selv kan holde åben",
        verdict="worked_partly",
        problem="Forældre med små børn kendte ingen i kvarteret.",
        what_was_done="Et sted med kaffe og legetøj to formiddage om ugen, med en koordinator det første år.",
        what_happened="38 familier kom. Fædrene kom næsten ikke.",
        again="differently",
        again_words="Hold også åbent om lørdagen.",
        cost="under_500",
        ground="own_figures",
    ),
    "Tryg aften": Told(
        title="Et åbent hus uden program blev ikke brugt",
        verdict="did_not_work",
        problem="Unge hang ud på parkeringspladsen fredag aften.",
        what_was_done="Åbent beboerhus med spil og musik. To voksne hver gang.",
        what_happened="Der kom fire til seks unge. De sagde, at de hellere ville lave noget bestemt.",
        again="no",
        cost="under_500",
        ground="pilot",
        is_anonymous=True,
    ),
}


def tell_what_came_after(cast: Cast) -> None:
    """Everything above, with the portal's own write functions, in the order of the days."""
    found = {
        row.name: row for row in Initiative.objects.filter(is_fictitious=True).select_related("responsible")
    }
    ensure_follow_ups(cast.today)
    for (name, months), (answer, sentence) in ANSWERS.items():
        row = FollowUp.objects.select_related("initiative").get(initiative=found[name], months=months)
        with at(working_day(row.due_on + 3 * DAY), 9, 20):
            answer_follow_up(row, answer=answer, sentence=sentence, by=found[name].responsible)
    for name, told in LESSONS.items():
        with at(cast.day(-20), 11, 0):
            write_lesson(found[name], told=told, share=True, by=found[name].responsible)
    with at(cast.day(-1), 14, 0):
        _approve(found)
    _compare(found, cast)
    _invite(found, cast)


def _approve(found: dict[str, Initiative]) -> None:
    """All but the newest figure are approved; those of what has ended have been used and are locked."""
    for case in found.values():
        if case.status == Status.CLOSED:
            approve_figures(case, by=case.responsible)
            lock_figures(case, by=case.responsible)
        elif case.status == Status.RUNNING:
            old = (
                Measurement.objects.to_approve()
                .filter(criterion__initiative=case)
                .order_by("-measured_on")[1:]
            )
            approve_figures(case, by=case.responsible, only=[row.pk for row in old])


def _invite(found: dict[str, Initiative], cast: Cast) -> None:
    """The municipality writes one of the figures itself."""
    case = found["Mentor for unge"]
    partnership = case.partnerships.select_related("initiative", "partner").get(
        partner__kind=Partner.Kind.MUNICIPAL_AUTHORITY
    )
    with at(cast.day(-1), 15, 0):
        invited = invite(
            partnership,
            email="teamlederen.unge@example.dk",
            role="Teamlederen for unge",
            criteria=[case.criteria.first()],
            expires_on=cast.day(60),
            by=case.responsible,
        )
    User.objects.filter(pk=invited.person_id).update(phone="00 00 00 00")


def _compare(found: dict[str, Initiative], cast: Cast) -> None:
    case = found["Mentor for unge"]
    goal = case.criteria.first()
    for whose, figures in (("municipality", ((-300, 3), (-40, 4))), ("country", ((-300, 12), (-40, 13)))):
        for days, value in figures:
            with at(cast.day(-1), 14, 30):
                compare(
                    goal,
                    whose=whose,
                    value=Decimal(value),
                    measured_on=cast.day(days),
                    source="Opdigtet tal til demoen",
                    by=case.responsible,
                )
