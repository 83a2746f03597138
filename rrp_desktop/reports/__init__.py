"""Numbers of the ward's own, made into figures and pages. Screens and paper call the same functions."""
