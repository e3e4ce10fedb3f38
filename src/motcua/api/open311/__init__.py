"""The Open311 GeoReport v2 server, ``/open311/v2/``. Its fields are the table of ``integrations/open311/fields.py``."""
