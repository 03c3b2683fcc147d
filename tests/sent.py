"""What a browser sends when somebody presses the button of a page: every answer as the page shows it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, list[str]]] = []
        self.open = False
        self.area = self.select = None
        self.options: list[tuple[str, bool]] = []

    def _add(self, name: str | None, value: str) -> None:
        if name and self.open:
            self.forms[-1].setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.open = (attrs.get("method") or "get").lower() == "post"
            if self.open:
                self.forms.append({})
        elif tag == "input":
            kind = attrs.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in attrs:
                return
            if kind not in ("submit", "button", "file"):
                self._add(attrs.get("name"), attrs.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.area = (attrs.get("name"), "")
        elif tag == "select":
            self.select, self.options = attrs.get("name"), []
        elif tag == "option":
            self.options.append((attrs.get("value", ""), "selected" in attrs))

    def handle_data(self, data):
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # Browsers leave out the line break that follows the tag.
            self._add(self.area[0], self.area[1].removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            self._add(self.select, (chosen or [value for value, _ in self.options[:1]] or [""])[0])
            self.select = None
        elif tag == "form":
            self.open = False


def as_sent(page, *, having: str = "", **changed) -> dict[str, object]:
    """The answers of the page's form that has a field called `having`, some of them changed.

    Without `having` it is the form with the most fields; the forms of the page's frame are small.
    """
    parser = _Form()
    parser.feed(page.text)
    forms = [form for form in parser.forms if not having or having in form]
    assert forms, "There is no form on the page."
    form = max(forms, key=len)
    form.pop("csrfmiddlewaretoken", None)
    return {name: values[0] if len(values) == 1 else values for name, values in form.items()} | changed
