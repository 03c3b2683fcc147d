"""The addresses of the money pages."""

from django.urls import path

from . import views

app_name = "funding"
urlpatterns = [
    path("indsatser/<int:pk>/oekonomi/", views.budget, name="budget"),
]
