# 000 and 001: "pyscript.web.*", elements that require options
my_select = select_(option("apple", value=1), option("pear"))
