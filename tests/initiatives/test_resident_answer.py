"""A board answers how its residents were involved (B2), checks it, sends it, and sees what was sent (B6)."""

import datetime as dt
import io
import os
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.tasklinks import link_for
from initiatives import held_files, workflow
from initiatives.models import BoardSeat, Evidence, ResidentDecision, SavedAnswer
from initiatives.residents import TASK, Answer, Delivery, answer_for_residents, ask_boards
from initiatives.residents import enter_answer_for_board as enter_for_board
from initiatives.tasks import forget_unsent_answers
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(mette, d58, karen, bo):
    factories.make_policy()
    draft = factories.make_initiative(by=mette, departments=[d58, factories.make_department("52")])
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    return request


@pytest.fixture
def browser(karen, asked):
    """Karen's phone, after she pressed Start behind the link in her mail; she is not logged in."""
    phone = Client()
    start(phone, karen, asked)
    return phone


def start(phone: Client, person, asked):
    path = link_for(person, TASK, asked.pk).path
    return phone.post(path, {"start": "1"})


def url(asked, name: str = "resident_answer") -> str:
    return reverse(f"initiatives:{name}", args=[asked.initiative_id, asked.department_id])


def typed(**answers) -> dict:
    """The four questions answered yes, at a meeting ten days ago, with one sentence."""
    held = factories.in_days(-10)
    defaults = {
        "where": "department_meeting",
        "held_on_day": held.day,
        "held_on_month": held.month,
        "held_on_year": held.year,
        "result": "yes",
        "sentence": "Alle stemte ja.",
    }
    return {name: value for name, value in (defaults | answers).items() if value is not None}


def photo(name: str = "referat.jpg", colour: str = "white") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def send(phone, asked, **answers):
    """Fortsæt, Send svar: the page at the end."""
    answer = phone.post(url(asked), typed(**answers))
    assert answer.status_code == 302, re.findall(r'class="fm".*?</p>', answer.content.decode())
    assert answer.url == url(asked, "resident_answer_check")
    check = phone.get(answer.url).content.decode()
    assert "Passer det?" in check
    receipt = phone.post(answer.url)
    assert receipt.url == url(asked, "resident_receipt")
    return phone.get(receipt.url).content.decode()


def text(response) -> str:
    return response.content.decode()


# --- The way in -------------------------------------------------------------------------------
def test_from_the_mail_it_takes_four_presses_and_four_answers(karen, asked):
    phone = Client()
    link = link_for(karen, TASK, asked.pk).path
    opened = text(phone.get(link))  # 1: Svar her
    assert "Svar for bestyrelsen i Afdeling 58" in opened
    assert "4 spørgsmål, ca. 3 minutter." in opened
    started = phone.post(link, {"start": "1"})  # 2: Start
    assert started.url == url(asked)
    assert phone.get(started.url).status_code == 200
    phone.post(url(asked), typed())  # 3: Fortsæt
    assert not ResidentDecision.objects.exists()
    phone.post(url(asked, "resident_answer_check"))  # 4: Send svar
    decision = ResidentDecision.objects.get()
    assert (decision.answered_by, decision.channel, decision.result) == (karen, "portal", "yes")


def test_opening_the_link_and_the_pages_changes_nothing(karen, asked):
    phone = Client()
    link = link_for(karen, TASK, asked.pk).path
    for _time in range(5):
        phone.get(link)
        phone.head(link)
    assert karen.task_links.get().started_at is None
    start(phone, karen, asked)
    with CaptureQueriesContext(connection) as queries:
        for name in ("resident_answer", "resident_answer_check", "resident_receipt"):
            phone.get(url(asked, name))
            phone.head(url(asked, name))
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "django_session" not in sql] == []


def test_a_member_who_is_logged_in_answers_without_a_link(client, karen, asked):
    client.force_login(karen)
    assert "Du svarer for bestyrelsen i Afdeling 58." in text(client.get(url(asked)))
    assert "Tak. Bestyrelsens svar er sendt" in send(client, asked)


