import pytest
from tests.matrix.test_urls_by_role import *
from tests.matrix.test_urls_by_role import _stated
def test_mine(world, things):
    names=[n for n in routes() if n.startswith("studio:process")]
    found={n:[] for n in names}
    for role in ROLES:
        for n in names: found[n].append(signed_in(world, role).get(address(n, things)).status_code)
    st=_stated()
    assert found=={n:st[n] for n in names}
del test_every_address_is_stated_and_nothing_else, test_every_address_for_every_role_answers_as_stated
