"""The addresses of the money pages."""

from django.urls import path

from .views import budget, guidelines, money, overview

app_name = "funding"
CASE = "indsatser/<int:pk>/oekonomi/"
urlpatterns = [
    path("retningslinjer/<int:version>/", guidelines.guideline, name="guideline"),
    path("godkendelser/bevillinger/", overview.grants, name="grants"),
    path("godkendelser/bevillinger/regneark/", overview.sheet, name="grants_sheet"),
    path(CASE, budget.budget, name="budget"),
    path(f"{CASE}versioner/", budget.versions, name="versions"),
    path(f"{CASE}penge/", money.money, name="money"),
    path(f"{CASE}penge/regneark/", money.sheet, name="money_sheet"),
    path(f"{CASE}penge/forbrug/", money.spending, name="spending"),
    path(f"{CASE}penge/kilde/<int:line>/", money.line, name="line"),
    path(f"{CASE}penge/post/<int:entry>/ret/", money.counter, name="counter"),
    path(f"{CASE}penge/slutregnskab/", money.closing, name="closing"),
]
