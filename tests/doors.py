"""Walking through log-in in a test: what a person does, one function per step."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from accounts.models import LoginCode, User

PASSWORD = "fire ord efter hinanden"


def ask_for_code(client: Client, address: str, *, next: str = ""):
    return client.post("/log-ind/" + (f"?next={next}" if next else ""), {"email": address})


def newest_code() -> str:
    return LoginCode.objects.latest("pk").digits


def another_code_than(code: str) -> str:
    """Six digits that do not fit."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def log_in_by_code(client: Client, person: User, *, next: str = ""):
    answer = ask_for_code(client, person.email, next=next)
    return client.post(answer.headers["Location"], {"code": newest_code()})


def log_in_by_password(client: Client, person: User | str, password: str = PASSWORD, *, next: str = ""):
    address = person if isinstance(person, str) else person.email
    return client.post(
        "/log-ind/adgangskode/" + (f"?next={next}" if next else ""), {"login": address, "password": password}
    )


def who(client: Client) -> int | None:
    """The key of the person the browser is logged in as, as the next request will see it."""
    request = client.get("/min-side/").wsgi_request
    return request.user.pk


def enrol(person: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> str:
    """Give the person a second factor. Returns the secret that an app would hold."""
    TOTP.activate(person, secret)
    return secret


def app_code(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def page(response) -> str:
    """The body without the token that differs every time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def heading(response) -> str:
    """The words of the page's h1."""
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL).group(1).strip()


def faults(response) -> list[str]:
    """What the summary says must be mended."""
    summary = re.search(r'id="fejl".*?</ul>', response.content.decode(), re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", summary.group(), re.DOTALL) if summary else []
    return [re.sub(r"<[^>]+>", "", line).strip() for line in lines]


def said(response) -> list[str]:
    """The messages on the page, each said once."""
    return [str(message) for message in response.context["messages"]]
