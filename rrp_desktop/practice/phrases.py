"""The made-up words of the practice ward. Nobody in them exists."""

NOTES = (
    "Calmer once the television was turned down.",
    "Asked for a phone call home; this was arranged afterwards.",
    "Settled with tea and a walk round the garden.",
    "Did not want to talk about it today; we will try again tomorrow.",
    "The care plan was changed with the person the same evening.",
    "Second time this week after a cancelled visit.",
)
AVOIDED = (
    "Would have been held in the corridor",
    "Would have had an injection",
    "Would have gone to the seclusion room",
    "Two people would have come to blows",
    "A search would have needed hands on",
)
PLANS = (
    "Time with the nurse they trust before supper",
    "Garden first thing, then a quiet breakfast",
    "Agree the leave times together and write them down",
    "Low-stimulus space kept free this shift",
    "Ring the family together at four",
    "Review medicines with the doctor",
    "Check in every half hour, no questions asked",
    "Sensory kit in the bedroom tonight",
    "Move the ward round earlier",
    "Keep both apart at meals",
)
OWNERS = ("Nurse in charge", "Named nurse", "HCA", "Doctor", "OT")
BY = ("now", "11:00", "15:00", "18:00", "tonight")
ACTIONS = (
    "Mend the lock on the garden door",
    "Ask pharmacy about the missing stock",
    "New batteries for two alarms",
    "Quiet hour sign up in the lounge",
    "Find a second charger locker key",
    "Ring estates about the shower drain",
    "Book an interpreter for Thursday",
    "Put the activity plan on the board",
    "Swap the broken chair in the dining room",
    "Tell the night team about the new leave times",
)
OPEN_ACTIONS = (
    "Estates to fix the loose rail in bedroom 7",
    "Garden kept open until four",
    "Ask pharmacy about as-needed medicine",
)
GOOD_THINGS = (
    "Everybody got out for fresh air yesterday",
    "The band practice filled the day room",
    "Three people went home well",
    "The new bank nurse was thanked at the meeting",
    "A patient led the morning stretch",
    "No alarms all night",
    "The soup was a triumph",
    "Somebody laughed for the first time in weeks",
)

WHY = {
    "restraint-long": "They would not settle. The doctor was called and stayed.",
    "prone-long": "We could not turn them safely any sooner. The doctor was there.",
    "rt-not-monitored": "They walked away from us. We watched their breathing from the door.",
    "same-event": "It had ended. This was another one.",
    "secluded-informal": "An emergency, until they were assessed.",
    "not-on-ward": "They had only just come, or were about to leave.",
}
"""Why what is unlikely was so, by what was asked."""
IT_WAS_SO = "We looked again: it was so."
