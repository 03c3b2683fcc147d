"""The addresses of initiatives and their checklists. Danish, as people see them."""

from django.urls import path

from .urls_overview import OVERVIEW
from .urls_public import PUBLIC
from .views import (
    advice,
    agreements,
    amendments,
    boards,
    checklist,
    council,
    displacement,
    displacement_board,
    drafts,
    evidence,
    history,
    lists,
    lost_messages,
    moves,
    partner_pages,
    partners,
    points,
    policy,
    relook,
    resident_answer,
    resident_entry,
    resident_minutes,
    resident_objection,
    residents,
    send,
    volunteering,
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
    path("indsatser/<int:pk>/tjekliste/<str:key>/stadig-i-orden/", relook.point_still, name="point_still"),
    path("indsatser/<int:pk>/politik/", policy.move_policy, name="policy_move"),
    path("indsatser/<int:pk>/viden/", points.knowledge, name="knowledge"),
    path("indsatser/<int:pk>/send/", send.send, name="send"),
    path("indsatser/<int:pk>/flyt/<str:name>/", moves.move, name="move"),
    path("indsatser/<int:pk>/aendring/", amendments.amend, name="amend"),
    path("indsatser/<int:pk>/aendring/ret/", amendments.correction, name="correct"),
    path("indsatser/<int:pk>/versioner/", amendments.versions, name="versions"),
    path("indsatser/<int:pk>/historik/", history.history, name="history"),
]

# Who and what the case meets: partners, contracts, volunteer work, building work.
AROUND = [
    path("indsatser/<int:pk>/partnere/", partners.partners, name="partners"),
    path("indsatser/<int:pk>/resultatkontrakt/", partners.contracts, name="contracts"),
    path("aftaler/", agreements.agreements, name="agreements"),
    path("aftaler/hovedaftale/ny/", agreements.main_new, name="main_agreement_new"),
    path("aftaler/hovedaftale/<int:agreement>/", agreements.main, name="main_agreement"),
    path("partnere/", partner_pages.partner_list, name="partner_list"),
    path("partnere/<int:partner>/", partner_pages.partner, name="partner"),
    path("partnere/stoppet/", agreements.contacts_gone, name="contacts_gone"),
    path("aftaler/fil/<int:pk>/", agreements.file, name="agreement_file"),
    path("indsatser/<int:pk>/samarbejdsaftale/ny/", agreements.strategic_new, name="strategic_agreement_new"),
    path(
        "indsatser/<int:pk>/samarbejdsaftale/<int:agreement>/",
        agreements.strategic,
        name="strategic_agreement",
    ),
    path("indsatser/<int:pk>/frivilligt/", displacement.displacement, name="displacement"),
    path(
        "indsatser/<int:pk>/frivilligt/<int:department_pk>/",
        displacement_board.answer,
        name="displacement_answer",
    ),
    path(
        "indsatser/<int:pk>/frivilligt/<int:department_pk>/spoerg/",
        displacement_board.ask,
        name="displacement_ask",
    ),
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
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/referat/",
        resident_minutes.send_minutes,
        name="resident_minutes",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/indsigelse/",
        resident_objection.object_to,
        name="resident_objection",
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
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/stadig-i-orden/",
        relook.resident_still,
        name="resident_still",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/send-aendring/",
        relook.send_change,
        name="resident_change_send",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/paamind/",
        residents.remind,
        name="resident_remind",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/repraesentantskab/",
        council.council,
        name="resident_council",
    ),
    path(
        "indsatser/<int:pk>/beboerbeslutning/<int:department_pk>/tag-ud/",
        residents.remove,
        name="resident_remove",
    ),
    path("indsatser/<int:pk>/filer/", evidence.files, name="files"),
    path("bilag/<int:pk>/", evidence.evidence, name="evidence"),
    path("bilag/<int:pk>/udgaver/", evidence.about, name="evidence_about"),
    path("bilag/<int:pk>/punkter/", evidence.points, name="evidence_points"),
    path("bilag/<int:pk>/fjern/", evidence.mark, name="evidence_mark"),
]

# A department: its board's home, its volunteer work. Public pages of departments lie beside these.
DEPARTMENTS = [
    path("afdelinger/<str:number>/hjaelp/", advice.help_wanted, name="help_wanted"),
    path("raad/", advice.inbox, name="advice_inbox"),
    path("raad/<int:pk>/", advice.advice, name="advice"),
    path("afdelinger/<str:number>/rediger/", boards.edit, name="department_edit"),
    path("afdelinger/<str:number>/bestyrelse/", boards.board, name="board"),
    path("afdelinger/<str:number>/bestyrelse/skiftet/", boards.changed, name="board_changed"),
    path("afdelinger/<str:number>/bestyrelse/<int:pk>/", boards.seat, name="seat"),
    path("afdelinger/<str:number>/frivilligt/", volunteering.activities, name="activities"),
    path("afdelinger/<str:number>/frivilligt/ny/", volunteering.describe, name="activity_new"),
    path("afdelinger/<str:number>/frivilligt/passer/", volunteering.fits, name="activities_fit"),
    path("afdelinger/<str:number>/frivilligt/<int:pk>/", volunteering.activity, name="activity"),
    path("afdelinger/<str:number>/frivilligt/<int:pk>/pause/", volunteering.pause, name="activity_pause"),
    path(
        "afdelinger/<str:number>/frivilligt/<int:pk>/besked/<int:message_pk>/",
        lost_messages.message,
        name="activity_message",
    ),
]

urlpatterns = CASE + AROUND + RESIDENTS + DEPARTMENTS + OVERVIEW + PUBLIC
