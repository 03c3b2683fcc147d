"""A form that was filled in wrong says so, loses nothing, and leads to each fault."""

import pytest

from .test_every_page import LOOK, PHONE, SCREEN

NOTHING_ODD = {"sideways": 0, "small": [], "dead": 0, "tinyDrawn": 0}
NEXT = "Gem, og gå til næste, der mangler"
# who, address, heading, the button that is pressed
FORMS = """
A | /log-ind/ | Log ind | Send mig en kode
A | /log-ind/adgangskode/ | Log ind som ansat | Log ind
A | /ny-adgangskode/ | Få en ny adgangskode | Send mig et link
S | /indsatser/ny/ | Ny indsats | Opret, og se tjekliste
S | /indsatser/{draft}/rediger/ | Ret Lektiecafé i Afdeling 52 | Gem rettelser
S | /indsatser/{draft}/tjekliste/1.3/ | Afdelingens eget ansvar | NEXT
S | /indsatser/{draft}/tjekliste/2.1/ | Støtte til den lokale drift | NEXT
S | /indsatser/{draft}/tjekliste/6.4/ | Hvad sker der bagefter? | NEXT
S | /indsatser/{draft}/viden/ | Viden eller forsøg | NEXT
S | /indsatser/{returned}/tjekliste/4.1/forklar/ | Partnere | NEXT
S | /indsatser/{draft}/frivilligt/ | Frivilligt arbejde i afdelingen | NEXT
S | /indsatser/{draft}/byggesager/ | Sammenhæng med byggeri | NEXT
S | /indsatser/{draft}/partnere/ | Partnere | NEXT
S | /indsatser/{draft}/resultatkontrakt/ | Resultatkontrakt | NEXT
S | /indsatser/{draft}/oekonomi/ | Økonomi | NEXT
S | /indsatser/{draft}/maal/ | Mål for effekt | NEXT
S | /indsatser/{draft}/evalueringer/plan/ | Plan for evaluering | NEXT
S | /indsatser/{fresh}/beboerbeslutning/ | Beboernes beslutning | Send til 1 bestyrelse
S | /indsatser/{draft}/beboerbeslutning/{58}/paa-vegne/ | Skriv svaret ind for Afdeling 58 | Gem svaret
S | /indsatser/{draft}/filer/?punkt=1.3 | Filer | Læg filen ind
S | /indsatser/{running}/afslut/ | Afslut: Hvad lærte vi? | Afslut uden at dele
S | /indsatser/{running}/maal/{running.goal}/maaling/ | Ny måling | Gem
S | /indsatser/{running}/evalueringer/{running.due}/paa-vegne/ | Skriv svaret ind for Afdeling 58 | Gem svaret
S | /indsatser/{running}/evalueringer/{running.due}/spring-over/ | Spring evalueringen {running.day} over | Spring over
B | /indsatser/{draft}/beboerbeslutning/{58}/ | Var beboerne med i beslutningen? | Fortsæt
B | /indsatser/{running}/evalueringer/{running.due}/ | Hvordan går det med Fællesspisning i gården? | Fortsæt
B | /indsatser/{running}/evalueringer/{running.due}/kan-ikke/ | Kan I ikke svare? | Send
D | /godkendelser/{sent.sub}/ | Lommepengejob i Sjælør: Kan vi sige ja? | Se beslutningen igennem
"""
EMPTY = """form => { for (const e of form.elements) {
  if (e.type === "radio" || e.type === "checkbox") e.checked = false;
  else if (e.tagName === "SELECT") e.selectedIndex = 0;
  else if (e.type !== "hidden" && e.type !== "submit") e.value = "";
} }"""
# Words where a number belongs, and a number of a person where words belong: refused everywhere.
SPOIL = """form => { for (const e of form.elements) {
  if (e.type === "radio" || e.type === "checkbox") e.checked = true;
  else if (e.tagName === "SELECT") e.selectedIndex = e.length - 1;
  else if (!["hidden", "submit", "file", "button"].includes(e.type)) e.value = "Bo 010190-1234";
} }"""
TYPED = """form => [...form.elements].filter(e => e.name && !["hidden", "submit", "file", "password"].includes(e.type))
  .map(e => [e.name, ["radio", "checkbox"].includes(e.type) ? `${e.value} ${e.checked}` : e.value].join(": ")).sort()"""
SAID = """() => ({
  summary: [...document.querySelectorAll("#fejl li")].map(e => e.textContent.trim()),
  fields: [...document.querySelectorAll("main .felt.vm .fm > span")].map(e =>
    [...e.childNodes].filter(n => !n.classList).map(n => n.textContent).join("").trim()),
})"""


def cases():
    """Each form twice; a budget may be empty, all its rows are then gone."""
    lines = [[part.strip() for part in line.split("|")] for line in FORMS.strip().splitlines()]
    return [
        pytest.param(*line[:3], line[3].replace("NEXT", NEXT), how, id=f"{line[0]} {line[1]} {word}")
        for line in lines
        for word, how in (("empty", EMPTY), ("spoilt", SPOIL))
        if (word, line[2]) != ("empty", "Økonomi")
    ]


def send_wrong(desk, who: str, path: str, heading: str, button: str, how: str, **options):
    """The page after its form was filled in by a script and sent, and what was typed in it."""
    page = desk.open(who, path, heading, **options)
    form = page.locator("main form", has=page.get_by_role("button", name=button, exact=True)).first
    form.evaluate(how)
    typed = form.evaluate(TYPED)
    with page.expect_navigation() as sent:
        form.get_by_role("button", name=button, exact=True).click()
    assert sent.value.status in (200, 422)
    return page, form, typed


@pytest.mark.parametrize(("who", "path", "heading", "button", "how"), cases())
def test_a_form_filled_in_wrong(desk, axe, who, path, heading, button, how):
    desk(who).set_viewport_size(SCREEN)
    page, form, typed = send_wrong(desk, who, path, heading, button, how)
    assert page.title().startswith("Fejl: ")
    assert page.evaluate("document.activeElement.id") == "fejl"
    said = page.evaluate(SAID)
    assert said["summary"] == said["fields"]
    assert len(said["summary"]) > 0
    assert form.evaluate(TYPED) == typed
    for link in page.locator("#fejl a").all():
        link.click()
        fault = page.evaluate("document.activeElement.closest('.felt.vm').querySelector('.fm').textContent")
        assert fault.replace("Fejl:", "").strip() == link.inner_text().strip()
    assert page.locator("#fejl a").count() == len(said["fields"])
    if how == EMPTY:
        assert (axe(page), page.evaluate(LOOK)) == ([], NOTHING_ODD)
    page.set_viewport_size(PHONE)
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    assert (axe(page), page.evaluate(LOOK)) == ([], NOTHING_ODD)
    assert desk.wrong() == []


def test_the_summary_has_the_focus_without_scripts_too(desk):
    page, _form, _typed = send_wrong(
        desk, "S", "/indsatser/ny/", "Ny indsats", "Opret, og se tjekliste", EMPTY, java_script_enabled=False
    )
    assert page.evaluate("document.activeElement.id") == "fejl"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#fejl') !== null")
