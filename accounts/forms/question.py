"""What every field of the portal has in common."""

WIDTHS = {"": "", "short": "w-kort", "number": "w-tal", "money": "w-kr"}


class Question:
    """A field that knows how its box looks.

    conditional  the answer is asked for only after some other answer; hides "(kan springes over)"
    width        "short", "number" or "money": a box as wide as its answer
    unit         a word after the box, such as "personer"
    """

    width = ""
    unit = ""
    attrs: dict[str, str] = {}

    def __init__(self, *args, conditional=False, width=None, unit=None, **kwargs):
        self.conditional = conditional
        super().__init__(*args, **kwargs)
        self.unit = self.unit if unit is None else unit
        for name, value in self.attrs.items():
            self.widget.attrs.setdefault(name, value)
        css = f"{self.widget.attrs.get('class', '')} {WIDTHS[self.width if width is None else width]}".strip()
        if css:
            self.widget.attrs["class"] = css
