"""The door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from takatuf.config.memory import keep_giving_back, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takatuf.config.settings")
application = get_wsgi_application()
gc.collect()
settle()
keep_giving_back()
