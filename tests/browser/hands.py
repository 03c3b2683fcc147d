"""A person at work in the portal: by mouse, by touch or by keyboard, and what it costs.

A *click* is a link or button pressed that loads or changes something; choosing, typing or picking a file is a
*field*; the three boxes of a date are one field. That is how the blueprint's targets are counted.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from playwright.sync_api import Locator, Page

MOST_STOPS = 150
"""A control that takes more presses of Tab than this has no way to it, or something keeps the keyboard."""

# Where the keyboard is: whether that is the control we want, and whether a person can see that it is there.
WHERE = """wanted => {
  const here = document.activeElement;
  const framed = [here, here.closest("label")].filter(Boolean).map(e => getComputedStyle(e));
  const box = here.getBoundingClientRect();
  return {
    there: here === wanted,
    ringed: framed.some(s => s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2),
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    sameQuestion: here.type === "radio" && here.name === wanted.name && here.form === wanted.form,
    what: here.outerHTML.slice(0, 120),
  };
}"""
NO_MOUSE = """for (const kind of ["mousedown", "pointerdown", "touchstart"])
  addEventListener(kind, () => console.error("The mouse was used."), true);"""


class Hands:
    """By mouse. Every step looks at the page the way a person would: by the words on it."""

    def __init__(self, page: Page, address: str):
        self.page, self.address = page, address
        self.clicks = self.fields = 0
        self.way: list[str] = []

    # --- The ways that differ ---
    def _activate(self, control: Locator) -> None:
        control.click()

    def _mark(self, box: Locator) -> None:
        box.check()

    def _type(self, control: Locator, text: str) -> None:
        control.fill(text)

    def _choose_from(self, control: Locator, text: str) -> None:
        control.select_option(label=text)

    def _attach(self, control: Locator, file: Path) -> None:
        control.set_input_files(file)

    # --- What a person does ---
    @property
    def heading(self) -> str:
        (heading,) = self.page.locator("h1").all_inner_texts()
        return heading

    def arrive(self, path: str) -> None:
        """Sit down in front of a page; costs nothing."""
        assert self.page.goto(self.address + path).status == 200

    def follow(self, path: str) -> None:
        """Press the button of a mail."""
        self.clicks += 1
        self.arrive(path)
        self.way.append(self.heading)

    def press(self, name: str, *, link: bool = False) -> None:
        """Press a button, or a link, and wait for the page behind it."""
        control = self.page.locator("main").get_by_role("link" if link else "button", name=name, exact=True)
        with self.page.expect_navigation():
            self._activate(control.first)
        self.clicks += 1
        self.way.append(self.heading)

    def write(self, label: str, text: str, *, place: int = 0) -> None:
        """Write into the field with that label; `place` tells which when several departments have one each."""
        self._type(self._within(label, place).get_by_role("textbox"), text)
        self.fields += 1

    def pick(self, label: str, option: str) -> None:
        self._choose_from(self._within(label).get_by_role("combobox"), option)
        self.fields += 1

    def choose(self, question: str, *answers: str) -> None:
        """One answer among radio boxes, or several among tick boxes."""
        for answer in answers:
            label = self._within(question).locator(
                "label.valg", has=self.page.get_by_text(answer, exact=True)
            )
            self._mark(label.locator("input"))
        self.fields += 1

    def date(self, question: str, day: dt.date) -> None:
        boxes = self._within(question).get_by_role("textbox")
        for place, number in enumerate((day.day, day.month, day.year)):
            self._type(boxes.nth(place), str(number))
        self.fields += 1

    def attach(self, label: str, file: Path) -> None:
        self._attach(self.page.get_by_label(label), file)
        self.fields += 1

    def _within(self, question: str, place: int = 0) -> Locator:
        """The box around one question: its label or legend begins with these words."""
        words = self.page.locator("label, legend").filter(has_text=re.compile(rf"^\s*{re.escape(question)}"))
        return self.page.locator(".felt:visible", has=words).nth(place)

    def row(self, place: int) -> Row:
        """The questions of the nth row of costs or sources."""
        return Row(self, place)


class Row:
    """One row among several with the same questions."""

    def __init__(self, hands: Hands, place: int):
        self.hands, self.place = hands, place

    def write(self, label: str, text: str) -> None:
        self.hands._type(self._box(label).get_by_role("textbox"), text)
        self.hands.fields += 1

    def pick(self, label: str, option: str) -> None:
        self.hands._choose_from(self._box(label).get_by_role("combobox"), option)
        self.hands.fields += 1

    def _box(self, label: str) -> Locator:
        return self.hands.page.locator("fieldset.raekke").nth(self.place).locator(".felt", has_text=label)


class Touch(Hands):
    """By a finger on a phone."""

    def _activate(self, control: Locator) -> None:
        control.tap()

    def _mark(self, box: Locator) -> None:
        box.tap()
        assert box.is_checked()


class Keyboard(Hands):
    """By keyboard alone. Every stop on the way must be seen, and the mouse is never touched."""

    def __init__(self, page: Page, address: str):
        super().__init__(page, address)
        page.add_init_script(NO_MOUSE)  # the watch over the console makes the test fail

    def _reach(self, control: Locator) -> dict:
        wanted = control.element_handle()
        for _stop in range(MOST_STOPS):
            here = self.page.evaluate(WHERE, wanted)
            if here["there"] or here["sameQuestion"]:
                return here
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(WHERE, wanted)
            if not here["what"].startswith(("<body", "<html")):
                assert (here["ringed"], here["inSight"]) == (True, True), here["what"]
        raise AssertionError(f"No way by keyboard to {control}")

    def _activate(self, control: Locator) -> None:
        self._reach(control)
        self.page.keyboard.press("Enter")

    def _mark(self, box: Locator) -> None:
        here = self._reach(box)
        for _option in range(20):
            if here["there"]:
                break
            self.page.keyboard.press("ArrowDown")
            here = self.page.evaluate(WHERE, box.element_handle())
        if not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def _type(self, control: Locator, text: str) -> None:
        self._reach(control)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        assert control.input_value() == text

    def _choose_from(self, control: Locator, text: str) -> None:
        self._reach(control)
        for _option in range(60):
            if control.locator("option:checked").inner_text() == text:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{text} is not on the list")

    def _attach(self, control: Locator, file: Path) -> None:
        self._reach(control)
        chosen = []
        self.page.once("filechooser", lambda chooser: chosen.append(chooser))
        for _press in range(3):  # a busy browser can miss one
            self.page.keyboard.press("Enter")
            for _wait in range(50):
                if chosen:
                    chosen[0].set_files(file)
                    return
                self.page.wait_for_timeout(100)
        raise AssertionError(f"Enter opens no choice of files at {control}")
