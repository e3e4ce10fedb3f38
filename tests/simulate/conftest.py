from tests.demo.conftest import province

__all__ = ["province"]
