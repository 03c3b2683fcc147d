"""How fast the portal is, as ratios to a bare Django page served by the same server in the same run."""
