"""A signed repository of The Update Framework (TUF 1.0), as any static web server can hold it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

TARGET = "lisez-moi.txt"
LIFE = timedelta(days=30)


def make_repository(folder: Path) -> None:
    """Write ``metadata/`` and ``targets/`` below a folder, signed with new keys that are then forgotten."""
    metadata, targets_folder = folder / "metadata", folder / "targets"
    metadata.mkdir(parents=True)
    targets_folder.mkdir()
    content = "Dépôt de démonstration : aucune mise à jour ici.\n".encode()
    expires = datetime.now(UTC).replace(microsecond=0) + LIFE

    target = TargetFile.from_data(TARGET, content, ["sha256"])
    (targets_folder / f"{target.hashes['sha256']}.{TARGET}").write_bytes(content)
    targets = Targets(expires=expires, targets={TARGET: target})
    snapshot = Snapshot(expires=expires, meta={"targets.json": MetaFile(targets.version)})
    timestamp = Timestamp(expires=expires, snapshot_meta=MetaFile(snapshot.version))
    root = Root(expires=expires, consistent_snapshot=True)

    signers = {role: CryptoSigner.generate_ed25519() for role in ("root", "targets", "snapshot", "timestamp")}
    for role, signer in signers.items():
        root.add_key(signer.public_key, role)
    serializer = JSONSerializer()
    for role, signed, names in (
        ("root", root, ("1.root.json", "root.json")),
        ("targets", targets, ("1.targets.json",)),
        ("snapshot", snapshot, ("1.snapshot.json",)),
        ("timestamp", timestamp, ("timestamp.json",)),
    ):
        document: Metadata[Any] = Metadata(signed)
        document.sign(signers[role])
        for name in names:
            document.to_file(str(metadata / name), serializer)
