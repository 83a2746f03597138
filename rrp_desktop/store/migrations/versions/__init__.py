"""One module for each migration; none is changed once it is released."""
