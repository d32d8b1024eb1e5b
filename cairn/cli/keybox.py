"""Keys on the way to another place: sealed under a passphrase, never in the clear.

The keys open everything a backup holds, so they leave the data directory only like this: AES-256-GCM under a key
that scrypt makes from the passphrase (128 MB of memory a guess).
"""

import base64
import getpass
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cairn.cli.exits import Exit, Stop

SHORTEST = 12
WORK = 2**17
PURPOSE = b"cairn keys 1"


def seal(keys: Path, passphrase: str) -> bytes:
    """Every key file in one sealed box."""
    plain = {path.name: base64.b64encode(path.read_bytes()).decode() for path in sorted(keys.iterdir())}
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, json.dumps(plain).encode(), PURPOSE)
    return json.dumps({name: value.hex() for name, value in (("salt", salt), ("nonce", nonce), ("box", box))}).encode()


def open_box(sealed: bytes, passphrase: str) -> dict[str, bytes]:
    """The keys by name; refuses a wrong passphrase and a box that was touched."""
    try:
        part = {name: bytes.fromhex(value) for name, value in json.loads(sealed).items()}
        plain = AESGCM(_stretch(passphrase, part["salt"])).decrypt(part["nonce"], part["box"], PURPOSE)
    except InvalidTag:
        raise Stop(Exit.PASSPHRASE, "The passphrase does not open these keys.") from None
    except (ValueError, KeyError) as error:
        raise Stop(Exit.BAD_BACKUP, "The sealed keys in the backup are damaged.") from error
    return {name: base64.b64decode(value) for name, value in json.loads(plain).items()}


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=WORK, r=8, p=1, maxmem=256 * 2**20, dklen=32)


def ask(*, twice: bool) -> str:
    """The passphrase: from the file CAIRN_PASSPHRASE_FILE names, else from the person at the keyboard."""
    if place := os.environ.get("CAIRN_PASSPHRASE_FILE"):
        passphrase = Path(place).read_text().strip()
    elif sys.stdin.isatty():
        passphrase = getpass.getpass("Passphrase for the keys: ")
        if twice and getpass.getpass("Once more: ") != passphrase:
            raise Stop(Exit.PASSPHRASE, "The two passphrases differ.")
    else:
        raise Stop(Exit.PASSPHRASE, "Nobody is there to type a passphrase; name a file in CAIRN_PASSPHRASE_FILE.")
    if len(passphrase) < SHORTEST:
        raise Stop(Exit.PASSPHRASE, f"The passphrase needs {SHORTEST} characters or more.")
    return passphrase
