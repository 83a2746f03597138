"""What every command of `rrp-collate` shares: the centre's folder, answers in JSON, refusals in words."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from rrp_desktop import __version__
from rrp_desktop.errors import RrpError

at_centre = click.option(
    "--at",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="RRP_CENTRE",
    default=".",
    help="The centre's folder (or RRP_CENTRE); this folder if not given.",
)
json_too = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
file_there = click.Path(exists=True, dir_okay=False, path_type=Path)


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what the product says no to into its sentence and exit code 1."""

    @wraps(command)
    def run(**given: Any) -> None:
        try:
            command(**given)
        except RrpError as error:
            if given.get("as_json"):
                click.echo(json.dumps({"error": error.code, "sentence": error.sentence}))
            else:
                click.echo(f"{error.sentence} ({error.code})", err=True)
            sys.exit(1)

    return run


def say(as_json: bool, plain: Any, *lines: str) -> None:
    click.echo(json.dumps(plain, indent=1) if as_json else "\n".join(lines))


@click.group()
@click.version_option(__version__, prog_name="rrp-collate")
def main() -> None:
    """Take in what wards send, and answer them."""
