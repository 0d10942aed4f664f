# 000 and 001: "pyscript.web.*", the collection of elements returned by find and children
for child in my_element.children[10:]:
    print(child.html)
