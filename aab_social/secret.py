"""The secret of a portal that runs by itself on one machine."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def own_secret(path: Path) -> str:
    """The secret kept at `path`, readable by its owner only; the first process to ask makes it.

    Linked into place whole, since web, worker and schedule may all ask at the same moment.
    """
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # created with mode 0600
            file.write(secrets.token_urlsafe(60))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
