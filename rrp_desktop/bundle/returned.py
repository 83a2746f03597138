r"""The return pack: what the centre gives back to one ward, and nobody else can read.

    "RRPT 1\n"   signature (SSHSIG, `rrp-return@v1`)   age file for the ward's one X25519 key

Inside the frame stand lines of canonical JSON: a head, then a line for each measure, idea and paragraph.
Other wards have no names here, and no number of theirs below 5 fits: their counts are multiples of 5 from
5 up, their bed days multiples of 50 from 100 up, and what is said of a month is about 5 wards at least.
"""

import dataclasses
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

import pyrage
from pyrage.x25519 import Identity

from rrp_desktop.bundle import canonical, frame, seal, signed, sshsig
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_recipient
from rrp_desktop.bundle.manifest import LINE_CAP
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError
from rrp_desktop.measures import MEASURES

SCHEMA = "rrp.return/1"
FEWEST_WARDS = 5
FEWEST, NEAREST = 5, 5
FEWEST_NIGHTS, NEAREST_NIGHTS = 100, 50
"""What may be said of another ward: from how many, and to the nearest how many."""
FILE_CAP = 4 << 20

_NAMESPACE: sshsig.Namespace = "rrp-return@v1"
_MAGIC = b"RRPT 1\n"
_ANY_VERSION = re.compile(rb"RRPT [0-9]{1,4}\n")
_BODY = len(_MAGIC) + sshsig.length(_NAMESPACE)
_WARD = re.compile(r"[A-Z0-9]{2,12}")
_MOST = 100_000_000


@dataclass(frozen=True, slots=True)
class Spread:
    """How *wards* of the same kind lay in a month: quartiles, in hundredths of the unit shown."""

    wards: int
    lower: int
    middle: int
    upper: int


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """The ward's own month as the centre has it: a count, of bed days or of what was expected.

    None where the centre does not know; then nothing is drawn.
    """

    month: date
    count: int | None
    of: int | None
    peers: Spread | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A ward in a funnel."""

    bed_days: int
    count: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """Wards of the same kind over the months *first* to *last*. `mean` is in hundredths per 1,000 bed days.

    `left_out` wards are not drawn because too little happened there to show.
    """

    first: date
    last: date
    mean: int
    own: Dot
    peers: tuple[Dot, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: the ward's months beside other wards', and where it stands among them."""

    measure: str
    definition: int
    months: tuple[OwnMonth, ...]
    funnel: Funnel | None = None


@dataclass(frozen=True, slots=True)
class IdeaTried:
    """A change idea that wards tried: how many tried it, kept it, and saw their measure improve."""

    title: str
    measure: str
    wards: int
    adopted: int
    better: int


