"""The page a load balancer asks."""

import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_it_needs_no_log_in_and_is_never_kept_by_a_cache(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_a_silent_database_is_told_without_details(client, monkeypatch):
    def refuse(*args):
        raise OperationalError("password authentication failed for user portal at db.example.dk")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    monkeypatch.undo()
    assert (response.status_code, response.content) == (503, b"database")