@pytest.mark.parametrize("name", ["resident_answer", "resident_answer_check", "resident_receipt"])
def test_nobody_else_gets_in(client, asked, name):
    d33 = factories.make_department("33")
    foreign = factories.make_board_member(d33, "Vibeke Riis")
    d52 = factories.make_department("52")
    other_board_of_the_case = factories.make_board_member(d52, "Amir Said")
    former = factories.make_board_member(asked.department, "Inge Toft", until_on=factories.in_days(-1))
    decider = factories.make_decider()
    page = url(asked, name)
    missing = page.replace(f"/{asked.department_id}/", "/999999/")
    for person in (foreign, other_board_of_the_case, former, decider):
        client.force_login(person)
        answers = [client.get(page), client.post(page)]
        assert {answer.status_code for answer in answers} <= {404, 405}, person
        assert text(client.get(page)).count("Lektiecafé") == 0
        strip = lambda body: re.sub(r'value="[^"]+"', "", body)  # noqa: E731 - the token differs each time
        assert strip(text(client.get(page))) == strip(text(client.get(missing)))


def test_a_visitor_is_sent_to_log_in_whether_or_not_the_page_exists(client, asked):
    for page in (url(asked), url(asked).replace(f"/{asked.department_id}/", "/999999/")):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.url.startswith("/log-ind/")


