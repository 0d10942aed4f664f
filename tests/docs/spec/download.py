# 002: "File System", "Download file from vFS"
def download_file(path, mime_type):
    from pyscript import document, ffi, window
    import os
    name = os.path.basename(path)
    with open(path, "rb") as source:
        data = source.read()

        # this is Pyodide specific
        buffer = window.Uint8Array.from_(data)
        details = ffi.to_js({"type": mime_type})

        # this is JS specific
        file = window.File.new([buffer], name, details)
        tmp = window.URL.createObjectURL(file)
        dest = document.createElement("a")
        dest.setAttribute("download", name)
        dest.setAttribute("href", tmp)
        dest.click()

        # here a timeout to window.URL.revokeObjectURL(tmp)
        # should keep the memory clear for the session
