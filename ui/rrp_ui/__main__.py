"""`python -m rrp_ui`."""

import sys

from rrp_ui.app import main

if __name__ == "__main__":
    sys.exit(main())