def test_a_link_to_one_case_opens_no_other(karen, asked, mette, d58):
    other = factories.make_initiative(by=mette, name="Havefest", departments=[d58])
    (second,) = ask_boards(other, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    phone = Client()
    start(phone, karen, asked)
    assert phone.get(url(asked)).status_code == 200
    assert phone.get(url(second)).status_code == 302


def test_access_ends_with_the_term_of_office(browser, karen, asked):
    assert browser.get(url(asked)).status_code == 200
    BoardSeat.objects.filter(person=karen).update(until_on=factories.in_days(-1))
    assert browser.get(url(asked)).status_code == 302
    assert browser.post(url(asked), typed()).status_code == 302
    assert not ResidentDecision.objects.exists()
    phone = Client()
    phone.force_login(karen)
    assert phone.get(url(asked)).status_code == 404


def test_staff_read_and_are_led_to_write_the_answer_in(client, mette, asked):
    client.force_login(mette)
    html = text(client.get(url(asked)))
    assert "Kun bestyrelsen kan svare på denne side." in html
    assert reverse("initiatives:resident_enter", args=[asked.initiative_id, asked.department_id]) in html
    assert client.post(url(asked), typed()).status_code == 403
    assert not ResidentDecision.objects.exists()


# --- The branches -----------------------------------------------------------------------------
def test_a_plain_yes(browser, asked):
    html = send(browser, asked, attendance="31")
    assert "Tak. Bestyrelsens svar er sendt" in html
    assert "På afdelingsmødet" in html
    assert "Sendt af Karen Juhl" in html
    assert f"Nummer {ResidentDecision.objects.get().pk}" in html
    assert "Det sker nu" in html
    assert ResidentDecision.objects.get().attendance == 31
    assert not SavedAnswer.objects.exists()


def test_yes_with_wishes_asks_for_the_wishes(browser, asked):
    html = text(browser.post(url(asked), typed(result="yes_with_wishes")))
    assert "Skriv beboernes ønsker" in html
    send(browser, asked, result="yes_with_wishes", wishes="Åbent om søndagen.")
    assert ResidentDecision.objects.get().wishes == "Åbent om søndagen."


def test_a_no_needs_no_minutes_no_reason_and_gets_no_persuasion(browser, asked):
    html = send(browser, asked, result="no", sentence=None)
    assert "Indsatsen starter ikke hos jer. Tak, fordi I spurgte beboerne." in html
    assert ResidentDecision.objects.get().result == "no"


def test_a_no_may_give_a_reason(browser, asked):
    send(browser, asked, result="no", sentence=None, reason="Vi har et tilbud i forvejen.")
    assert ResidentDecision.objects.get().wishes == "Vi har et tilbud i forvejen."


def test_not_asked_yet_asks_only_when(browser, asked):
    when = factories.in_days(30)
    answers = {"will_ask_on_day": when.day, "will_ask_on_month": when.month, "will_ask_on_year": when.year}
    # What lies in the other questions counts for nothing, right or wrong.
    html = send(browser, asked, where="not_asked", held_on_day="32", result="no", **answers)
    assert "I spørger beboerne" in html
    decision = ResidentDecision.objects.get()
    assert (decision.form, decision.will_ask_on, decision.result, decision.held_on) == (
        "not_asked",
        when,
        "",
        None,
    )
    assert "Svar igen" in html


def test_not_asked_yet_without_a_day_offers_help(browser, asked):
    html = text(browser.post(url(asked), {"where": "not_asked"}))
    assert "eller sæt kryds ved, at I vil have hjælp" in html
    html = send(browser, asked, where="not_asked", wants_help="on")
    assert "Mette Holm ringer til jer og hjælper." in html


def test_a_day_for_asking_lies_ahead(browser, asked):
    gone = factories.in_days(-2)
    answers = {"will_ask_on_day": gone.day, "will_ask_on_month": gone.month, "will_ask_on_year": gone.year}
    assert "Datoen er gået" in text(browser.post(url(asked), {"where": "not_asked", **answers}))


@pytest.mark.parametrize("proof", [{"sentence": "Vi stemte."}, {"minutes_follow": "on"}, {"upload": "photo"}])
def test_any_one_of_three_ways_shows_what_was_decided(browser, asked, proof):
    if "upload" in proof:
        proof = {"upload": photo()}
    send(browser, asked, **({"sentence": None} | proof))
    assert ResidentDecision.objects.count() == 1


# --- What is wrong, and what is kept ----------------------------------------------------------
def test_everything_that_is_missing_is_said_once_above_and_once_at_the_question(browser, asked):
    html = text(browser.post(url(asked), {}))
    assert "<title>Fejl: Var beboerne med i beslutningen?" in html
    assert "Der mangler 3 svar" in html
    for words in ("Vælg, hvor beboerne var med", "Skriv datoen for mødet", "Vælg, hvad beboerne besluttede"):
        assert html.count(words) == 2, words


def test_one_of_the_three_ways_is_needed_and_the_message_says_so(browser, asked):
    html = text(browser.post(url(asked), typed(sentence=None)))
    assert "Vælg en fil, skriv én sætning, eller sæt kryds ved, at referatet kommer senere" in html
    assert "Der mangler 1 svar" in html


def test_a_meeting_in_the_future_is_no_meeting_yet(browser, asked):
    soon = factories.in_days(3)
    answers = {"held_on_day": soon.day, "held_on_month": soon.month, "held_on_year": soon.year}
    html = text(browser.post(url(asked), typed(**answers)))
    assert "Vælg &quot;ikke spurgt endnu&quot;, hvis mødet ikke er holdt" in html


def test_the_residents_decide_before_the_start(browser, asked):
    asked.initiative.__class__.objects.update(starts_on=factories.in_days(-20))
    assert "Datoen skal være før" in text(browser.post(url(asked), typed()))


def test_what_was_typed_and_the_chosen_file_survive_a_failed_try(browser, asked):
    html = text(
        browser.post(
            url(asked), typed(where=None, sentence=None, upload=photo(), attendance="mange", wishes="Bænke")
        )
    )
    assert "Du har valgt referat.jpg. Vi har den stadig." in html
    assert 'value="mange"' in html
    again = text(browser.get(url(asked)))  # closed, and opened again next week
    assert "Du har valgt referat.jpg. Vi har den stadig." in again
    assert 'value="mange"' in again
    assert "Bænke" in again
    assert "Vælg, hvor" not in again
    ticket = re.search(r'name="upload-kept" value="([^"]+)"', again)[1]
    answers = typed(sentence=None) | {"upload-kept": ticket}
    browser.post(url(asked), answers)
    assert "referat.jpg" in text(browser.get(url(asked, "resident_answer_check")))
    browser.post(url(asked, "resident_answer_check"))
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.requirement_key, evidence.department) == (
        "referat.jpg",
        "1.1",
        asked.department,
    )
    assert default_storage.exists(evidence.file.name)


def test_the_held_file_goes_when_the_answer_is_sent(browser, asked, django_capture_on_commit_callbacks):
    browser.post(url(asked), typed(sentence=None, upload=photo()))
    held = held_files.HeldFile.of(SavedAnswer.objects.get())
    assert default_storage.exists(held.key)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url(asked, "resident_answer_check"))
    assert not default_storage.exists(held.key)
    assert default_storage.exists(Evidence.objects.get().file.name)


