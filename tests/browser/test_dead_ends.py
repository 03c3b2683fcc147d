"""Whatever is offered can be had: no link on any page leads to a refusal (nobody sees an action that is denied)."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import User
from initiatives.models import Initiative

FEW = 2
"""How many pages of one kind and one status of the case are opened: the rest differ in words only."""


class Links(HTMLParser):
    def __init__(self, body: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


@pytest.mark.parametrize(
    "name",
    ["mette.holm", "lars.krogh", "anne.lund", "karen.juhl", "amir.said", "tove.bang", "inge.toft", "admin"],
)
def test_every_link_leads_somewhere(desk, name):
    client = Client()
    client.force_login(User.objects.get(email=f"{name}@example.dk"))
    statuses = {str(pk): status for pk, status in Initiative.objects.values_list("pk", "status")}
    waiting, seen, opened, refused = deque([("/", "")]), set(), {}, []
    while waiting:
        path, where = waiting.popleft()
        address = urlsplit(path)
        if path in seen or address.path.startswith(("/administration/", "/static/")):
            continue
        seen.add(path)
        found = resolve(address.path)
        kind = (found.view_name, statuses.get(str(found.kwargs.get("pk"))), found.kwargs.get("name"))
        opened[kind] = opened.get(kind, 0) + 1
        if opened[kind] > FEW:
            continue
        answer = client.get(path)
        answer.close()  # a file is not read
        if answer.status_code in (301, 302):
            waiting.append((answer.url, path))
        elif answer.status_code != 200:
            refused.append(f"{answer.status_code} {path}, offered on {where}")
        elif answer["Content-Type"].startswith("text/html"):
            for link in Links(answer.text).found:
                target = urljoin(path, link)
                if target.startswith("/"):
                    waiting.append((target.split("#")[0], path))
    print(f"{name}: {len(seen)} links, {sum(min(n, FEW) for n in opened.values())} opened")
    assert refused == []
