"""Every fact and every proof of the portal under its stable key, in the order of the policy."""

FACTS: dict = {}
PROOFS: dict = {}
