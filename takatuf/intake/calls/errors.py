"""Why a step of the call-taker's desk is refused."""

from takatuf.kernel.errors import Refused


class CallEnded(Refused):
    """The call was sent or closed already."""


class CallOfAnother(Refused):
    """Somebody else writes this call; it can be taken over first."""


class RingingOver(Refused):
    """A colleague took this call, or the caller rang off."""


class TransferAnswered(Refused):
    """Somebody took this call over already."""


class CallBackEnded(Refused):
    """This call-back was kept or stopped already."""


class CallBackPromised(Refused):
    """A call-back is promised for this call already."""


class DebriefAsked(Refused):
    """A debrief after this call was asked for already."""


class SerialUnknown(Refused):
    """No form with this serial number was printed here."""


class SerialEntered(Refused):
    """The form with this serial number was entered already."""

    def __init__(self, serial: str) -> None:
        super().__init__("This form was entered already.")
        self.serial = serial


class SerialVoided(Refused):
    """The form with this serial number was voided."""
