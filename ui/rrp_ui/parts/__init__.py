"""What every screen is made of: cards, chips, buttons, times, the cross, the frame around them."""
