"""Stories: five questions and a picture, looked through, published frozen, and taken down."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from accounts.models import OutgoingMail
from accounts.outbox import Cancel
from initiatives import photos
from initiatives.mails.stories import prepare_published, prepare_returned
from initiatives.models import PublishedStory, Story
from initiatives.stories import NotNow, publish_story, return_story, save_story, send_story, take_down
from initiatives.story_check import looks
from initiatives.views.publicly import begin_new_edition
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "Suppe i opgangen",
    "what_happened": "Hver torsdag laver seks naboer mad til hele gården.",
    "how_it_began": "Det begyndte med én gryde.",
    "what_others_can_do": "Find et køkken\nStart småt\nSæt en seddel op",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mette():
    return make.make_staff()


def picture(kind: str = "JPEG", size=(1600, 1200), **fields) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **fields)
    return out.getvalue()


def told(d58, karen, *, photo: bytes | None = None, **texts) -> Story:
    upload = photos.check(SimpleUploadedFile("gryde.jpg", photo)) if photo else None
    return save_story(Story(), department=d58, texts=TEXTS | texts, photo=upload, by=karen)


def sent(d58, karen, **texts) -> Story:
    story = told(d58, karen, **texts)
    send_story(story, by=karen)
    story.refresh_from_db()
    return story


def published(d58, karen, mette, **texts) -> PublishedStory:
    return publish_story(sent(d58, karen, **texts), by=mette)


# --- The picture ----------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_becomes_small_whatever_it_was(kind):
    photo = photos.check(SimpleUploadedFile("billede.heic", picture(kind)))
    assert photo.content_type == "image/webp"
    assert photo.size <= 120_000
    assert photo.size_in_pixels[0] <= 960


def test_a_picture_is_turned_upright_and_tells_nothing_more():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter by the phone
    exif[0x010F] = "Telefonen"
    exif.get_ifd(0x8825)[1] = "N"
    photo = photos.check(SimpleUploadedFile("a.jpg", picture(size=(1600, 1000), exif=exif)))
    width, height = photo.size_in_pixels
    assert height > width
    with Image.open(io.BytesIO(photo.content)) as image:
        assert dict(image.getexif()) == {}
    assert b"Telefonen" not in photo.content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"ikke et billede", "Vi kan ikke læse billedet. Brug JPG, PNG, WebP eller HEIC"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "Vi kan ikke læse billedet. Brug JPG, PNG, WebP eller HEIC",
        ),
        (b"", "Filen er tom"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(photos.ValidationError) as caught:
        photos.check(SimpleUploadedFile("a.jpg", content))
    assert caught.value.messages == [sentence]


def test_a_picture_too_small_to_show_is_refused():
    with pytest.raises(photos.ValidationError) as caught:
        photos.check(SimpleUploadedFile("a.jpg", picture(size=(200, 100))))
    assert caught.value.messages == [
        "Billedet er for lille. Find det store billede på telefonen, og prøv igen"
    ]


# --- Writing --------------------------------------------------------------------------------
def test_a_board_member_writes_sees_and_sends_a_story(client, d58, karen):
    client.force_login(karen)
    page = "/afdelinger/58/historier/ny/"
    assert client.get(page).status_code == 200
    answer = client.post(page, TEXTS | {"preview": "1"})
    story = Story.objects.get()
    assert answer.url == f"/historier/{story.pk}/vis/"
    assert "Det begyndte med én gryde." in client.get(answer.url).text
    client.post(f"/historier/{story.pk}/ret/", TEXTS | {"send": "1"})
    story.refresh_from_db()
    assert (story.state, story.written_by) == ("in_review", karen)


def test_a_picture_needs_who_is_on_it_and_words_for_the_blind(client, d58, karen):
    client.force_login(karen)
    file = SimpleUploadedFile("gryde.jpg", picture(size=(800, 600)), "image/jpeg")
    page = client.post("/afdelinger/58/historier/ny/", TEXTS | {"photo": file})
    assert page.context["form"].errors == {
        "photo_people": ["Vælg, hvem der er på billedet"],
        "photo_alt": ["Skriv, hvad man ser på billedet"],
    }
    kept = page.context["form"].fields["photo"].widget.kept_ticket
    assert kept
    told_now = TEXTS | {"photo-kept": kept, "photo_people": "nobody", "photo_alt": "En gryde"}
    client.post("/afdelinger/58/historier/ny/", told_now)
    story = Story.objects.get()
    assert (story.photo_alt, story.photo_width) == ("En gryde", 800)
    answer = client.get(f"/historier/{story.pk}/foto/")
    assert answer["Content-Type"] == "image/webp"
    answer.close()


def test_a_story_is_not_sent_before_it_is_told(d58, karen):
    story = told(d58, karen, what_happened="", how_it_began="", what_others_can_do="")
    with pytest.raises(NotNow, match=r"Skriv, hvad der skete. Svar på mindst ét spørgsmål mere."):
        send_story(story, by=karen)
    long = told(d58, karen, what_happened="ord " * 370, who_took_part="ord " * 60)
    with pytest.raises(NotNow, match=r"ord for lang. Skriv højst 400 ord."):
        send_story(long, by=karen)


def test_others_can_neither_read_nor_write_it(client, d58, karen):
    story = told(d58, karen)
    other = make.make_board_member(make.make_department("33"), "Vibeke Riis")
    client.force_login(other)
    assert client.get("/afdelinger/58/historier/ny/").status_code == 403
    for page in ("ret", "vis", "foto"):
        assert client.get(f"/historier/{story.pk}/{page}/").status_code == 404
    assert client.get("/historier/gennemse/").status_code == 403


# --- Looking it through ---------------------------------------------------------------------
def test_the_checklist_points_at_names_children_contact_and_hard_words(d58, karen):
    story = told(
        d58,
        karen,
        what_happened="Karen Juhl og Bo Lind hjælper et barn. Ring på 12 34 56 78 eller skriv til bo@example.dk.",
    )
    found = {look.key: (look.found, look.is_fine) for look in looks(story)}
    assert found["names"] == (("Karen Juhl", "Bo Lind"), False)
    assert found["children"] == (("barn",), False)
    assert found["contact"][0][0].strip() == "12 34 56 78"
    assert found["contact"][0][1] == "bo@example.dk"
    assert found["picture"] == ((), True)


def test_all_five_boxes_are_ticked_before_it_goes_out(client, d58, karen, mette):
    story = sent(d58, karen)
    client.force_login(mette)
    page = f"/historier/gennemse/{story.pk}/"
    faulty = client.post(page, {"publish": "1", "seen": ["names"]})
    assert "Sæt kryds ved alle fem, før du udgiver" in faulty.text
    boxes = ["names", "children", "picture", "contact", "reading"]
    assert client.post(page, {"publish": "1", "seen": boxes}).url == "/historier/suppe-i-opgangen/"
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("story_published", karen)
    assert prepare_published(mail).button_path == "/historier/suppe-i-opgangen/"


def test_a_picture_nobody_knows_about_stops_it(d58, karen, mette):
    story = sent(d58, karen, photo=picture(size=(800, 600)), photo_people="unknown", photo_alt="Naboer")
    with pytest.raises(NotNow, match=r"Vi ved ikke, om dem på billedet har sagt ja. Spørg Karen Juhl"):
        publish_story(story, by=mette)
    assert PublishedStory.objects.count() == 0


def test_a_story_sent_back_says_why_and_its_mail_is_dropped_when_mended(client, d58, karen, mette):
    story = sent(d58, karen)
    client.force_login(mette)
    client.post(f"/historier/gennemse/{story.pk}/", {"return": "1", "back-words": "Tag efternavnet ud."})
    story.refresh_from_db()
    assert (story.state, story.returned_with) == ("returned", "Tag efternavnet ud.")
    mail = OutgoingMail.objects.get()
    assert prepare_returned(mail).subject == "Ret lidt i historien: Suppe i opgangen"
    send_story(story, by=karen)
    assert isinstance(prepare_returned(mail), Cancel)


def test_two_who_publish_at_once_publish_once(d58, karen, mette):
    story = sent(d58, karen)
    publish_story(story, by=mette)
    with pytest.raises(NotNow, match=r"Historien venter ikke på gennemsyn længere."):
        publish_story(story, by=mette)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedStory.objects.create(
            story=story, address="suppe-i-opgangen", department=d58, title="x", lead="x", told_by="x",
            published_at=timezone.now(), published_by=mette,
        )  # fmt: skip


# --- Frozen ---------------------------------------------------------------------------------
def test_what_is_out_stays_as_it_was_until_it_is_published_again(client, d58, karen, mette):
    first = published(
        d58, karen, mette, photo=picture(size=(800, 600)), photo_people="nobody", photo_alt="En gryde"
    )
    story = first.story
    save_story(story, department=d58, texts=TEXTS | {"title": "Ny overskrift"}, by=karen)
    page = client.get("/historier/suppe-i-opgangen/").text
    assert "Suppe i opgangen" in page
    assert "Ny overskrift" not in page
    send_story(story, by=karen)
    second = publish_story(story, by=mette)
    assert second.address == first.address
    begin_new_edition()
    assert "Ny overskrift" in client.get("/historier/suppe-i-opgangen/").text
    assert client.get(first.photo_url).status_code == 404
    answer = client.get(second.photo_url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=2592000, immutable")
    answer.close()


def test_a_story_taken_down_is_gone_and_says_so(client, d58, karen, mette):
    gone = published(d58, karen, mette)
    published(d58, karen, mette, title="En anden")
    client.force_login(mette)
    for _twice in range(2):
        client.post(f"/historier/{gone.pk}/ned/")
    client.logout()
    answer = client.get("/historier/suppe-i-opgangen/")
    assert answer.status_code == 410
    assert "Historien er taget ned" in answer.text
    assert "En anden" in answer.text
    assert "Suppe i opgangen" not in client.get("/historier/").text
    assert client.get("/historier/suppe-i-opgangen/opslag/").url == "/historier/suppe-i-opgangen/"
    assert client.get("/historier/findes-ikke/").status_code == 404


def test_the_board_takes_its_own_story_down_and_no_others(client, d58, karen, mette):
    story = published(d58, karen, mette)
    client.force_login(make.make_board_member(make.make_department("33")))
    assert client.post(f"/historier/{story.pk}/ned/").status_code == 404
    client.force_login(karen)
    client.post(f"/historier/{story.pk}/ned/")
    story.refresh_from_db()
    assert story.taken_down_by == karen
    take_down(story, by=mette)
    story.refresh_from_db()
    assert story.taken_down_by == karen


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"title": ""}, "story_has_title"),
        ({"state": "returned"}, "returned_story_has_words"),
        ({"photo": "stories/x.webp"}, "story_photo_says_who"),
    ],
)
def test_the_database_refuses_a_story_without_sense(d58, karen, change, name):
    story = told(d58, karen)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(**change)


def test_the_database_refuses_a_picture_without_words(d58, karen, mette):
    story = published(d58, karen, mette)
    for change, name in (
        ({"photo": "x.webp"}, "published_photo_has_words"),
        ({"taken_down_at": timezone.now()}, "story_taken_down_by_somebody"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PublishedStory.objects.filter(pk=story.pk).update(**change)


def test_a_story_that_is_returned_cannot_be_returned_without_words(d58, karen, mette):
    story = sent(d58, karen)
    with pytest.raises(photos.ValidationError):
        return_story(story, words="", by=mette)


def test_two_who_write_one_story_lose_no_text(client, d58, karen):
    story = told(d58, karen)
    bo = make.make_board_member(d58, "Bo Lind")
    address = f"/historier/{story.pk}/ret/"
    client.force_login(karen)
    seen = client.get(address).text.split('name="seen" value="')[1].split('"')[0]
    client.post(address, TEXTS | {"seen": seen, "what_got_better": "Flere hilser."})
    client.force_login(bo)
    page = client.post(
        address, TEXTS | {"seen": seen, "what_got_better": "Ingen spiser alene.", "quote": "Mums"}
    )
    assert page.status_code == 409
    assert [
        words
        for words in ("Karen Juhl rettede denne side", "Flere hilser.", "Ingen spiser alene.")
        if words not in page.text
    ] == []
    seen_now = page.text.split('name="seen" value="')[1].split('"')[0]
    mended = TEXTS | {
        "seen": seen_now,
        "what_got_better": "Flere hilser, og ingen spiser alene.",
        "quote": "Mums",
    }
    assert client.post(address, mended).status_code == 302
    story.refresh_from_db()
    assert (story.what_got_better, story.quote, story.changed_by) == (
        "Flere hilser, og ingen spiser alene.",
        "Mums",
        bo,
    )
