"""`flatted`: JSON with cycles and shared objects."""

import json

import js
from pyscript_testing import INTERPRETER, raises, skip
from pyscript import flatted
from pyscript.flatted import parse, stringify


def again(value):
    return parse(stringify(value))


def test_the_format():
    """As npm flatted writes it: rows, to which their indexes refer."""
    assert stringify([]) == "[[]]"
    assert stringify({}) == "[{}]"
    assert stringify(5) == "[5]"
    assert stringify("a") == '["a"]'
    assert stringify(None) == "[null]"
    assert stringify([True, None, 1, 1.5, "a", "a", ["b"]]) == (
        '[[true,null,1,1.5,"1","1","2"],"a",["3"],"b"]'
    )
    assert stringify({"a": {"b": "c"}}) == '[{"a":"1"},{"b":"2"},"c"]'
    assert flatted.parse('[["1","2"],"a",{"x":"1"}]') == ["a", {"x": "a"}]
    assert parse('["a"]') == "a"
    assert parse("[5]") == 5
    assert parse('[["1","1"],"\\ud83d\\ude00\\u00e9"]') == ["\U0001f600é", "\U0001f600é"]


def test_values():
    """What JSON has comes back as it was; tuples as lists."""
    value = {
        "numbers": [0, -1, 1.0, 0.1, 1e300, 5e-324, 2**70],
        "text": ["", "é", "\u2028", "\U0001f600", '"\\\n\t\x00', "0", "1"],
        "others": [True, False, None, [], {}],
        "deep": [[[["x"]]]],
        "": {"": ""},
    }
    assert again(value) == value
    assert type(again([1.0])[0]) is float
    assert type(again([1])[0]) is int
    assert again([True])[0] is True
    assert again(((1, 2), 3)) == [[1, 2], 3]


def test_cycles():
    """An object may contain itself, at any distance."""
    cycle = []
    cycle.append(cycle)
    found = again(cycle)
    assert found[0] is found
    first, second = {"name": "a"}, {"name": "b"}
    first["other"], second["other"] = second, first
    found = again([first, second])
    assert found[0]["other"] is found[1]
    assert found[1]["other"] is found[0]
    assert found[0]["name"] == "a"


def test_equal_cycles():
    """Two that look alike are two."""
    first, second = [], []
    first.append(first)
    second.append(second)
    found = again([first, second])
    assert found[0][0] is found[0]
    assert found[1][0] is found[1]
    assert found[0] is not found[1]


def test_identity_not_equality():
    """What is shared stays shared, what is merely equal stays apart, and its type."""
    shared = {}
    found = again([shared, shared, {}])
    assert found[0] is found[1]
    assert found[0] is not found[2]
    found = again({"a": [], "b": []})
    found["a"].append(1)
    assert found["b"] == []
    found = again([[1], [True], [1.0], [{"x": 1}], [{"x": True}]])
    assert [type(each[0]) for each in found[:3]] == [int, bool, float]
    assert found[3][0]["x"] is not True
    assert found[4][0]["x"] is True


def test_subclasses():
    """Instances of subclasses count as what they inherit from."""

    class Text(str):
        pass

    class Items(list):
        pass

    class Pairs(dict):
        pass

    items = Items(["a"])
    pairs = Pairs()
    pairs["x"] = Text("a")
    assert again([Text("a"), items, items, pairs]) == ["a", ["a"], ["a"], {"x": "a"}]
    found = again([items, items])
    assert found[0] is found[1]
    assert stringify(pairs) == '[{"x":"1"},"a"]'


def test_keys():
    """Keys become strings, as in JSON."""
    found = again({7: "a", None: "b", True: "c", 1.5: "d"})
    assert found == {"7": "a", "null": "b", "true": "c", "1.5": "d"}
    with raises(TypeError, "a key must be a str, int, float, bool or None, not (1, 2)"):
        stringify({(1, 2): 3})


def test_what_has_no_json():
    """It raises, with the type and the value, and never writes something else."""
    for value in ({1}, b"bytes", bytearray(b"x"), object(), print, 1j, js.Object.new()):
        with raises(TypeError, "has no JSON"):
            stringify([{"inside": value}])
        with raises(TypeError, "has no JSON"):
            stringify(value)
    for value in (float("nan"), float("inf"), float("-inf")):
        for whole in (value, [value], {"a": [value]}):
            with raises(ValueError, "JSON has no"):
                stringify(whole)


def test_default():
    """`default` converts what has no JSON; what it returns may be shared, too."""
    value = {1}
    found = parse(stringify([value, value, {"x": {2}}], default=list))
    assert found == [[1], [1], {"x": [2]}]
    assert found[0] is found[1]


def test_arguments_of_json():
    """Further arguments go to the `json` of this interpreter."""
    assert stringify(["a"], separators=(", ", ": ")) == '[["1"], "a"]'
    if INTERPRETER == "micropython":
        skip("MicroPython's json has no further arguments")
    assert stringify({"b": 1, "a": 2}, sort_keys=True) == '[{"a": 2, "b": 1}]'
    assert "\n" in stringify([1], indent=2)
    assert stringify([float("inf")], allow_nan=True) == '[["1"], Infinity]'
    assert parse('[["1"],1.5]', parse_float=str) == ["1.5"]
    with raises(TypeError, "makes the dicts itself"):
        parse("[{}]", object_hook=list)


def test_text_that_is_not_flatted():
    """It raises `ValueError`, whatever is wrong."""
    for text in ("", "x", "{}", "5", "[]", '[["7"]]', '[["x"]]', '[{"a":"2"}]'):
        with raises(ValueError):
            parse(text)


def test_depth():
    """Nothing recurses: depth has no limit."""
    deep = []
    for _ in range(20_000):
        deep = [deep]
    found = again(deep)
    depth = 0
    while found:
        found = found[0]
        depth += 1
    assert depth == 20_000
    while deep:  # freed at once it would cost Pyodide's stack
        deep = deep[0]


def test_size():
    """Large texts, long strings and wide lists take time in proportion."""
    long = 'é"\\\n' * 60_000
    value = {"long": long, "wide": list(range(20_000)), "small": [str(i) for i in range(2_000)]}
    assert again(value) == value
    assert again([long, {"key": long}]) == [long, {"key": long}]
    assert again({"\0" + "5": ["\0", "\0" + "0", long]}) == {"\0" + "5": ["\0", "\0" + "0", long]}
    assert parse(json.dumps([["1"], long])) == [long]
