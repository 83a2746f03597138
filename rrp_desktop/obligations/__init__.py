"""What the ward still owes: to people, and to its own record.

Everything is worked out anew from what is recorded and the time it is now; nothing here counts down, so
nothing is lost while the PC sleeps. Spans are of elapsed time, over midnight and changes of the clocks
alike. A policy holds for what began while it was in force. It is a memory aid, not an alarm.
"""

from rrp_desktop.obligations.owed import Facts, Owed, owed
from rrp_desktop.obligations.policy import POLICY, Policy, PolicyOn, policy_from

__all__ = ["POLICY", "Facts", "Owed", "Policy", "PolicyOn", "owed", "policy_from"]
