"""The demo's stories, each with a picture drawn by lot of the same few shapes; all of it is invented."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from initiatives import photos
from initiatives.models import Department, FocusArea, Initiative, Status, Story
from initiatives.public_cards import publish_card
from initiatives.stories import publish_story, save_story, send_story

Texts = dict[str, str]
_SKY, _GRASS, _WALLS = "#E2EEF0", "#B9CDB0", ("#0E4F5C", "#7A3E2A", "#C0780C", "#5590C4", "#5A3D86")

# (department, area, activity, what is in the picture, texts)
STORIES: list[tuple[str, str, str, str, Texts]] = [
    (
        "58",
        "tryghed",
        "Beboercaféen",
        "Tegning: huse omkring en gård med et langt bord.",
        {
            "title": "Torsdag aften dufter hele opgangen af suppe",
            "what_happened": "Hver torsdag laver seks naboer mad til hele gården.\nKlokken fem skræller Ali "
            "gulerødder i fælleshuset. Han flyttede ind for to år siden og kendte ingen. Nu kender han alle.",
            "who_took_part": "Seks naboer laver mad. Tredive spiser med.",
            "how_it_began": "Det begyndte med én gryde og en seddel i opgangen.",
            "what_got_better": "Folk hilser. Når nogen er syge, banker en nabo på.",
            "what_others_can_do": "Find et køkken\nStart småt\nSæt en seddel op\nLad alle hjælpe med opvasken",
            "quote": "Jeg kom for maden. Jeg blev for snakken.",
        },
    ),
    (
        "33",
        "tryghed",
        "Gårdens havegruppe",
        "Tegning: huse bag en grøn gård med bede.",
        {
            "title": "Grusplænen blev til ti højbede",
            "what_happened": "Der var kun grus. Nu gror der kartofler og ærter foran blokken.",
            "who_took_part": "Ti familier har hver sit bed. Børnene vander efter skole.",
            "how_it_began": "En beboer spurgte på afdelingsmødet. Fire rakte hånden op.",
            "what_got_better": "Der bliver holdt øje med gården. Ingen kører på knallert der mere.",
            "what_others_can_do": "Spørg på afdelingsmødet\nByg to bede først\nLav en vandeplan",
            "quote": "Min datter spiser nu ærter. Dem har hun selv sået.",
        },
    ),
    (
        "42",
        "tryghed",
        "Petanqueholdet",
        "Tegning: huse bag en bane i solskin.",
        {
            "title": "Hver mandag ruller kuglerne bag blok 9",
            "what_happened": "Holdet er otte, og den ældste er 84. De spiller også, når det regner lidt.",
            "how_it_began": "Banen lå der i forvejen. Ingen brugte den.",
            "what_others_can_do": "Se, hvad I har i forvejen\nLån kugler\nMød op på samme tid hver uge",
            "quote": "Det er min bedste dag.",
        },
    ),
    (
        "47",
        "forebyggelse",
        "",
        "Tegning: huse med et telt foran.",
        {
            "title": "Vi bytter tøj i stedet for at købe nyt",
            "what_happened": "To gange om året hænger vaskeriet fuldt af flyverdragter.",
            "who_took_part": "Fyrre familier har været med.",
            "what_got_better": "Ingen behøver at sige, at pengene er små.",
            "what_others_can_do": "Lån stativer\nHold det samme lørdag hvert år",
        },
    ),
]
WAITING: tuple[str, str, str, str, Texts] = (
    "58",
    "uddannelse",
    "",
    "",
    {
        "title": "Unge malede kælderen",
        "what_happened": "Fire unge fra gården malede hele kældergangen på en uge.",
        "what_got_better": "Der er ikke skrevet på væggene siden.",
        "what_others_can_do": "Spørg de unge selv\nLad dem vælge farven",
    },
)


def picture(number: int) -> SimpleUploadedFile:
    """A drawing of houses round a courtyard, the same every time for the same number."""
    lot = random.Random(number)  # noqa: S311 (a drawing, not a secret)
    image = Image.new("RGB", (1200, 800), _SKY)
    draw = ImageDraw.Draw(image)
    draw.ellipse((900, 80, 1040, 220), fill="#FFD166")
    draw.rectangle((0, 560, 1200, 800), fill=_GRASS)
    for place in range(5):
        left, top = 40 + place * 230, lot.randint(180, 330)
        draw.rectangle((left, top, left + 200, 580), fill=lot.choice(_WALLS))
        for row in range(top + 40, 530, 90):
            for column in (left + 30, left + 120):
                draw.rectangle((column, row, column + 50, row + 50), fill="#FBF0D6")
    draw.rectangle((300, 640, 900, 670), fill="#FFFFFF")
    for place in range(lot.randint(4, 7)):
        middle = 340 + place * 80
        draw.ellipse((middle, 590, middle + 36, 626), fill=lot.choice(_WALLS))
        draw.rectangle((middle - 4, 626, middle + 40, 642), fill="#1C2629")
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile(f"tegning-{number}.png", out.getvalue(), "image/png")


def make_stories(departments: dict[str, Department], boards: dict[str, list[User]], *, by: User) -> None:
    """Four stories everybody can read, and one that waits to be looked through."""
    areas = {area.key: area for area in FocusArea.objects.all()}
    for number, (place, area, activity, alt, texts) in enumerate([*STORIES, WAITING]):
        department, teller = departments[place], boards[place][0]
        found = department.volunteer_activities.filter(name=activity).first() if activity else None
        about = {"area": areas.get(area), "activity": found}
        if alt:
            about |= {"photo_people": Story.People.NOBODY, "photo_alt": alt}
        photo = photos.check(picture(number)) if alt else None
        story = save_story(
            Story(is_fictitious=True), department=department, texts=texts | about, photo=photo, by=teller
        )
        send_story(story, by=teller)
        if alt:
            publish_story(story, by=by)


def publish_cards(*, by: User) -> None:
    """Every other initiative that runs may be read about by everybody."""
    for case in Initiative.objects.filter(status=Status.RUNNING).order_by("pk")[::2]:
        line = case.summary.split(". ")[0].rstrip(".")
        publish_card(case, title=case.name, line=f"{line[:190]}.", by=by)
