"""Who sees the load of others: the head of their own unit, nobody else."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

LOAD: Final = "figures.load"
VERBS = {LOAD: _("Xem khối lượng công việc của từng vị trí trong đơn vị mình")}
