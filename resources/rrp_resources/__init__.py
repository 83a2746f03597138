"""Files the product shows or checks against: data only, imports nothing."""
