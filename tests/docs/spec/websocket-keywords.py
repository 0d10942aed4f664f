# 000, 001: "pyscript.WebSocket", "handler functions as named arguments"
from pyscript import WebSocket


def onmessage(event):
    print(event.type, event.data)
    ws.close()


ws = WebSocket(url="ws://example.com/socket", onmessage=onmessage)
