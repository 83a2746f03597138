"""Each script beside this file is typed into a shell, and its answers compared.

`$` starts a command, the lines after it are its whole output, `[3]` is an exit code other than 0, and
`<anything in angle brackets>` stands for text that differs from run to run. Beside `rrp-collate` there are
`ward CODE card`, `ward CODE send FILE [PACK]` and `ward CODE again FILE`, which do a ward's part; `spoil`,
which changes a file's last byte; `put`, which writes its words into a file; and `list`, which lists wards.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from rrp_desktop.bundle.pack import accept, read_pack
from rrp_desktop.central.cli import main
from tests.core.central.conftest import Sender

SCRIPTS = sorted(Path(__file__).parent.glob("*.script"))


@dataclass
class Shell:
    """Commands in, text and exit code out."""

    wards: dict[str, Sender] = field(default_factory=dict)

    def run(self, line: str) -> tuple[str, int]:
        name, *words = shlex.split(line)
        if name == "rrp-collate":
            *words, answer = words if words[-1] in ("<y", "<n") else (*words, "")
            done = CliRunner().invoke(main, words, input=answer[1:], prog_name="rrp-collate")
            if done.exception and not isinstance(done.exception, SystemExit):
                raise done.exception
            return done.output, done.exit_code
        return getattr(self, name)(*words) or "", 0

    def ward(self, code: str, deed: str, file: str, pack: str = "") -> None:
        if pack:
            offer = read_pack(Path(pack).read_bytes(), None)
            self.wards[code] = Sender(accept(offer, offer.signer.words), code)
        sender = self.wards[code]
        if deed == "card":
            Path(file).write_bytes(sender.card)
        elif deed == "skip":
            sender.send()
        else:
            Path(file).write_bytes(sender.send(incidents=3).data)

    def spoil(self, file: str) -> None:
        data = Path(file).read_bytes()
        Path(file).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    def put(self, file: str, *words: str) -> None:
        Path(file).write_text(" ".join(words))

    def list(self, file: str, *codes: str) -> None:
        rows = (f"{code},Ward {code},Trust,London,acute\n" for code in codes)
        Path(file).write_text("ward,name,organisation,region,specialty\n" + "".join(rows))

    def mkdir(self, folder: str) -> None:
        Path(folder).mkdir()

    def ls(self, folder: str) -> str:
        return "".join(f"{path.name}\n" for path in sorted(Path(folder).iterdir()))


def _steps(script: str) -> Iterator[tuple[str, str, int]]:
    for step in re.split(r"^\$ ", script, flags=re.MULTILINE)[1:]:
        command, _, output = step.partition("\n")
        code = re.search(r"^\[(\d+)\]\n", output, flags=re.MULTILINE)
        yield (
            command,
            re.sub(r"^\[\d+\]\n", "", output, flags=re.MULTILINE).strip("\n"),
            int(code[1]) if code else 0,
        )


def _pattern(expected: str) -> str:
    return "".join(part if part.startswith("(") else re.escape(part) for part in _parts(expected))


def _parts(expected: str) -> Iterator[str]:
    for part in re.split(r"(<[a-z ]+>)", expected):
        yield "(?s:.+)" if part.startswith("<") else part


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_script_is_answered_as_written(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = Shell()
    for command, expected, code in _steps(script.read_text(encoding="utf-8")):
        output, ended = shell.run(command)
        assert re.fullmatch(_pattern(expected), output.strip("\n")), f"$ {command}\n{output}"
        assert ended == code, f"$ {command}\n{output}"


def test_there_are_scripts() -> None:
    assert SCRIPTS
