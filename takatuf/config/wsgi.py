"""The door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from takatuf.config.memory import keep_giving_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takatuf.config.settings")
application = get_wsgi_application()
# What was loaded stays: looking through all of it again and again for what may be thrown away took a tenth of a batch's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
keep_giving_back()
