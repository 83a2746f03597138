"""What the centre tells the programme, its networks and each ward.

`gathered` reads the store, `wards` judges how complete each ward is and what changed there, `protected` says
what of it may be shown, `funnels`, `trends`, `equity`, `improvement` and `coach` each make pages of it, and
`html`, `pdf` and `sheets` put pages on paper. Pages for sharing name no ward and show no small number;
pages marked as the centre's own may do both.
"""
