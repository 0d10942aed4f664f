"""A table of five thousand rows, sorted and searched."""

from pyscript import web, when

COUNT = 5000
GREEK = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa"]
PLACES = ["Aquilae", "Cygni", "Draconis", "Leonis", "Lyrae", "Orionis", "Tauri", "Ursae"]
COLUMNS = ["Name", "Magnitude", "Distance"]


def stars():
    """Make up some stars: name, magnitude, distance in light years."""
    number = 1
    for index in range(COUNT):
        number = number * 16807 % 2147483647
        name = f"{GREEK[number % 10]} {PLACES[number // 10 % 8]} {index + 1}"
        yield name, number // 80 % 120 / 10, number // 9600 % 4000 + 4


rows = []
for star in stars():
    rows.append((star, web.tr([web.td(value) for value in star])))

body = web.tbody([row for _, row in rows])
heads = [
    web.th(web.button(name, classes=["plain"], data_column=index), scope="col")
    for index, name in enumerate(COLUMNS)
]
web.page["stars"].append(web.table(web.thead(web.tr(heads)), body))

order = {"column": None, "reverse": False}


def show():
    """Put the rows that are wanted in their order."""
    wanted = web.page["search"].value.lower()
    found = [pair for pair in rows if wanted in pair[0][0].lower()]
    column = order["column"]
    if column is not None:
        found.sort(key=lambda pair: pair[0][column], reverse=order["reverse"])
    body.replace_children([row for _, row in found])
    web.page["state"].text = f"{len(found):,} of {COUNT:,} stars"


@when("input", "#search")
def search():
    show()


@when("click", "[data-column]", live=True)
def sort(event):
    column = int(event.currentTarget.dataset.column)
    order["reverse"] = order["column"] == column and not order["reverse"]
    order["column"] = column
    for index, head in enumerate(heads):
        direction = "descending" if order["reverse"] else "ascending"
        head.aria.sort = direction if index == column else "none"
    show()


show()
