"""Model fields that follow the world: Danish alphabetical order and amounts in kroner."""

import re
import unicodedata

from django.core.validators import MinValueValidator
from django.db import models

# Danish order puts æ, ø and å last, and files "Aa" with "å" (Retskrivningsordbogen § 4).
_LAST_LETTERS = {"æ": "zza", "ä": "zza", "ø": "zzb", "ö": "zzb", "å": "zzc"}


def danish_sort_key(text: str) -> str:
    """The plain-ASCII key under which a Danish reader expects to find `text`.

    Numbers sort by value, so that "Afdeling 9" comes before "Afdeling 33" and "95" before "95 II".
    Databases order by bytes or by whatever collation they were set up with; a stored key gives the
    same order on SQLite and PostgreSQL.
    """
    text = unicodedata.normalize("NFC", text).lower().replace("aa", "å")
    text = "".join(_LAST_LETTERS.get(letter, letter) for letter in text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"\d+", lambda digits: digits.group().zfill(8), text).strip()


class SortKeyField(models.CharField):
    """Holds the Danish sort key of another field of the same row, computed when the row is saved."""

    def __init__(self, *, source: str, **kwargs):
        self.source = source
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        key = danish_sort_key(getattr(model_instance, self.source) or "")[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


class KronerField(models.DecimalField):
    """An amount in Danish kroner with two decimals (øre); never negative, never a float."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 13)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)
