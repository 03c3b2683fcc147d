"""The addresses of the pages that show all departments at once."""

from django.urls import path

from .views import coverage, evictions, physical, physical_import

COVERAGE = [
    path("overblik/", coverage.overview, name="overview"),
    path("overblik/daekning/", coverage.table, name="coverage"),
    path("overblik/daekning/skriv/", coverage.write, name="coverage_write"),
    path("overblik/daekning/<int:department_pk>/", coverage.department, name="services"),
    path("overblik/daekning/<int:department_pk>/nyt/", coverage.add, name="service_add"),
    path("overblik/daekning/<int:department_pk>/<int:service_pk>/", coverage.edit, name="service_edit"),
    path("overblik/daekning/<int:department_pk>/<int:service_pk>/set/", coverage.mark, name="service_mark"),
]

PHYSICAL = [
    path("overblik/tidslinje/", physical.timeline, name="timeline"),
    path("overblik/byggesager/", physical.projects, name="projects"),
    path("overblik/byggesager/ny/", physical.add, name="project_add"),
    path("overblik/byggesager/indlaes/", physical_import.import_page, name="projects_import"),
    path("overblik/byggesager/<int:project_pk>/", physical.project, name="project"),
    path("overblik/byggesager/<int:project_pk>/ret/", physical.edit, name="project_edit"),
    path(
        "overblik/byggesager/<int:project_pk>/socialt/<int:department_pk>/", physical.synergy, name="synergy"
    ),
]

EVICTIONS = [
    path("overblik/udsaettelser/", evictions.counts, name="evictions"),
    path("overblik/udsaettelser/vaelg/", evictions.choose, name="evictions_choose"),
    path("overblik/udsaettelser/priser/", evictions.prices, name="eviction_prices"),
    path("overblik/udsaettelser/beregning/", evictions.new_calculation, name="eviction_new"),
    path(
        "overblik/udsaettelser/beregning/<int:calculation_pk>/",
        evictions.calculation,
        name="eviction_calculation",
    ),
    path(
        "overblik/udsaettelser/<int:department_pk>/<int:year>/<int:quarter>/",
        evictions.write,
        name="evictions_write",
    ),
]

OVERVIEW = COVERAGE + PHYSICAL + EVICTIONS
