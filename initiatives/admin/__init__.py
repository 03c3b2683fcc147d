"""The administration's desks for departments, the policy, bodies and all that initiatives meet."""

from . import agreements, areas, bodies, cases, departments, evictions, policy, route, stories, world

__all__ = [
    "agreements",
    "areas",
    "bodies",
    "cases",
    "departments",
    "evictions",
    "policy",
    "route",
    "stories",
    "world",
]