@dataclass(frozen=True, slots=True)
class Returned:
    """Everything in a return pack. A higher `number` for the same ward replaces a lower one."""

    ward: str
    programme: str
    number: int
    month: date
    issued: date
    measures: tuple[Compared, ...]
    ideas: tuple[IdeaTried, ...]
    feedback: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call the file: ward, month, number."""
        return f"RRP_{self.ward}_{self.month:%Y-%m}_{self.number:03}.rrpt"


def write_return(returned: Returned, recipient: str, key: SigningKey) -> bytes:
    """*returned* for the ward that holds *recipient*, signed with the centre's receipt *key*.

    Refused with `return-content` when it says of another ward what may not be said.
    """
    content = _spelled(returned)
    try:
        _from(content)
    except Damaged as damaged:
        raise Refused(
            "return-content", "This return pack would say too much, or is not as it should be."
        ) from damaged
    body = pyrage.encrypt(frame.pack(content), [read_recipient(recipient)])
    return _MAGIC + sshsig.sign(body, key, _NAMESPACE) + body


def read_return(data: bytes, trusted: PublicKey, identity: Identity) -> Returned:
    """What the return pack in *data* says, if the centre that is *trusted* made it for this *identity*."""
    if len(data) > FILE_CAP:
        raise Refused("return-too-large", "This file is larger than any return pack. It was not opened.")
    if not data.startswith(_MAGIC):
        if _ANY_VERSION.match(data):
            raise Newer(
                "return-newer", "This return pack was made by a newer release. Update this one first."
            )
        raise Damaged("return-foreign", "This is no return pack. Check that the right file was chosen.")
    body = data[_BODY:]
    if sshsig.signer(data[len(_MAGIC) : _BODY], body, _NAMESPACE) != trusted:
        raise Refused(
            "return-signer", "This return pack was not signed by the centre of the programme in use."
        )
    try:
        if seal.recipients(body) != 1:
            _wrong()
        return _from(frame.unpack(pyrage.decrypt(body, [identity])))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise Refused(
                "return-recipient", "This return pack is for another ward. Ask the centre for yours."
            ) from None
        _wrong()
    except Newer:
        raise
    except RrpError as error:
        raise Damaged(error.code, "This return pack is damaged. Ask the centre for it again.") from error


def _spelled(returned: Returned) -> bytes:
    head = {
        "schema": SCHEMA,
        "ward": returned.ward,
        "programme": returned.programme,
        "number": returned.number,
        "month": _month(returned.month),
        "issued": returned.issued.isoformat(),
        "measures": len(returned.measures),
        "ideas": len(returned.ideas),
        "feedback": len(returned.feedback),
    }
    lines = (head, *map(_plain, (*returned.measures, *returned.ideas)), *returned.feedback)
    return b"".join(canonical.spell(line) + b"\n" for line in lines)


def _plain(value: Any) -> Any:
    """*value* as JSON; every date in it is the first of a month."""
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return _month(value) if isinstance(value, date) else value


def _from(content: bytes) -> Returned:
    """What *content* says. It is spelled again and compared, so there is one way to say each thing."""
    lines = content.split(b"\n")
    if lines.pop() != b"" or any(len(line) > LINE_CAP for line in lines):
        _wrong()
    try:
        head, *rest = map(canonical.read, lines)
        if head["schema"] != SCHEMA:
            raise Newer(
                "return-newer", "This return pack was made by a newer release. Update this one first."
            )
        ideas_at, feedback_at = head["measures"], head["measures"] + head["ideas"]
        returned = Returned(
            ward=head["ward"],
            programme=head["programme"],
            number=head["number"],
            month=_first(head["month"]),
            issued=canonical.day(head["issued"]),
            measures=tuple(map(_compared, rest[:ideas_at])),
            ideas=tuple(IdeaTried(**each) for each in rest[ideas_at:feedback_at]),
            feedback=tuple(rest[feedback_at:]),
        )
        if not _fits(returned) or _spelled(returned) != content:
            _wrong()
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        _wrong()
    return returned


def _compared(said: dict[str, Any]) -> Compared:
    funnel = said["funnel"]
    return Compared(
        said["measure"],
        said["definition"],
        tuple(
            OwnMonth(_first(each["month"]), each["count"], each["of"], _spread(each["peers"]))
            for each in said["months"]
        ),
        funnel
        and Funnel(
            _first(funnel["first"]),
            _first(funnel["last"]),
            funnel["mean"],
            Dot(**funnel["own"]),
            tuple(Dot(**each) for each in funnel["peers"]),
            funnel["left_out"],
        ),
    )


def _spread(said: dict[str, Any] | None) -> Spread | None:
    return None if said is None else Spread(**said)


def _fits(returned: Returned) -> bool:
    return (
        _WARD.fullmatch(returned.ward) is not None
        and signed.is_text(returned.programme, 80)
        and _whole(returned.number, 1)
        and all(map(_measure_fits, returned.measures))
        and all(map(_idea_fits, returned.ideas))
        and all(signed.is_text(each, 2_000) for each in returned.feedback)
    )


def _measure_fits(compared: Compared) -> bool:
    months = [each.month for each in compared.months]
    return (
        compared.measure in MEASURES
        and _whole(compared.definition, 1)
        and months == sorted(set(months))
        and all(
            (each.count is None or _whole(each.count))
            and (each.of is None or _whole(each.of))
            and (each.peers is None or _spread_fits(each.peers))
            for each in compared.months
        )
        and (compared.funnel is None or _funnel_fits(compared.funnel))
    )


def _spread_fits(spread: Spread) -> bool:
    quartiles = (spread.lower, spread.middle, spread.upper)
    return (
        _whole(spread.wards, FEWEST_WARDS)
        and all(map(_whole, quartiles))
        and sorted(quartiles) == [*quartiles]
    )


def _funnel_fits(funnel: Funnel) -> bool:
    peers = [(dot.bed_days, dot.count) for dot in funnel.peers]
    return (
        funnel.first <= funnel.last
        and all(map(_whole, (funnel.mean, funnel.left_out, funnel.own.bed_days, funnel.own.count)))
        and all(
            _whole(nights, FEWEST_NIGHTS)
            and nights % NEAREST_NIGHTS == 0
            and _whole(count, FEWEST)
            and count % NEAREST == 0
            for nights, count in peers
        )
        and peers == sorted(peers)
    )


def _idea_fits(idea: IdeaTried) -> bool:
    return (
        signed.is_text(idea.title, 120)
        and idea.measure in MEASURES
        and all(map(_whole, (idea.wards, idea.adopted, idea.better)))
        and max(idea.adopted, idea.better) <= idea.wards
    )


def _whole(value: Any, least: int = 0) -> bool:
    return type(value) is int and least <= value <= _MOST


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _first(month: str) -> date:
    return canonical.day(f"{month}-01")


def _wrong() -> NoReturn:
    raise Damaged("return-damaged", "This return pack is damaged. Ask the centre for it again.")
