"""What a user of the command can put right."""


class Problem(Exception):
    """Its text is all that there is to say: what is wrong, and what would be right."""
