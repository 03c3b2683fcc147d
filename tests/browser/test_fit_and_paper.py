"""Weight, paper, zoom, large text and the keyboard: what the pages of the three journeys must stand."""

import re

import pytest

from .test_every_page import LOOK

JOURNEY = [
    ("A", "/o/{draft.link}/", "Hej Karen"),
    ("B", "/indsatser/{draft}/beboerbeslutning/{58}/", "Var beboerne med i beslutningen?"),
    ("B", "/indsatser/{running}/evalueringer/{running.due}/", "Hvordan går det med Fællesspisning i gården?"),
    ("B", "/indsatser/{ready}/beboerbeslutning/{58}/kvittering/", "Tak. Bestyrelsens svar er sendt"),
    ("B", "/afdelinger/58/overblik/", "Det sker hos os"),
    ("B", "/afdelinger/58/frivilligt/", "Passer det, vi har skrevet?"),
    ("S", "/opgaver/", "Det venter på dig"),
    ("S", "/indsatser/ny/", "Ny indsats"),
    ("S", "/indsatser/{draft}/tjekliste/", "Lektiecafé i Afdeling 52"),
    ("S", "/indsatser/{fresh}/beboerbeslutning/", "Beboernes beslutning"),
    ("S", "/indsatser/{draft}/tjekliste/5.1/", "Kommunens opgave og vores"),
    ("S", "/indsatser/{draft}/oekonomi/", "Økonomi"),
    ("S", "/indsatser/{draft}/maal/", "Mål for effekt"),
    ("S", "/indsatser/{ready}/send/", "Klar til at sende"),
    ("D", "/godkendelser/", "Til godkendelse"),
    ("D", "/godkendelser/{sent.sub}/", "Lommepengejob i Sjælør: Kan vi sige ja?"),
]
on_the_journeys = pytest.mark.parametrize(("who", "path", "heading"), JOURNEY)
MOST = {"Document": 60, "Stylesheet": 15, "Script": 20, "Font": 25}  # kB each, as sent
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    + (" p { margin-bottom: 2em !important; }")
)
STYLE = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : []; }"""
CUT = """() => [...document.querySelectorAll("body *")].filter(e => {
  const s = getComputedStyle(e);
  return s.overflow !== "visible" && e.clientWidth > 1 && !e.closest(".vh, .rul, svg, input, textarea, select")
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 90))"""
STUCK = """() => [...document.querySelectorAll("body *")].filter(e =>
  ["fixed", "sticky"].includes(getComputedStyle(e).position)).length"""
STOPS = """() => { const inside = e => { for (let fold = e.closest("details:not([open])"); fold;
    fold = fold.parentElement.closest("details:not([open])")) if (!e.matches("summary") || e.parentElement !== fold)
      return true; return false; };
  const seen = new Set();
  return [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !inside(e)).filter(e => {
      if (e.type !== "radio") return true;
      const first = !seen.has(e.name); seen.add(e.name); return first; }).length; }"""
HERE = """() => { const e = document.activeElement; if (e === document.body) return null;
  const framed = [e, e.closest("label")].filter(Boolean).map(f => getComputedStyle(f));
  const b = e.getBoundingClientRect();
  const before = window.last && !(window.last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  window.last = e;
  return [framed.some(s => s.outlineStyle === "solid" && parseFloat(s.outlineWidth) >= 2),
    b.bottom > 0 && b.top < innerHeight, !before]; }"""
ON_PAPER = """() => [...document.querySelectorAll("main details:not([open]) > :not(summary):not(.noprint)")]
  .filter(e => !e.checkVisibility({contentVisibilityAuto: true}) || e.getBoundingClientRect().height === 0)
  .map(e => e.outerHTML.slice(0, 90))"""


@on_the_journeys
def test_the_first_view_is_light(desk, who, path, heading):
    """With an empty cache, as sent: at most 60 kB and ten requests, nothing moves while it loads."""
    page = desk(who, locale="da-DK")  # a browser of its own, for the empty cache
    network = page.context.new_cdp_session(page)
    asked, sent, shown = {}, {}, []
    network.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: (event["type"], event["timestamp"])}),
    )
    network.on(
        "Network.loadingFinished", lambda event: sent.update({event["requestId"]: event["encodedDataLength"]})
    )
    network.on("Page.loadEventFired", lambda event: shown.append(event["timestamp"]))
    network.send("Page.enable")
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    page.goto(desk.address(path), wait_until="networkidle")
    assert page.locator("h1").all_inner_texts() == [desk.fill(heading)]
    network.detach()
    first = [(kind, sent[key] / 1000) for key, (kind, at) in asked.items() if at < shown[0]]
    print(f"{who} {path}: {sum(size for _kind, size in first):.1f} kB, {len(first)} requests", first)
    assert sum(size for _kind, size in first) <= 60
    assert len(first) <= 10
    assert [kind for kind, size in first if size > MOST.get(kind, 60)] == []
    moved = page.evaluate(
        "() => performance.getEntriesByType('layout-shift').reduce((sum, shift) => sum + shift.value, 0)"
    )
    assert moved <= 0.05


SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
LARGEST = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""


@pytest.mark.parametrize(
    ("who", "path", "heading"),
    [
        ("A", "/o/{draft.link}/", "Hej Karen"),
        ("B", "/indsatser/{draft}/beboerbeslutning/{58}/", "Var beboerne med i beslutningen?"),
        ("B", "/afdelinger/58/overblik/", "Det sker hos os"),
    ],
)
def test_what_matters_is_seen_within_two_seconds_on_a_slow_phone(desk, who, path, heading):
    """390 px, 1.6 Mbit/s, 150 ms, a processor a quarter as fast, an empty cache. The best of three counts, for
    the machine of the tests is shared."""
    times = []
    for _try in range(3):
        page = desk(who, locale="da-DK", viewport={"width": 390, "height": 844})
        phone = page.context.new_cdp_session(page)
        phone.send("Network.enable")
        phone.send("Network.clearBrowserCache")
        phone.send("Network.emulateNetworkConditions", SLOW_4G)
        phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(desk.address(path), wait_until="load")
        assert page.locator("h1").all_inner_texts() == [desk.fill(heading)]
        times.append(page.evaluate(LARGEST))
        phone.detach()
        if times[-1] <= 1800:
            break
    print(f"{who} {path}: {min(times):.0f} ms")
    assert min(times) <= 1800


@on_the_journeys
def test_a_page_stands_large_text_and_small_windows(desk, who, path, heading):
    page = desk.open(who, path, heading)
    faults = {}
    for case, size, css in [
        ("zoom 400 %", {"width": 320, "height": 256}, ""),
        ("text spacing", {"width": 1280, "height": 900}, SPACED),
        ("text spacing on a phone", {"width": 320, "height": 844}, SPACED),
        ("text 200 %", {"width": 1280, "height": 900}, "html { font-size: 200% !important; }"),
    ]:
        page.set_viewport_size(size)
        page.evaluate(STYLE, css)
        look = page.evaluate(LOOK)
        found = (look["sideways"], page.evaluate(CUT), page.evaluate(STUCK))
        if found != (0, [], 0):
            faults[case] = found
    assert faults == {}


@on_the_journeys
def test_the_keyboard_stops_everywhere_once_and_is_always_seen(desk, who, path, heading):
    page = desk.open(who, path, heading)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.activeElement.blur()")
    stops = page.evaluate(STOPS)
    for _stop in range(stops):
        page.keyboard.press("Tab")
        assert page.evaluate(HERE) == [True, True, True], page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement.matches('body, .skip')"
    )  # round to the start: nothing is a trap


@pytest.mark.parametrize(
    ("who", "path", "heading", "most_pages"),
    [
        ("S", "/indsatser/{draft}/tjekliste/", "Lektiecafé i Afdeling 52", 2),
        ("S", "/indsatser/{returned}/tjekliste/", "Natteravne i Husum", 2),
        ("B", "/indsatser/{running}/tjekliste/", "Fællesspisning i gården", 2),
        ("D", "/godkendelser/{sent.sub}/", "Lommepengejob i Sjælør: Kan vi sige ja?", 4),
        ("S", "/indsatser/{draft}/beboerbeslutning/{58}/?print", "Var beboerne med i beslutningen?", 1),
        ("A", "/hjaelp/skema/beboernes-beslutning/", "Var beboerne med i beslutningen?", 1),
        ("A", "/hjaelp/skema/evaluering/", "Hvordan går det med indsatsen?", 1),
        ("A", "/hjaelp/skema/frivilligt-arbejde/", "Beskriv frivilligt arbejde", 1),
        ("A", "/hjaelp/skema/historie/", "Skriv en historie", 1),
        ("A", "/hjaelp/skema/bed-om-hjaelp/", "Bed om hjælp", 1),
        (
            "S",
            "/indsatser/{running}/evalueringer/{running.due}/?print",
            "Hvordan går det med Fællesspisning i gården?",
            1,
        ),
    ],
)
def test_on_paper_nothing_is_folded_away(desk, who, path, heading, most_pages):
    page = desk.open(who, path, heading)
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
    page.emulate_media(media="print")
    page.wait_for_function(f"() => ({ON_PAPER})().length === 0")
    controls = page.locator("main .knapper:visible, nav:visible, footer:visible").count()
    page.emulate_media(media="null")
    assert controls == 0
    assert pages <= most_pages
