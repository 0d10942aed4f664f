def read_planets(path):
    """Return name, number of moons and diameter of each planet in a CSV file."""
    with open(path) as file:
        lines = file.read().strip().split("\n")[1:]
    rows = [line.split(",") for line in lines]
    return [(name, int(moons), int(diameter)) for name, moons, diameter in rows]
