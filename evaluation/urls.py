"""The addresses of goals, measurements and evaluations. Danish, as people see them."""

from django.urls import path

from .views import answering, criteria, entering, goals, lists, plans

app_name = "evaluation"

GOALS = [
    path("indsatser/<int:pk>/maal/", criteria.criteria, name="criteria"),
    path("indsatser/<int:pk>/maal/kladde/", criteria.keep_typed, name="criteria_typed"),
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
]

EVALUATIONS = [
    path("indsatser/<int:pk>/evalueringer/", lists.evaluations, name="list"),
    path("indsatser/<int:pk>/evalueringer/plan/", plans.plan, name="plan"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/", answering.answer, name="answer"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kladde/", answering.keep_typed, name="answer_typed"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/tjek/", answering.check, name="answer_check"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kvittering/", answering.receipt, name="receipt"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/kan-ikke/", answering.cannot, name="cannot_answer"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/paa-vegne/", entering.enter, name="enter"),
    path(
        "indsatser/<int:pk>/evalueringer/<int:eid>/paa-vegne/kladde/", entering.keep_typed, name="enter_typed"
    ),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/spring-over/", entering.skip, name="skip"),
    path("indsatser/<int:pk>/evalueringer/<int:eid>/aabn/", entering.open_now, name="open"),
]

urlpatterns = GOALS + EVALUATIONS
