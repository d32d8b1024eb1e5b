"""Start: the tables are read once, the keyring is installed."""

from importlib import import_module

from django.apps import AppConfig

from cairn.kit.sealed import use_keyring


class CairnConfig(AppConfig):
    """The product as a whole."""

    name = "cairn"
    label = "cairn"

    def ready(self) -> None:
        # After the models, because the tables speak of them.
        use_keyring(import_module("cairn.trust.keys").ring)
        import_module("cairn.policy")
        import_module("cairn.reactions")
