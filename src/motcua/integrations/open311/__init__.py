"""Open311 GeoReport v2: the fields of the standard, its XML and JSON, and a client to other cities' servers.

The server is the front end :mod:`motcua.api.open311`; both read the one table of :mod:`.fields`.
"""
