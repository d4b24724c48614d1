"""Where the bars of a lane stand, in percent of its width; plain arithmetic, mirrored for right-to-left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from takatuf.web.parts import Bar, BarState, Lane

#: A lane is at least this wide where its words are drawn, and a letter of its small text about this wide, in CSS pixels.
LANE_PIXELS, LETTER_PIXELS, PADDING_PIXELS = 390, 6.8, 20
#: Fewer letters than these say nothing; then the words stand in the list only.
LEAST_LETTERS = 8
NARROWEST = 1.5


@dataclass(frozen=True)
class DrawnBar:
    """One bar: edges and text in percent, ready for SVG attributes (a point before decimals in every language).

    `label` and `time` are whole; `text` is what is drawn: shortened where the bar is, but never in its time.
    """

    label: str
    time: str
    text: str
    state: BarState
    x: str
    width: str
    text_x: str
    text_inside: bool
    text_outside: bool


@dataclass(frozen=True)
class DrawnLane:
    """A lane and its bars in the order of time."""

    label: str
    bars: tuple[DrawnBar, ...]


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def position(moment: datetime, *, starts_at: datetime, ends_at: datetime) -> float:
    """How far along the time axis, 0 to 100; what lies outside is held at the edge."""
    share = (moment - starts_at) / (ends_at - starts_at) * 100
    return min(max(share, 0.0), 100.0)


def draw_lanes(
    lanes: Sequence[Lane], *, starts_at: datetime, ends_at: datetime, right_to_left: bool
) -> tuple[DrawnLane, ...]:
    """Place every bar. Text stands in its bar where it fits, after it where there is room, else shortened."""
    if ends_at <= starts_at:
        raise ValueError("The axis of a drawing needs an end after its start.")
    return tuple(
        DrawnLane(lane.label, _draw_bars(lane.bars, starts_at, ends_at, right_to_left=right_to_left))
        for lane in lanes
    )


def _draw_bars(
    bars: Sequence[Bar], starts_at: datetime, ends_at: datetime, *, right_to_left: bool
) -> tuple[DrawnBar, ...]:
    in_time = sorted(bars, key=lambda bar: bar.starts_at)
    froms = [position(bar.starts_at, starts_at=starts_at, ends_at=ends_at) for bar in in_time]
    drawn = []
    for index, bar in enumerate(in_time):
        begins = min(froms[index], 100 - NARROWEST)
        ends = max(position(bar.ends_at, starts_at=starts_at, ends_at=ends_at), begins + NARROWEST)
        room_ends = froms[index + 1] if index + 1 < len(froms) else 100.0
        whole = _text(bar.label, bar.time)
        needed = (len(whole) * LETTER_PIXELS + PADDING_PIXELS) / LANE_PIXELS * 100
        inside = ends - begins >= needed
        outside = not inside and room_ends - ends >= needed
        letters = int(((ends - begins) * LANE_PIXELS / 100 - PADDING_PIXELS) / LETTER_PIXELS) - 1
        shortened = not inside and not outside and letters >= max(LEAST_LETTERS, len(bar.time))
        left = 100 - ends if right_to_left else begins
        text_at = ends if outside else begins
        drawn.append(
            DrawnBar(
                label=bar.label,
                time=bar.time,
                text=_shortened(bar, letters) if shortened else whole,
                state=bar.state,
                x=_percent(left),
                width=_percent(ends - begins),
                text_x=_percent(100 - text_at if right_to_left else text_at),
                text_inside=inside or shortened,
                text_outside=outside,
            )
        )
    return tuple(drawn)


def _text(label: str, time: str) -> str:
    return f"{label} — {time}" if time else label


def _shortened(bar: Bar, letters: int) -> str:
    """As much of the label as there is room for beside its time; the time alone where nothing of it would be left to read."""
    room = letters - len(_text("", bar.time))
    if bar.time and room < LEAST_LETTERS:
        return bar.time
    return _text(f"{bar.label[:room].rstrip()}…", bar.time)
