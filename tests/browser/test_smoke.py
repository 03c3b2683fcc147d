"""The browser, the live portal and the watch over both work together."""


def test_the_portal_answers_a_browser(page, live_server):
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer.status == 200
    assert page.locator("body").inner_text() == "ok"
