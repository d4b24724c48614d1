"""Tags of the sign-in pages."""

import qrcode
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from takatuf.desks.staff import has_passkey

register = template.Library()
register.filter("has_passkey", has_passkey)


@register.simple_tag
def code_picture(address: str) -> SafeString:
    """The second factor's address as a picture to scan: inline SVG, since pictures from `data:` are not allowed here."""
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, cells in enumerate(rows)
        for column, dark in enumerate(cells)
        if dark
    )
    return format_html(
        '<svg viewBox="0 0 {size} {size}" width="220" height="220" role="img" aria-label="{label}">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>',
        size=len(rows),
        label=_("Picture to scan with a code generator"),
        path=path,
    )
