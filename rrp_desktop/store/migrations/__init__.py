"""Every change to the tables since the first release, in order."""
