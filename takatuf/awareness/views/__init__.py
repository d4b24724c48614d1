"""The public pages of awareness: they set no cookie, except where a form has to belong to its page."""
