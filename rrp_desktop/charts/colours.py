"""One palette for screen and paper; every hue has a dark outline and a shape beside it."""

from rrp_desktop.charts.figure import Role, Tone

INK = "#212b32"
QUIET = "#4c6272"
TRACE = "#5b6d7a"
GRID = "#d8dde0"
PAPER = "#ffffff"
MARK = "#7c2855"
FOCUS = "#ffeb3b"
FILL = {
    Tone.COMMON: PAPER,
    Tone.IMPROVEMENT: "#0072ce",
    Tone.CONCERN: "#ed8b00",
    Tone.NEITHER: "#490092",
}
WORDS = {
    Tone.COMMON: INK,
    Tone.IMPROVEMENT: "#005eb8",
    Tone.CONCERN: "#a35200",
    Tone.NEITHER: "#490092",
}
LINES = {
    Role.CENTRE: "#425563",
    Role.LIMIT: "#768692",
    Role.WARNING: "#aeb7bd",
    Role.TARGET: "#007f3b",
}
