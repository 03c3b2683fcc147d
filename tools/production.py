"""`manage.py check --deploy` as production would see it, where every warning is a fault.

python -m tools.production
"""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "indsatser.example.dk",
    "SITE_URL": "https://indsatser.example.dk",
    "EMAIL_URL": "smtps://user:password@mail.example.dk:587",
    "DATABASE_URL": "postgres://portal:password@db.example.dk/portal",
    "REDIS_URL": "redis://redis.example.dk/0",
    "HSTS_PRELOAD": "1",
}


def main() -> int:
    # Not a test of these servers: nothing is connected to.
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | PRODUCTION).returncode


if __name__ == "__main__":
    sys.exit(main())
