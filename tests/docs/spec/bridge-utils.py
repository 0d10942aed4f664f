# 003: "Working with Python modules", "A more complex module."
# utils.py
import json


def parse_json(text):
    """
    Parse JSON string.
    """
    return json.loads(text)


def stringify_json(obj):
    """
    Convert object to JSON string.
    """
    return json.dumps(obj)
