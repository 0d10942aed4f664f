# 003: "Basic usage", "A simple Python module to use in JavaScript."
# calculations.py
def add(a, b):
    """
    Add two numbers.
    """
    return a + b


def multiply(a, b):
    """
    Multiply two numbers.
    """
    return a * b


def factorial(n):
    """
    Calculate factorial.
    """
    if n <= 1:
        return 1
    return n * factorial(n - 1)
