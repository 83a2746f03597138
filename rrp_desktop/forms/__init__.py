"""What a ward records, declared once.

`spec` holds the words forms are written in, `lists` the code lists, and every other module here one
form. Editors, checks, columns, the export schema and paper forms are projections of the same
declaration: a field added here reaches all of them, and stays on the ward unless it says `leaves_ward`.
"""
