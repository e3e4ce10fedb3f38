from tests.figures.facts.conftest import root, world

__all__ = ["root", "world"]
