"""The glossary names every table of the portal, and no table that is gone."""

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = (Path(__file__).resolve().parents[1] / "docs" / "GLOSSARY.md").read_text()
OURS = ("accounts", "initiatives", "evaluation", "funding")


def test_every_table_has_its_danish_term():
    models = {model.__name__ for app in OURS for model in apps.get_app_config(app).get_models()}
    assert models - set(re.findall(r"`(\w+)`", GLOSSARY)) == set()


def test_every_place_it_points_to_is_there():
    root = Path(__file__).resolve().parents[1]
    named = set(re.findall(r"\b(?:accounts|initiatives|evaluation|funding|aab_social)/[\w/.]+\b", GLOSSARY))
    assert {place for place in named if not (root / place.rstrip(".")).exists()} == set()
