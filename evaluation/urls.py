"""The addresses of goals, measurements and evaluations. Danish, as people see them."""

from django.urls import path

from .views import (
    afterwards,
    answering,
    criteria,
    entering,
    figure_states,
    goals,
    invitations,
    lessons,
    lists,
    overview,
    plans,
    promises,
)

app_name = "evaluation"

GOALS = [
    path("indsatser/<int:pk>/resultatkontrakt/loefter/", promises.promises, name="promises"),
    path("indsatser/<int:pk>/maal/", criteria.criteria, name="criteria"),
    path("indsatser/<int:pk>/maal/kladde/", criteria.keep_typed, name="criteria_typed"),
    path("indsatser/<int:pk>/maal/godkend/", figure_states.approve_all, name="approve_figures"),
    path("indsatser/<int:pk>/maal/laas/", figure_states.lock, name="lock_figures"),
    path("indsatser/<int:pk>/maal/nyt/", criteria.add, name="criterion_add"),
    path("indsatser/<int:pk>/maal/<int:criterion>/", goals.goal, name="goal"),
    path("indsatser/<int:pk>/maal/<int:criterion>/ret/", criteria.edit, name="criterion_edit"),
    path("indsatser/<int:pk>/maal/<int:criterion>/fjern/", criteria.remove, name="criterion_remove"),
    path("indsatser/<int:pk>/maal/<int:criterion>/maaling/", goals.measure, name="measure"),
    path(
        "indsatser/<int:pk>/maal/<int:criterion>/maaling/<int:measurement>/ret/",
        goals.correct,
        name="measurement_correct",
    ),
    path(
        "indsatser/<int:pk>/maal/<int:criterion>/maaling/<int:measurement>/godkend/",
        figure_states.approve,
        name="measurement_approve",
    ),
    path(
        "indsatser/<int:pk>/maal/<int:criterion>/sammenligning/", figure_states.comparison, name="comparison"
    ),
]

EVALUATIONS = [
    path("indsatser/<int:pk>/evalueringer/", lists.evaluations, name="list"),
    path("indsatser/<int:pk>/evalueringer/plan/", plans.plan, name="plan"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/", answering.answer, name="answer"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kladde/", answering.keep_typed, name="answer_typed"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/tjek/", answering.check, name="answer_check"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kvittering/", answering.receipt, name="receipt"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/billede/", answering.paper_photo, name="paper_photo"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kan-ikke/", answering.cannot, name="cannot_answer"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/paa-vegne/", entering.enter, name="enter"),
    path(
        "indsatser/<int:pk>/evalueringer/<int:eid>/paa-vegne/kladde/", entering.keep_typed, name="enter_typed"
    ),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/spring-over/", entering.skip, name="skip"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/aabn/", entering.open_now, name="open"),
]

INVITED = [
    path("indsatser/<int:pk>/indbydelser/", invitations.invitations, name="invitations"),
    path("indsatser/<int:pk>/indbydelser/<int:invitation>/luk/", invitations.close, name="invitation_close"),
    path(
        "indsatser/<int:pk>/indbydelser/<int:invitation>/tal/",
        invitations.partner_figures,
        name="partner_figures",
    ),
]

AFTERWARDS = [
    path("indsatser/<int:pk>/opfoelgning/", afterwards.follow_ups, name="follow_ups"),
    path("indsatser/<int:pk>/opfoelgning/<int:fid>/", afterwards.follow_up, name="follow_up"),
    path("opfoelgning/<str:token>/", afterwards.follow_up_link, name="follow_up_link"),
    path("indsatser/<int:pk>/bagefter/", afterwards.continuation, name="continuation"),
    path("indsatser/<int:pk>/forsoeg/", afterwards.pilot, name="pilot"),
    path("indsatser/<int:pk>/laering/", lessons.write, name="lesson_write"),
    path("laering/", lessons.lessons, name="lessons"),
    path("laering/<int:pk>-<slug:slug>/", lessons.lesson, name="lesson"),
    path("overblik/selvkoerende/", overview.self_running, name="self_running"),
    path("overblik/selvkoerende/indsatser/", overview.self_running_rows, name="self_running_rows"),
    path("overblik/maal/", overview.goals, name="goals_overview"),
]

urlpatterns = GOALS + EVALUATIONS + INVITED + AFTERWARDS