def test_a_held_file_lives_as_long_as_the_answer(browser, asked, settings):
    browser.post(url(asked), typed(sentence=None, upload=photo()))
    SavedAnswer.objects.update(saved_at=timezone.now() - dt.timedelta(days=20))
    assert held_files.forget_old((TASK,), today=factories.today()) == 0
    assert "referat.jpg" in text(browser.get(url(asked, "resident_answer_check")))
    SavedAnswer.objects.update(
        saved_at=timezone.localtime() - dt.timedelta(days=settings.AAB_TASK_LINK_DAYS + 1)
    )
    assert held_files.forget_old((TASK,), today=factories.today()) == 1
    assert held_files.forget_old((TASK,), today=factories.today()) == 0
    assert not SavedAnswer.objects.exists()


def test_a_held_file_that_no_answer_knows_is_deleted_after_a_day(browser, asked):
    browser.post(url(asked), typed(sentence=None, upload=photo()))
    known = held_files.HeldFile.of(SavedAnswer.objects.get()).key
    orphan = default_storage.save("held/left-by-a-crash", ContentFile(b"x"))
    forget_unsent_answers()
    assert default_storage.exists(orphan)
    for key in (orphan, known):
        os.utime(default_storage.path(key), (0, 0))
    forget_unsent_answers()
    forget_unsent_answers()
    assert (default_storage.exists(orphan), default_storage.exists(known)) == (False, True)


def test_a_file_that_is_no_file_is_refused_in_words_and_the_rest_is_kept(browser, asked):
    fake = SimpleUploadedFile("referat.pdf", b"<html>nej</html>", content_type="application/pdf")
    html = text(browser.post(url(asked), typed(upload=fake)))
    assert "Vi kan ikke læse filen. Brug billede, PDF eller Word" in html
    assert "Alle stemte ja." in html


def test_a_cpr_number_is_neither_kept_nor_sent(browser, asked):
    html = text(browser.post(url(asked), typed(sentence="Formand 010190-1234 sagde ja")))
    assert "CPR-nummer" in html
    assert not SavedAnswer.objects.exists()
    assert browser.post(url(asked, "resident_typed"), {"sentence": "010190-1234"}).status_code == 400
    assert not SavedAnswer.objects.exists()


def test_save_and_answer_later(browser, asked, karen):
    answer = browser.post(url(asked), {"where": "ballot", "attendance": "2", "later": "1"}, follow=True)
    html = text(answer)
    assert "Du kan gå fra siden og komme tilbage." in html
    assert re.search(r'value="ballot"[^>]*checked', html)
    client = Client()
    client.force_login(karen)
    assert client.post(url(asked), {"where": "ballot", "later": "1"}).url == reverse("tasks")


def test_what_is_typed_is_kept_as_it_is_typed_and_belongs_to_the_person(browser, asked, bo):
    answer = browser.post(url(asked, "resident_typed"), {"where": "ballot", "sentence": "Halvvejs"})
    assert answer.status_code == 200
    assert re.fullmatch(r"Gemt kl\. \d{1,2}\.\d\d\. Du kan gå fra siden og komme tilbage\.", text(answer))
    assert "Halvvejs" in text(browser.get(url(asked)))
    others = Client()
    others.force_login(bo)
    assert "Halvvejs" not in text(others.get(url(asked)))


# --- The session runs out ---------------------------------------------------------------------
def test_a_session_that_ran_out_costs_no_words(client, asked, karen):
    """Fill, delete the session, submit, log in: same page, same text (S2)."""
    client.force_login(karen)
    client.get(url(asked))
    client.session.flush()
    client.cookies.clear()
    answer = client.post(url(asked), typed(sentence="Mine ord", attendance="17"))
    assert answer.status_code == 302
    assert "Vi har gemt det, du skrev." in text(client.get(answer.url))
    client.force_login(karen)
    html = text(client.get(url(asked)))
    assert 'value="Mine ord"' in html
    assert 'value="17"' in html
    assert SavedAnswer.objects.get().person == karen


