"""Signatures that OpenSSH reads and writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rrp_desktop.bundle import sshsig
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.errors import Damaged
from tests.core.bundle.conftest import mutants

_MESSAGE = b"a month of a ward"


def test_ssh_keygen_verifies_what_we_sign(
    run: Callable[..., bytes], tmp_path: Path, ward_key: SigningKey
) -> None:
    (tmp_path / "signature").write_bytes(sshsig.sign(_MESSAGE, ward_key, "rrp-bundle@v1"))
    (tmp_path / "allowed").write_text(f'W1 namespaces="rrp-bundle@v1" {ward_key.public.text}\n')
    run(
        *("ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "W1"),
        *("-n", "rrp-bundle@v1", "-s", "signature"),
        stdin=_MESSAGE,
    )


def test_we_verify_what_ssh_keygen_signs(
    run: Callable[..., bytes], tmp_path: Path, ward_key: SigningKey
) -> None:
    (tmp_path / "key").write_bytes(ward_key.openssh)
    (tmp_path / "key").chmod(0o600)
    made = run("ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "rrp-receipt@v1", stdin=_MESSAGE)
    assert made == sshsig.sign(_MESSAGE, ward_key, "rrp-receipt@v1")
    assert sshsig.signer(made, _MESSAGE, "rrp-receipt@v1") == ward_key.public


def test_a_signature_is_always_as_long_as_its_namespace_says(ward_key: SigningKey) -> None:
    assert sshsig.length("rrp-bundle@v1") == 306
    for namespace in ("rrp-bundle@v1", "rrp-config@v1", "rrp-receipt@v1"):
        assert len(sshsig.sign(_MESSAGE, ward_key, namespace)) == sshsig.length(namespace)


def test_a_signature_holds_for_its_own_message_and_namespace_only(ward_key: SigningKey) -> None:
    made = sshsig.sign(_MESSAGE, ward_key, "rrp-bundle@v1")
    with pytest.raises(Damaged, match="signature"):
        sshsig.signer(made, _MESSAGE + b".", "rrp-bundle@v1")
    with pytest.raises(Damaged, match="signature"):
        sshsig.signer(made, _MESSAGE, "rrp-config@v1")


def test_two_thousand_changed_signatures_are_all_refused(ward_key: SigningKey) -> None:
    """T18"""
    for mutant in mutants(sshsig.sign(_MESSAGE, ward_key, "rrp-bundle@v1"), 2_000, seed=18):
        with pytest.raises(Damaged, match="signature"):
            sshsig.signer(mutant, _MESSAGE, "rrp-bundle@v1")
