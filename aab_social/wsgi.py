"""What gunicorn loads: `gunicorn aab_social.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aab_social.settings")

application = get_wsgi_application()