def test_words_typed_on_a_link_that_idled_come_back_after_start(browser, karen, asked):
    session = browser.session
    session["task_link"] = session["task_link"] | {"seen_at": 0}
    session.save()
    assert browser.post(url(asked), typed(sentence="Mine ord")).status_code == 302
    start(browser, karen, asked)
    assert 'value="Mine ord"' in text(browser.get(url(asked)))


def test_strangers_cannot_fill_the_database(client, asked):
    client.post(url(asked), {"sentence": "x" * 100_000})
    assert "typed_before_login" not in client.session
    assert not SavedAnswer.objects.exists()


# --- Somebody else was first ------------------------------------------------------------------
def a_yes() -> Answer:
    return Answer(form="ballot", held_on=factories.in_days(-10), result="yes", sentence="Ja.")


def test_when_another_member_answered_the_page_says_who_and_when(browser, asked, bo):
    answer_for_residents(asked, answer=a_yes(), by=bo)
    html = text(browser.get(url(asked), follow=True))
    assert "Din bestyrelse har allerede svaret" in html
    assert "Bo Lind svarede den" in html
    assert "Du skal ikke gøre mere." in html


def test_the_loser_of_a_race_keeps_the_words(browser, asked, bo):
    browser.post(url(asked), typed(sentence="Mine egne ord"))
    answer_for_residents(asked, answer=a_yes(), by=bo)
    html = text(browser.post(url(asked, "resident_answer_check"), follow=True))
    assert "Din bestyrelse har allerede svaret" in html
    assert "Det skrev du selv" in html
    assert "Mine egne ord" in html
    assert ResidentDecision.objects.get().answered_by == bo


def test_the_loser_of_two_tabs_on_the_first_page_keeps_the_words(browser, asked, bo):
    answer_for_residents(asked, answer=a_yes(), by=bo)
    html = text(browser.post(url(asked), typed(sentence="Mine egne ord"), follow=True))
    assert "Mine egne ord" in html
    assert ResidentDecision.objects.count() == 1


def test_pressing_send_twice_sends_once(browser, asked):
    browser.post(url(asked), typed())
    for _press in range(3):
        answer = browser.post(url(asked, "resident_answer_check"))
        assert answer.url == url(asked, "resident_receipt")
    assert ResidentDecision.objects.count() == 1
    assert "Tak. Bestyrelsens svar er sendt" in text(browser.get(answer.url))


def test_the_link_says_that_it_is_answered_and_leads_to_the_answer(browser, asked, karen):
    send(browser, asked)
    link = link_for(karen, TASK, asked.pk).path
    phone = Client()
    html = text(phone.get(link))
    assert "Din bestyrelse har allerede svaret" in html
    assert phone.post(link, {"start": "1"}).url == url(asked, "resident_receipt")
    assert phone.get(url(asked, "resident_receipt")).status_code == 200


# --- Correcting -------------------------------------------------------------------------------
def test_an_answer_can_be_corrected_by_any_member_and_both_stay(browser, asked, bo, mette):
    html = send(browser, asked)
    first = ResidentDecision.objects.get()
    again = f"{url(asked)}?ret={first.pk}"
    assert again in html
    others = Client()
    others.force_login(bo)
    page = text(others.get(again))
    assert 'value="Alle stemte ja."' in page
    assert "Du retter det svar, Karen Juhl gav" in page
    answer = others.post(again, typed(result="no", sentence=None))
    assert answer.url == f"{url(asked, 'resident_answer_check')}?ret={first.pk}"
    others.post(answer.url)
    assert [(d.result, d.superseded_at is None) for d in ResidentDecision.objects.order_by("pk")] == [
        ("yes", False),
        ("no", True),
    ]
    staff = Client()
    staff.force_login(mette)
    overview = text(staff.get(reverse("initiatives:residents", args=[asked.initiative_id])))
    assert "Beboerne sagde nej" in overview
    assert "Beboerne sagde ja" in overview
    assert "Gælder ikke længere." in overview


