"""What the mail of the week tells besides tasks. Each app says its own part in its `news.py`."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from evaluation import news as evaluation_news
from initiatives import news as initiatives_news

MOST = 3


def news_for(person: User, on: dt.date) -> list[str]:
    """A few sentences about the week before `on` in the person's own departments. Never a person's name."""
    return [*initiatives_news.news_for(person, on), *evaluation_news.news_for(person, on)][:MOST]
