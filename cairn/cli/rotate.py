"""`rotate-keys`: new keys in the place of those that seal, while Cairn runs or while it rests.

A new key-encryption key wraps every organisation's key again; a new sign-in key seals sessions and the secrets of
authenticators again, so nobody is signed out. Stopped at any point, the next run goes on.
"""

import argparse

from django.conf import settings

from cairn.cli import datadir, preflight, stamp
from cairn.cli.exits import Exit, Stop
from cairn.kit.keyfiles import renew
from cairn.signin.rotation import reseal
from cairn.trust.keys import WrongKey, ring
from cairn.trust.rotation import rewrap


def main(argv: list[str]) -> int:
    """Renew both keys, then note their fingerprints, which the next start looks for."""
    argparse.ArgumentParser(prog="cairn rotate-keys", description=__doc__).parse_args(argv)
    try:
        wrapped = renew(settings.KEYS / "key-encryption", rewrap)
    except WrongKey as error:
        raise Stop(Exit.WRONG_KEYS, f"{error} Nothing was changed.") from None
    ring.forget()
    sealed = renew(settings.KEYS / "sign-in", reseal)
    data = datadir.current()
    stamp.write(data, keys=preflight.key_prints(data / "keys"))
    print(
        f"{wrapped} organisation keys are wrapped under a new key; {sealed} sessions and ways to sign in are sealed again."
    )
    print(f"Back up {settings.KEYS} now: the old keys open only old backups.")
    return 0
