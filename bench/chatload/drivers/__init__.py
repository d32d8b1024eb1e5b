"""How to be a member of each system: one module a protocol."""

from bench.chatload.drivers.cairn import CairnDriver
from bench.chatload.drivers.xmpp import XmppDriver

DRIVERS = {"cairn": CairnDriver, "xmpp": XmppDriver}