def test_a_correction_that_is_too_late_is_not_offered_and_not_taken(browser, asked):
    html = send(browser, asked)
    first = ResidentDecision.objects.get()
    ResidentDecision.objects.update(answered_at=timezone.now() - dt.timedelta(days=15))
    html = text(browser.get(url(asked, "resident_receipt")))
    assert "Fristen for at rette svaret er gået." in html
    assert "?ret=" not in html
    again = f"{url(asked)}?ret={first.pk}"
    assert browser.post(again, typed(result="no")).url == url(asked, "resident_receipt")
    assert ResidentDecision.objects.count() == 1


def test_a_corrected_answer_keeps_its_minutes_unless_new_ones_come(browser, asked):
    send(browser, asked, sentence=None, upload=photo("gammel.jpg"))
    first = ResidentDecision.objects.get()
    again = f"{url(asked)}?ret={first.pk}"
    assert "Vi har et referat fra jer." in text(browser.get(again))
    browser.post(again, typed(sentence=None, attendance="9"))
    assert "gammel.jpg" in text(browser.get(f"{url(asked, 'resident_answer_check')}?ret={first.pk}"))
    browser.post(f"{url(asked, 'resident_answer_check')}?ret={first.pk}")
    assert [e.name for e in Evidence.objects.current()] == ["gammel.jpg"]
    second = ResidentDecision.objects.current().get()
    again = f"{url(asked)}?ret={second.pk}"
    browser.post(again, typed(sentence=None, upload=photo("ny.jpg", "grey")))
    browser.post(f"{url(asked, 'resident_answer_check')}?ret={second.pk}")
    assert [(e.name, e.version) for e in Evidence.objects.current()] == [("ny.jpg", 2)]
    assert [(e.name, e.version) for e in Evidence.objects.present()] == [("gammel.jpg", 1), ("ny.jpg", 2)]
    old = Evidence.objects.get(version=1)
    assert (old.removed_at, old.replaced_by.name) == (None, "ny.jpg")
    assert Path(old.file.path).exists()
    html = text(browser.get(url(asked, "resident_receipt")))
    now, before = html.split("Vi gemmer begge svar.", 1)
    assert ("ny.jpg" in now, "gammel.jpg" in now) == (True, False)
    assert ("gammel.jpg" in before, "ny.jpg" in before) == (True, False)


def test_the_same_minutes_twice_are_one_version(browser, asked):
    send(browser, asked, sentence=None, upload=photo("referat.jpg"))
    first = ResidentDecision.objects.get()
    again = f"{url(asked)}?ret={first.pk}"
    browser.post(again, typed(sentence=None, attendance="9", upload=photo("referat.jpg")))
    browser.post(f"{url(asked, 'resident_answer_check')}?ret={first.pk}")
    assert ResidentDecision.objects.current().get().attendance == 9
    assert [(e.name, e.version) for e in Evidence.objects.all()] == [("referat.jpg", 1)]


def test_the_board_objects_to_what_staff_wrote_in(browser, asked, mette, karen):
    enter_for_board(
        asked.initiative,
        department=asked.department,
        answer=a_yes(),
        delivery=Delivery(channel="phone", received_on=factories.today(), answered_by=karen),
        by=mette,
    )
    html = text(browser.get(url(asked), follow=True))
    assert "AAB har skrevet jeres svar ind" in html
    assert "Skrevet ind af Mette Holm" in html
    entered = ResidentDecision.objects.get()
    again = f"{url(asked)}?ret={entered.pk}"
    browser.post(again, typed(result="no", sentence=None))
    browser.post(f"{url(asked, 'resident_answer_check')}?ret={entered.pk}")
    assert ResidentDecision.objects.current().get().result == "no"


# --- Nothing to answer ------------------------------------------------------------------------
def test_a_stopped_case_asks_nothing(browser, asked, mette):
    browser.post(url(asked), typed())
    workflow.move(asked.initiative, "withdraw", by=mette, words="Kommunen gør det selv.")
    html = text(browser.get(url(asked)))
    assert "I skal ikke svare på noget" in html
    assert "Indsatsen er trukket tilbage." in html
    browser.post(url(asked, "resident_answer_check"))
    assert not ResidentDecision.objects.exists()


