"""Keys that are made once, and damage that is the same every time."""

import random

import pytest
from pyrage.x25519 import Identity

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
        mutant = _mutant(original, chance)
        if mutant != original:
            made.append(mutant)
    return made


def _mutant(original: bytes, chance: random.Random) -> bytes:
    place = chance.choice((chance.randrange(len(original)), chance.randrange(min(len(original), 800))))
    size = chance.choice((1, 1, 2, 8, 64))
    noise = chance.randbytes(size)
    head, tail = original[:place], original[place:]
    match chance.randrange(8):
        case 0:
            return head + bytes([tail[0] ^ 1 << chance.randrange(8)]) + tail[1:]
        case 1:
            return head + noise + tail
        case 2:
            return head + tail[size:]
        case 3:
            return head
        case 4:
            return original + noise
        case 5:
            return head + bytes(size) + tail[size:]
        case 6:
            return head + tail[size : 2 * size] + tail[:size] + tail[2 * size :]
        case _:
            return head + noise + tail[size:]
