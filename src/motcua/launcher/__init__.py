"""A private PostgreSQL for a laptop, a demo or a test run. Only the standard library; knows nothing of Django.

``ensure_running(state_dir)`` answers with the addresses of a running cluster and starts it when it does not run.
Production has its own PostgreSQL and sets ``DATABASE_URL``; there this package only offers ``provision``.
"""

from .cluster import Cluster, Hold, ensure_running, hold, remembered, stop, take_hold
from .faults import LauncherError
from .provisioning import provision, provisioning_sql

__all__ = [
    "Cluster",
    "Hold",
    "LauncherError",
    "ensure_running",
    "hold",
    "provision",
    "provisioning_sql",
    "remembered",
    "stop",
    "take_hold",
]
