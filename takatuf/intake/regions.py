"""The regions that a form offers, by their ISO 3166-2 codes; a country of its own replaces this list."""

from django.utils.translation import gettext_lazy as _

REGIONS = {
    "SA-01": _("Riyadh"),
    "SA-02": _("Makkah"),
    "SA-03": _("Madinah"),
    "SA-05": _("Qassim"),
    "SA-04": _("Eastern Province"),
    "SA-14": _("Asir"),
    "SA-07": _("Tabuk"),
    "SA-06": _("Hail"),
    "SA-08": _("Northern Borders"),
    "SA-09": _("Jazan"),
    "SA-10": _("Najran"),
    "SA-11": _("Baha"),
    "SA-12": _("Jawf"),
}


def region_code(said: str) -> str:
    """The code when it is one of the list, else nothing: what people write there may be an address, and stays sealed."""
    return said if said in REGIONS else ""
