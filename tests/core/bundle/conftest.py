"""Keys that are made once, and damage that is the same every time."""

import random

import pytest
from pyrage.x25519 import Identity

from campaigns.mutants import damaged
from rrp_desktop.bundle.keys import SigningKey, recipients_of


@pytest.fixture(scope="session")
def ward_key() -> SigningKey:
    return SigningKey(bytes(range(32)))


@pytest.fixture(scope="session")
def centre() -> tuple[Identity, Identity]:
    """The centre's working key and its escrow key."""
    return Identity.generate(), Identity.generate()


@pytest.fixture(scope="session")
def recipients(centre: tuple[Identity, Identity]) -> tuple[str, ...]:
    return recipients_of(centre)


def mutants(original: bytes, count: int, seed: int) -> list[bytes]:
    """*count* damaged copies of *original*, none of them equal to it: the same ones every time."""
    chance = random.Random(seed)
    made: list[bytes] = []
    while len(made) < count:
        mutant = damaged(original, chance)
        if mutant != original:
            made.append(mutant)
    return made
