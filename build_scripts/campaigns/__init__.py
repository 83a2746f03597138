"""What may befall a ward's file, done to it many times over. `faults.py` runs these."""
