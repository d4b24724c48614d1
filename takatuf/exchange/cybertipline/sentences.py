"""What is wrong with a document, in the reader's language."""

from django.utils.translation import gettext as _

from takatuf.kernel.errors import InvalidInput


def explain(error: InvalidInput) -> str:
    """One sentence that names the place and what to change, in the active language."""
    what = _reading(error) or _shape(error) or _value(error)
    return _("%(path)s: %(what)s") % {"path": error.path, "what": what or _("This is not valid.")}


def _reading(error: InvalidInput) -> str:
    sentences = {
        "too_large": _("The document is larger than %(limit)s bytes."),
        "empty": _("The document is empty."),
        "wrong_encoding": _("The document must be written in UTF-8."),
        "has_dtd": _("A document type or an entity is not taken."),
        "cannot_unpack": _("This file of the archive cannot be unpacked."),
        "not_json": _("This is not valid JSON."),
        "duplicate_name": _("This name stands twice in the same object. Write it once."),
        "not_csv": _("This is not a row of CSV."),
        "no_headers": _("This is not an e-mail: it does not begin with headers."),
        "headers_too_large": _("The headers of the e-mail are larger than %(limit)s bytes."),
        "too_deep": _("The parts of the e-mail lie in each other more than %(most)s deep."),
        "too_many_parts": _("The e-mail has more than %(most)s parts."),
        "unknown_charset": _("The character set %(name)s is not known here."),
        "cannot_decode": _("The words of the e-mail are encoded in a way that cannot be read."),
        "no_words": _("The e-mail holds no words; attachments are not taken."),
        "not_xml": _("This is not well-formed XML (line %(line)s, column %(column)s)."),
    }
    return sentences.get(error.code, "") % error.params


def _shape(error: InvalidInput) -> str:
    sentences = {
        "unknown_element": _("The element %(name)s is not known here."),
        "unknown_attribute": _("The attribute %(name)s is not known here."),
        "wrong_order": _("The element %(name)s must stand before %(before)s."),
        "missing": _("%(name)s is missing."),
        "too_many": _("%(name)s may stand here at most %(most)s times."),
        "exactly_one_of": _("Exactly one kind of place must stand here; %(count)s were given."),
        "not_beside": _("%(name)s may not stand beside %(beside)s."),
        "must_be_empty": _("This element must be empty."),
        "nothing_to_go_on": _("At least one of these must be there: %(names)s."),
        "too_many_columns": _("This row has more cells than the first row has names."),
        "text_between_elements": _("There is loose text between the elements."),
    }
    return sentences.get(error.code, "") % error.params


def _value(error: InvalidInput) -> str:
    sentences = {
        "too_long": _("The text is longer than %(longest)s characters."),
        "blank": _("The text must not be blank; leave the element out when there is nothing to say."),
        "not_one_of": _("The value is not one of those that are allowed."),
        "wrong_shape": _("The value is not written as it should be."),
        "not_boolean": _("Write true or false."),
        "flag_only_true": _("This flag can only be true; leave it out when it is not."),
        "not_number": _("This is not a number."),
        "not_whole_number": _("This is not a whole number."),
        "out_of_range": _("The number is too small or too large."),
        "not_date": _("This is not a date such as 2026-11-23."),
        "not_time": _("This is not a time such as 2026-11-23T08:30:00+03:00."),
        "zone_missing": _("The time must name its zone, for example +03:00 or Z."),
        "in_future": _("This lies in the future."),
    }
    if "names" in error.params:
        sentences["not_one_of"] = _("The value is none of these: %(names)s.")
    if "high" in error.params:
        sentences["out_of_range"] = _("The number must lie between %(low)s and %(high)s.")
    return sentences.get(error.code, "") % error.params
