"""Keys apart: the server can seal them and not open them."""

from __future__ import annotations

import pytest

from motcua.backup import custody
from motcua.core.errors import Invalid

VALUES = {"MOTCUA_FILE_KEY": "k1:AAAA", "MOTCUA_SECRET_KEY": "bí mật"}


def test_keys_when_sealed_then_only_the_custodians_secret_opens_them() -> None:
    secret, public = custody.new_identity()
    other, _public = custody.new_identity()

    sealed = custody.seal(VALUES, recipient=public)

    assert custody.open_sealed(sealed, identity=f"{secret}\n") == VALUES
    assert b"AAAA" not in sealed
    for wrong in (other, public, "", "motcua-identity-1:AAAA"):
        with pytest.raises(Invalid, match="backup_identity_wrong"):
            custody.open_sealed(sealed, identity=wrong)


def test_keys_when_any_byte_is_changed_then_they_do_not_open() -> None:
    secret, public = custody.new_identity()
    sealed = custody.seal(VALUES, recipient=public)

    for offset in range(len(sealed)):
        changed = bytearray(sealed)
        changed[offset] ^= 1
        with pytest.raises(Invalid, match="backup_identity_wrong"):
            custody.open_sealed(bytes(changed), identity=secret)
    with pytest.raises(Invalid):
        custody.open_sealed(sealed[:20], identity=secret)


@pytest.mark.parametrize("line", ["", "motcua-recipient-1:", "motcua-recipient-1:????", "age1xyz"])
def test_recipient_when_not_one_then_refused(line: str) -> None:
    with pytest.raises(Invalid, match="backup_recipient_invalid"):
        custody.seal(VALUES, recipient=line)
