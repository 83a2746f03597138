"""Bundles that came as text through a mail gateway, and keys that go out with a pack."""

from pathlib import Path

import pytest

from rrp_desktop.bundle import enrol
from rrp_desktop.bundle.armour import as_file, as_text
from rrp_desktop.bundle.link import open_link
from rrp_desktop.central.centre import Centre
from rrp_desktop.errors import Damaged
from tests.core.central.conftest import Sender


def test_a_bundle_that_came_as_text_is_the_bundle(centre: Centre, ward: Sender, tmp_path: Path) -> None:
    bundle = ward.send()
    text = as_text(bundle.data)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 76
    quoted = b"Dear centre,\r\n\r\n" + text.replace(b"\n", b" \r\n") + b"\r\nKind regards\r\n"
    (tmp_path / f"{bundle.name}.txt").write_bytes(quoted)
    (tmp_path / "notes.txt").write_text("not a bundle")
    [verdict] = centre.intake(tmp_path)
    assert (verdict.code, verdict.sha256) == ("accepted", bundle.sha256)


@pytest.mark.parametrize("cut", [40, 2_000, -10])
def test_text_that_mail_cut_short_is_refused(centre: Centre, ward: Sender, tmp_path: Path, cut: int) -> None:
    text = as_text(ward.send().data)[:cut]
    (tmp_path / "month.rrpb.txt").write_bytes(text)
    with pytest.raises(Damaged, match="armour"):
        as_file(text)
    [verdict] = centre.intake(tmp_path)
    assert verdict.code == "malformed"


def test_what_is_no_text_of_ours_is_left_as_it_is() -> None:
    for data in (b"", b"RRPB 1\n", bytes(range(256))):
        assert as_file(data) == data
        assert as_file(as_text(data)) == data


def test_a_linked_pack_gives_each_ward_the_same_key_and_nobody_else_one(centre: Centre, ward: Sender) -> None:
    other, revoked = Sender(ward.pack, "RV5A2"), Sender(ward.pack, "RV5A3")
    for sender in (other, revoked):
        centre.enrol(enrol.read_card(sender.card))
    centre.revoke("RV5A3")
    pack, _ = centre.pack("South London", linked=True)
    assert set(pack.links) == {"RV5A1", "RV5A2"}
    link = open_link(pack.links["RV5A1"], ward.identity)
    assert open_link(pack.links["RV5A2"], other.identity) == link
    with pytest.raises(Damaged, match="link-key"):
        open_link(pack.links["RV5A1"], other.identity)
    assert centre.pack("South London")[0].links == {}
    again, _ = centre.pack("South London", linked=True)
    assert open_link(again.links["RV5A1"], ward.identity) == link
