"""Charts on screen and on paper."""
