"""Attack a made-up history as its database's owner, one attack after the other, let ``motcua verify`` find each by the
roots exported earlier, and undo it.

    motcua simulate --dossiers 20000 && motcua roots close && motcua roots export ROOTS
    python tools/attacks.py ROOTS [--together] [--plain] [--json]
    python tools/attacks.py --undo

``--together`` plants all five on five dossiers and verifies once; ``--plain`` shows beside it what verification finds
without the roots. Where verification alone would find it, the intruder covers up: the projection and the trees of all
days are made anew. What was changed is kept in the schema ``attack_saved``; after a crash ``--undo`` puts it back. It
refuses a place that is not a made-up one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attack_rows as rows

if TYPE_CHECKING:
    from motcua.dossiers.models import Dossier

LATER_DAYS: Final = 5
SHORTEST: Final = 6


def main() -> None:
    given = _arguments()
    _open()
    from motcua.cli.connection import as_owner

    with as_owner():
        rows.put_back()
    if given.undo:
        return
    if given.roots is None:
        sys.exit("say which file of roots was exported earlier")
    told = _together(given) if given.together else [_alone(given, name) for name in ATTACKS]
    clean = _verify(given.roots)
    told.append({"attack": "none, all undone", "roots": clean})
    if given.json:
        print(json.dumps(told, indent=2))
    for line in told:
        if not given.json:
            print(_said(line))
    sys.exit(0 if clean["ok"] and all(line.get("named", True) for line in told) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("roots", type=Path, nargs="?", help="a file of motcua roots export, made before")
    parser.add_argument("--together", action="store_true", help="all attacks at once, one verification")
    parser.add_argument("--plain", action="store_true", help="verify without the roots, too")
    parser.add_argument("--undo", action="store_true", help="put back what a run that was killed left changed")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _open() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    from motcua.cli.connection import use_embedded_database
    from motcua.core.models import JobProgress
    from motcua.simulate.plan import KIND

    use_embedded_database()
    os.environ["DATABASE_URL"] = settings.DATABASE_URL
    if not JobProgress.objects.filter(kind=KIND).exists():
        sys.exit("there is no simulated history in this database: nothing is attacked")


def _targets(number: int) -> list[Dossier]:
    """Closed dossiers spread over the table, with a leaf in a closed day, and neither parts nor a signed receipt: those
    would speak, too."""
    from django.db.models import Exists, Max, Min, OuterRef

    from motcua.dossiers.models import DayLeaf, DayRoot, Dossier, SignedReceipt

    span = Dossier.objects.aggregate(first=Min("pk"), last=Max("pk"))
    days = list(DayRoot.objects.values_list("pk", flat=True))
    leaf = DayLeaf.objects.filter(root__in=days, dossier_uid=OuterRef("uid"))
    receipt = SignedReceipt.objects.filter(dossier=OuterRef("pk"))
    part = Dossier.objects.filter(parent=OuterRef("pk"))
    fit = Dossier.objects.filter(Exists(leaf), ~Exists(receipt), ~Exists(part), closed=True, seq__gte=SHORTEST)
    fit = fit.filter(parent=None, appointed_due_at__isnull=False).order_by("pk")
    found: list[Dossier] = []
    for place in range(1, number + 1):
        begin = span["first"] + (span["last"] - span["first"]) * place // (number + 1)
        target = fit.filter(pk__gt=max(begin, found[-1].pk if found else 0)).first()
        if target is None:
            sys.exit("too few closed dossiers in a closed day: motcua roots close")
        found.append(target)
    return found


def _alone(given: argparse.Namespace, name: str) -> dict[str, Any]:
    place = list(ATTACKS).index(name)
    return _attack(given, {name: _targets(len(ATTACKS))[place]})[0]


def _together(given: argparse.Namespace) -> list[dict[str, Any]]:
    return _attack(given, dict(zip(ATTACKS, _targets(len(ATTACKS)), strict=True)))


def _attack(given: argparse.Namespace, planned: Mapping[str, Dossier]) -> list[dict[str, Any]]:
    """Plant, verify, undo; a line for each attack."""
    from motcua.cli.connection import as_owner

    with as_owner():
        rows.save([target.pk for target in planned.values()])
        try:
            with rows.triggers_off():
                for name, target in planned.items():
                    ATTACKS[name](target)
                if COVERED & set(planned):
                    _remake_days()
            plain = _verify(None) if given.plain else None
            found = _verify(given.roots)
        finally:
            rows.put_back()
    uids = {str(target.uid) for target in planned.values()}
    strangers = len({f["dossier"] for f in found["findings"] if f["dossier"]} - uids)
    lines = []
    for name, target in planned.items():
        kinds = _kinds(found, target)
        line: dict[str, Any] = {"attack": name, "dossier": str(target.uid), "found": kinds, "others_accused": strangers}
        line |= {"named": name in kinds and not strangers, "roots": found}
        lines.append(line if plain is None else {**line, "without_roots": _kinds(plain, target)})
    return lines


def _kinds(report: Mapping[str, Any], target: Dossier) -> list[str]:
    """What is said of the dossier, with the events it names."""
    found: dict[str, list[int]] = {}
    for finding in report["findings"]:
        if finding["dossier"] == str(target.uid):
            found.setdefault(finding["kind"], []).append(finding["seq"])
    return sorted(found)


def _verify(roots: Path | None) -> dict[str, Any]:
    """What the command says, in a process of its own: seconds, the most memory of one process in MiB."""
    anchor = ("--anchor", str(roots)) if roots is not None else ()
    program = (sys.executable, "-m", "motcua", "verify", *anchor, "--no-files", "--json")
    begun = time.monotonic()
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as verifying:
        text = verifying.stdout.read() if verifying.stdout else ""
        _, status, used = os.wait4(verifying.pid, 0)
        verifying.returncode = os.waitstatus_to_exitcode(status)
    if verifying.returncode not in {0, 1}:
        sys.exit(f"verify ended with {verifying.returncode}")
    report: dict[str, Any] = json.loads(text[text.index("{\n") :])
    report["days"] = sorted({(f["kind"], f["seq"]) for f in report["findings"] if not f["dossier"]})
    return {**report, "wall_s": round(time.monotonic() - begun, 1), "mib": round(used.ru_maxrss / 1024)}


def _said(line: Mapping[str, Any]) -> str:
    report = line["roots"]
    size = f"{report['dossiers']} dossiers, {report['events']} events, {report['wall_s']} s, {report['mib']} MiB"
    if "dossier" not in line:
        return f"{line['attack']:<17} {'clean' if report['ok'] else 'NOT CLEAN'} ({size})"
    days = ", ".join(f"{kind} {day}" for kind, day in report["days"])
    text = f"{line['attack']:<17} {'named' if line['named'] else 'MISSED'}: {', '.join(line['found'])}"
    text += f" of {line['dossier']}; of days: {days or 'nothing'}; others accused: {line['others_accused']} ({size})"
    if "without_roots" in line:
        text += f"; without the roots: {', '.join(line['without_roots']) or 'nothing'}"
    return text


def change_payload(target: Dossier) -> None:
    """The appointed day of an event put off: a late dossier comes out on time."""
    from motcua.dossiers.models import DossierEvent

    event = _appointing(target)
    DossierEvent.objects.filter(pk=event.pk).update(payload=_put_off(bytes(event.payload)))


def _appointing(target: Dossier) -> Any:
    from motcua.dossiers.models import DossierEvent

    events = DossierEvent.objects.filter(dossier=target).order_by("seq")
    return next(event for event in events if b'"appointed_due":"' in bytes(event.payload))


def _put_off(payload: bytes) -> bytes:
    import datetime as dt

    from motcua.core.canonical import decode, encode

    data = decode(payload)
    due = dt.datetime.fromisoformat(str(data["appointed_due"]))
    return encode({**data, "appointed_due": due + dt.timedelta(days=LATER_DAYS)})


def rehash_chain(target: Dossier) -> None:
    """The same, with every hash from there on, the projection and the leaf made anew."""
    from motcua.dossiers.log.chain import Signature, event_hash
    from motcua.dossiers.log.rebuild import restore
    from motcua.dossiers.models import DossierEvent

    changed, head = _appointing(target).seq, bytes(32)
    for row in DossierEvent.objects.filter(dossier=target).order_by("seq"):
        payload = _put_off(bytes(row.payload)) if row.seq == changed else bytes(row.payload)
        who = row.actor, row.on_behalf_of, row.unit, row.occurred_at, row.recorded_at
        link: dict[str, Any] = {"seq": row.seq, "kind": row.kind, "version": row.version}
        link["hash_version"] = row.hash_version
        digest = event_hash(Signature(str(target.uid), *who), payload=payload, prev_hash=head, **link)
        DossierEvent.objects.filter(pk=row.pk).update(payload=payload, prev_hash=head, hash=digest)
        head = digest
    restore(target)
    _leaf(target)


def cut_tail(target: Dossier) -> None:
    """The last event gone, with what it had to say in private; projection and leaf made anew."""
    from motcua.dossiers.log.rebuild import restore
    from motcua.dossiers.models import DossierEvent, EventPrivate

    EventPrivate.objects.filter(event__dossier=target, event__seq=target.seq).delete()
    DossierEvent.objects.filter(dossier=target, seq=target.seq).delete()
    restore(target)
    _leaf(target)


def _leaf(target: Dossier) -> None:
    from motcua.dossiers.models import DayLeaf, DayRoot, DossierEvent

    last = DossierEvent.objects.filter(dossier=target).order_by("-seq")[0]
    days = list(DayRoot.objects.values_list("pk", flat=True))
    leaves = DayLeaf.objects.filter(root__in=days, dossier_uid=target.uid, seq__gte=last.seq)
    leaves.update(seq=last.seq, hash=last.hash)


def delete_dossier(target: Dossier) -> None:
    """Every row of it in every table, and its leaves."""
    rows.delete(target.pk)


def swap_events(target: Dossier) -> None:
    """Two neighbours in each other's place."""
    from motcua.dossiers.models import DossierEvent

    for before, after in ((3, 1_000_000), (4, 3), (1_000_000, 4)):
        DossierEvent.objects.filter(dossier=target, seq=before).update(seq=after)


def _remake_days() -> None:
    """Every day's tree and root, each upon the one before: the database agrees with itself again."""
    from motcua.dossiers.log.inclusion import leaves_of
    from motcua.dossiers.log.merkle import GENESIS_ROOT, Tree
    from motcua.dossiers.models import DayRoot, DayTree

    previous = GENESIS_ROOT
    for root in DayRoot.objects.order_by("number"):
        tree = Tree(previous)
        for leaf in leaves_of(root):
            tree.add(leaf)
        DayTree.objects.filter(root=root).update(size=tree.size, nodes=b"".join(tree.nodes()))
        values = {"prev_root": previous, "root": tree.root(), "leaves": tree.size - 1}
        DayRoot.objects.filter(pk=root.pk).update(**values)
        previous = tree.root()


ATTACKS: Final[Mapping[str, Callable[[Dossier], None]]] = {
    "payload_changed": change_payload,
    "chain_rehashed": rehash_chain,
    "tail_cut": cut_tail,
    "dossier_deleted": delete_dossier,
    "events_swapped": swap_events,
}
COVERED: Final = {"chain_rehashed", "tail_cut", "dossier_deleted"}


if __name__ == "__main__":
    main()
