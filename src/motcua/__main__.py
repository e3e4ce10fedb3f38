"""``python -m motcua`` is the ``motcua`` command."""

from motcua.cli import main

if __name__ == "__main__":
    main()
