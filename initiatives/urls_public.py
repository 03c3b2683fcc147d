"""The addresses everybody may open, and those where stories are told and looked through."""

from django.urls import path

from .views import evictions, public, public_join, public_texts, stories

PUBLIC = [
    path("historier/", public.stories, name="stories"),
    path("historier/gennemse/", stories.reviews, name="story_reviews"),
    path("historier/gennemse/<int:pk>/", stories.review, name="story_review"),
    path("historier/<int:pk>/ret/", stories.edit, name="story_edit"),
    path("historier/<int:pk>/vis/", stories.preview, name="story_preview"),
    path("historier/<int:pk>/foto/", stories.photo, name="story_draft_photo"),
    path("historier/<int:pk>/ned/", stories.down, name="story_down"),
    path("historier/<slug:address>/", public.story, name="story"),
    path("historier/<slug:address>/opslag/", public.story_poster, name="story_poster"),
    path("historier/<slug:address>/<int:pk>.webp", public.story_photo, name="story_photo"),
    path("afdelinger/<str:number>/historier/ny/", stories.new, name="story_new"),
    path("vaer-med/", public.join, name="join"),
    path("vaer-med/<int:pk>/", public.activity, name="join_activity"),
    path("vaer-med/<int:pk>/skriv/", public_join.ask, name="join_ask"),
    path("vaer-med/<int:pk>/sendt/", public_join.sent, name="join_sent"),
    path("vaer-med/<int:pk>/opslag/", public.activity_poster, name="join_poster"),
    path("vaer-med/<int:pk>/kalender.ics", public.activity_calendar, name="join_calendar"),
    path("vaer-med/<int:pk>-<slug:slug>/", public.activity, name="join_activity_named"),
    path("kode.svg", public.qr, name="qr"),
    path("afdelinger/", public.departments, name="departments"),
    path("afdelinger/<str:number>/", public.department, name="department"),
    path("afdelinger/<str:number>/udsaettelser/", evictions.of_department, name="evictions_department"),
    path("hjaelp-til-huslejen/tal/", evictions.public_counts, name="evictions_public"),
    path("hjaelp-til-huslejen/", public_texts.rent, name="rent"),
    path("politik/", public_texts.policy, name="policy"),
    path("politik/<int:number>/", public_texts.policy, name="policy_version"),
    path("om/", public_texts.about, name="about"),
    path("vaelg-sprog/", public_texts.language, name="language"),
    path("indsatser/<int:pk>/offentlig/", stories.public_card, name="public_card"),
]
