"""Tools for people who build pages with pyscript. They run on CPython, not in the page."""
