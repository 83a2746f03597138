"""Passphrases: what somebody types to open the ward where the PC's own key does not.

Five generated words, or fourteen characters of one's own. Case and spaces are forgiven.
"""

import secrets
import unicodedata

from rrp_desktop.errors import Refused

WORDS = 5
LEAST, LEAST_DIFFERENT = 14, 6
_PLAIN = ("password", "passphrase", "qwerty", "12345", "letmein", "welcome", "monday", "restraint")


def new_passphrase() -> str:
    """Five words chosen by chance: 55 bits."""
    from mnemonic import Mnemonic

    words = Mnemonic("english").wordlist
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def read_passphrase(typed: str) -> str:
    """What *typed* stands for."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def fit_passphrase(typed: str, *known: str) -> str:
    """*typed* as it will be kept; Refused when it is short, plain, or made of something *known* to all."""
    words = read_passphrase(typed)
    if len(words) < LEAST:
        raise Refused("passphrase-short", "Use the five words offered, or 14 characters of your own.")
    rest = words
    for plain in (*_PLAIN, *(read_passphrase(each) for each in known)):
        rest = rest.replace(plain, "") if plain else rest
    if len(rest) < LEAST // 2 or len(set(words)) < LEAST_DIFFERENT:
        raise Refused("passphrase-plain", "That is easily guessed. Use the five words offered.")
    return words
