import ctypes
import os
import sys


class Conversation(ctypes.Structure):
    Talk = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    _fields_ = [("talk", Talk), ("data", ctypes.c_void_p)]


pam = ctypes.CDLL("libpam.so.0")
conversation = Conversation(Conversation.Talk(lambda *_: 19), None)
folder = sys.argv[1]
for name in sorted(os.listdir(folder)):
    if not name.startswith("case"):
        continue
    handle = ctypes.c_void_p()
    started = pam.pam_start_confdir(
        name.encode(), b"nobody", ctypes.byref(conversation), folder.encode(), ctypes.byref(handle)
    )
    assert started == 0, started
    print(name, pam.pam_authenticate(handle, 0))
    pam.pam_end(handle, 0)
