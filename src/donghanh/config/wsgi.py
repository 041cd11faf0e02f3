"""The door for the web server: ``granian --interface wsgi donghanh.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from donghanh.config.keeper import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
die_with_parent()
application = get_wsgi_application()
