# 004: "Possible deadlock", "worker: a deadlock example"
from pyscript import sync

sync.worker_task = lambda: print('🔥 this is fine 🔥')

# deadlock 💀🔒
sync.main_task()
