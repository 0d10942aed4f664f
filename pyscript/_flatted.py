"""The rows of flatted JSON.

https://github.com/WebReflection/flatted
Each list, dict and string is a row, once, however often it occurs; where it occurs stands
its index, as a string. So cycles and shared objects survive, and nothing has to recurse.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CONTAINERS = (dict, list, tuple)
INLINE = (bool, int, type(None))


def flatten(root, convert):
    """Return the rows of a value, what tags them, and about how long their JSON is.

    `convert(value)` is asked about what is not exactly of a type that JSON has, and about
    dicts with keys that are no strings. It returns `("", another)`, to go in its place, or
    `(tag, row)`: a row of its own, of which the result's tags say `index:tag`.
    """
    rows = []
    tags = []
    size = 0
    queue = [root]
    strings = {}
    places = {id(root): "0"}
    alive = []  # an id is good for as long as its object is there

    def place(value, row):
        index = places[id(value)] = str(len(queue))
        queue.append(row)
        alive.append(value)
        return index

    def refer(value):
        if id(value) in places:
            return places[id(value)]
        kind = type(value)
        if kind in INLINE or (kind is float and value - value == 0):
            return value
        if kind in CONTAINERS:
            return place(value, value)
        if kind is str:
            if value not in strings:
                strings[value] = place(value, value)
            return strings[value]
        tag, row = convert(value)
        if tag:
            index = place(value, row)
            tags.append(index + ":" + tag)
            return index
        index = refer(row)
        if type(row) in CONTAINERS:
            places[id(value)] = index
            alive.append(value)
        return index

    for value in queue:
        kind = type(value)
        if kind is str:
            rows.append(value)
            size += len(value)
            continue
        if kind is dict and not all([type(key) is str for key in value]):
            tag, value = convert(value)
            kind = type(value)
            if tag:
                tags.append(str(len(rows)) + ":" + tag)
        row: Any
        if kind is dict:
            row = {}
            items = value.items()
        elif kind in CONTAINERS:
            row = [None] * len(value)
            items = enumerate(value)
        else:
            rows.append(value)
            continue
        size += 10 * len(value) + 10
        for key, item in items:
            kind = type(item)
            if kind is str:
                index = strings.get(item)
                if index is None:
                    index = strings[item] = str(len(queue))
                    queue.append(item)
            elif kind in INLINE:
                index = item
            else:
                index = refer(item)
            row[key] = index
        rows.append(row)
    return rows, tags, size


def link(rows, values):
    """Put values in place of their indexes in rows, which may be the values."""
    for row in rows:
        kind = type(row)
        if kind is dict:
            for key, item in row.items():
                if type(item) is str:
                    row[key] = values[int(item)]
        elif kind is list:
            for index, item in enumerate(row):
                if type(item) is str:
                    row[index] = values[int(item)]
