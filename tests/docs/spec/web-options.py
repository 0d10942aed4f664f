# 000 and 001: "pyscript.web.*", the options of the resulting elements
selected_option = my_select.options.selected
my_select.options.remove(0)  # Remove the first option (in position 0).
my_select.clear()
my_select.options.add(html="Orange")
