# 000: "pyscript.storage"
from pyscript import window, storage, Storage


class MyStorage(Storage):

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        window.console.log(key, value)
        ...


store = await storage("my-data-store", storage_class=MyStorage)

# The store object is now an instance of MyStorage.
