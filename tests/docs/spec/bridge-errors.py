# 003: "Error handling", "A contrived example that raises an exception."
# errors.py
def divide(a, b):
    """
    Divide two numbers.
    """
    if b == 0:
        raise ValueError("Cannot divide by zero")
    return a / b
