"""Maps on pages: what units look like from above, tiles of them, and the field in which a person sets a pin.

A map needs nothing from outside. MapLibre draws our own tiles; where it cannot (no script, no WebGL), the drawing that
the server wrote into the page stays. A background of streets may be set by ``MOTCUA_MAP_TILES``.
"""