def test_a_department_that_was_taken_out_is_asked_nothing(browser, asked, mette):
    from initiatives.residents import remove_department

    remove_department(asked.initiative, department=asked.department, by=mette)
    html = text(browser.get(url(asked)))
    assert "Afdelingen er ikke med i indsatsen længere." in html


def test_the_questions_can_be_printed(client, mette, asked):
    client.force_login(mette)
    html = text(client.get(url(asked) + "?print"))
    for words in ("1. Hvor var beboerne med?", "2. Hvornår var det?", "4. Referatet", "Mette Holm"):
        assert words in html


# --- Access to other boards' words, and the price of a page -----------------------------------
def test_no_page_of_another_board_shows_the_words_of_this_one(asked, karen):
    canary = "KANARIEFUGL"
    answer_for_residents(
        asked,
        answer=Answer(
            form="ballot",
            held_on=factories.in_days(-3),
            result="yes_with_wishes",
            wishes=canary,
            sentence=canary,
        ),
        by=karen,
    )
    d52 = factories.make_department("52")
    amir = factories.make_board_member(d52, "Amir Said")
    ask_boards(asked.initiative, departments=[d52], deadline_on=factories.in_days(9), by=asked.asked_by)
    phone = Client()
    phone.force_login(amir)
    pk = asked.initiative_id
    pages = [
        reverse("initiatives:residents", args=[pk]),
        reverse("initiatives:resident_answer", args=[pk, d52.pk]),
        reverse("initiatives:files", args=[pk]),
        url(asked),
        url(asked, "resident_receipt"),
        reverse("tasks"),
    ]
    for page in pages:
        assert canary not in text(phone.get(page)), page


def test_the_page_costs_the_same_however_many_boards_and_rounds(mette):
    counts = []
    for number in (1, 3):
        departments = [factories.make_department(f"{number}{n}00") for n in range(number)]
        people = [
            factories.make_board_member(department, f"Medlem {department.number}")
            for department in departments
        ]
        factories.make_board_member(departments[0], "Endnu et medlem")
        draft = factories.make_initiative(by=mette, departments=departments)
        (request, *_others) = ask_boards(
            draft, departments=departments, deadline_on=factories.in_days(21), by=mette
        )
        phone = Client()
        phone.force_login(people[0])
        phone.get(url(request))
        with CaptureQueriesContext(connection) as queries:
            phone.get(url(request))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


# --- Odd input --------------------------------------------------------------------------------
ODD = ["\x00", "\ud800", "x" * 30_000, "9" * 40, "-1", "1e400", "<script>alert(1)</script>", "²", "not_asked"]
FIELDS = [
    "where",
    "will_ask_on_day",
    "held_on_month",
    "held_on_year",
    "result",
    "wishes",
    "reason",
    "upload",
    "upload-kept",
    "sentence",
    "attendance",
    "wants_help",
]


def post(phone, address: str, answers: dict):
    body = urlencode(answers, errors="surrogatepass")
    return phone.post(address, body, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("place", range(len(FIELDS)))
def test_odd_input_is_answered_in_words(browser, asked, place):
    """Every field gets three odd values; between them the fields get all of them."""
    for number in range(3):
        answers = typed() | {FIELDS[place]: ODD[(place * 3 + number) % len(ODD)]}
        for name in ("resident_answer", "resident_typed"):
            assert post(browser, url(asked, name), answers).status_code < 500, answers
    assert browser.get(url(asked)).status_code == 200
    assert browser.get(url(asked, "resident_answer_check")).status_code < 500


@pytest.mark.parametrize("odd", ["9" * 30, "%00", "-1", "x" * 3000, "%ED%A0%80"])
def test_odd_addresses_are_no_faults(browser, asked, odd):
    assert browser.get(url(asked) + "?ret=" + odd).status_code == 200
    huge = f"/indsatser/{'9' * 30}/beboerbeslutning/{'9' * 30}/"
    assert browser.get(huge).status_code == 302
    phone = Client()
    phone.force_login(asked.asked_by)
    assert phone.get(huge).status_code == 404
    assert (
        phone.get(f"/indsatser/{asked.initiative_id}/beboerbeslutning/{'9' * 30}/paa-vegne/").status_code
        == 404
    )
    assert phone.get(f"/bilag/{'9' * 30}/").status_code == 404
