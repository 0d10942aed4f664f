"""Tools for people who build pages with pyscript; they run on CPython."""
