"""The administration's desks for departments, the policy, bodies and all that initiatives meet."""

from . import areas, bodies, cases, departments, policy, world

__all__ = ["areas", "bodies", "cases", "departments", "policy", "world"]
