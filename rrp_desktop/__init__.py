"""RRP Desktop: what a ward records, counts and sends; runs with no Qt installed."""

__version__ = "0.1.0"
