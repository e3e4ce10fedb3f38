"""The catalogues of texts: taken from the sources, translated, checked, compiled. ``python -m motcua.web.translation``.

A message id is the Vietnamese text itself; ``en`` holds its English. ``vi`` holds only what other packages say in
English and have no Vietnamese for.
"""
