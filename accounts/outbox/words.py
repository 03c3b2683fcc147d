"""What went wrong with a mail, in words for an administrator: what it means and what can be done."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The code is "stage answer", see transport.Result; the first pattern that fits is used.
_SENTENCES: list[tuple[str, Promise]] = [
    (r"connect .*", _("Mailserveren svarer ikke eller lukker os ikke ind. Vi prøver igen hvert minut.")),
    (
        r"mail 5\d\d.*",
        _("Mailserveren vil ikke sende fra portalens adresse. Spørg dem, der passer mailserveren."),
    ),
    (r"rcpt 5\d\d.*", _("Adressen findes ikke. Ret den under Brugere, og prøv igen.")),
    (r"rcpt .*", _("Modtagerens postkasse tager ikke imod lige nu. Vi prøver igen.")),
    (
        r"(data|text) 5\d\d.*",
        _("Mailserveren ville ikke tage imod mailen. Ring eller skriv til personen i stedet."),
    ),
    (r"text 4\d\d.*", _("Mailserveren bad os vente. Vi prøver igen.")),
    (r"text taken-.*", _("Ingen tog imod mailen. Se efter, om adressen er rigtig, og prøv igen.")),
    (r"text .*", _("Forbindelsen blev afbrudt, mens mailen blev sendt. Den kan være kommet frem.")),
    (r"worker gone", _("Portalen blev stoppet, mens mailen blev sendt. Den kan være kommet frem.")),
    (
        r"(address|data|mail) .*",
        _("Mailserveren bad os vente, eller forbindelsen blev afbrudt. Vi prøver igen."),
    ),
    (r"too old", _("Mailen er over 14 dage gammel. Den bliver kun sendt, hvis du siger det.")),
    (r"personal number", _("Der står noget, der ligner et CPR-nummer, i mailen. Ret teksten, og prøv igen.")),
    (r"message .*", _("Adressen eller emnet kan ikke bruges i en mail. Ret det, og prøv igen.")),
    (r"prepare .*", _("Mailen kunne ikke skrives. Det er en fejl i portalen. Vi prøver igen hver time.")),
]


def explain(error: str) -> Promise | str:
    """The sentence for an error code; empty for no error, the code itself when nobody has put it in words."""
    return next((sentence for pattern, sentence in _SENTENCES if re.fullmatch(pattern, error)), error)
