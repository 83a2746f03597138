"""Forms on screen: an editor for every kind of question, and a page of them."""
