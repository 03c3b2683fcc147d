"""The addresses of initiatives and their checklists. Danish, as people see them."""

from django.urls import path

from .views import (
    checklist,
    displacement,
    drafts,
    evidence,
    history,
    lists,
    moves,
    partners,
    points,
    resident_answer,
    resident_entry,
    residents,
    send,
)

app_name = "initiatives"

# The case itself: list, draft, checklist, points, sending, moves, history.
CASE = [
    path("indsatser/", lists.initiatives, name="list"),
    path("indsatser/ny/", drafts.create, name="create"),
    path("indsatser/ny/kladde/", drafts.keep_new, name="create_typed"),
    path("indsatser/<int:pk>/rediger/", drafts.edit, name="edit"),
    path("indsatser/<int:pk>/rediger/kladde/", drafts.keep_edit, name="edit_typed"),
    path("indsatser/<int:pk>/tjekliste/", checklist.checklist, name="checklist"),
    path("indsatser/<int:pk>/tjekliste/<str:key>/", points.point, name="point"),
    path("indsatser/<int:pk>/tjekliste/<str:key>/forklar/", points.explain, name="explain"),
    path("indsatser/<int:pk>/tjekliste/<str:key>/kladde/", points.keep_typed, name="point_typed"),
    path("indsatser/<int:pk>/viden/", points.knowledge, name="knowledge"),
    path("indsatser/<int:pk>/send/", send.send, name="send"),
    path("indsatser/<int:pk>/flyt/<str:name>/", moves.move, name="move"),
    path("indsatser/<int:pk>/historik/", history.history, name="history"),
]

# Who and what the case meets: partners, contracts, volunteer work, building work.
AROUND = [
    path("indsatser/<int:pk>/partnere/", partners.partners, name="partners"),
    path("indsatser/<int:pk>/resultatkontrakt/", partners.contracts, name="contracts"),
    path("indsatser/<int:pk>/frivilligt/", displacement.displacement, name="displacement"),
    path("indsatser/<int:pk>/byggesager/", displacement.physical, name="physical"),
]

# The residents' decision of each department, and the files of the case.
RESIDENTS = [
    path("indsatser/<int:pk>/beboerbeslutning/", residents.overview, name="residents"),
    path("indsatser/<int:pk>/beboerbeslutning/send/", residents.send, name="residents_send"),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/",
        resident_answer.resident_answer,
        name="resident_answer",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/kladde/",
        resident_answer.resident_typed,
        name="resident_typed",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/tjek/",
        resident_answer.resident_answer_check,
        name="resident_answer_check",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/kvittering/",
        resident_answer.resident_receipt,
        name="resident_receipt",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/paa-vegne/",
        resident_entry.enter,
        name="resident_enter",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/paa-vegne/kladde/",
        resident_entry.enter_typed,
        name="resident_enter_typed",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/paamind/",
        residents.remind,
        name="resident_remind",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/tag-ud/",
        residents.remove,
        name="resident_remove",
    ),
    path("indsatser/<int:pk>/filer/", evidence.files, name="files"),
    path("bilag/<int:pk>/", evidence.evidence, name="evidence"),
    path("bilag/<int:pk>/fjern/", evidence.mark, name="evidence_mark"),
]

urlpatterns = CASE + AROUND + RESIDENTS
