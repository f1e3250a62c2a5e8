"""Listens on, or probes, the ports given on the command line. Standard library only."""
import concurrent.futures
import json
import selectors
import socket
import sys

FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}

# IP_RECVERR and IPV6_RECVERR of linux/in.h and linux/in6.h, which Python does not name.
RECEIVE_ERRORS = {"ipv4": (socket.IPPROTO_IP, 11), "ipv6": (socket.IPPROTO_IPV6, 25)}


def bound(family, kind, port):
    sock = socket.socket(family, kind)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind(("", port))
    return sock


def listen(ports):
    selector = selectors.DefaultSelector()
    for family in FAMILIES.values():
        for port in ports:
            tcp = bound(family, socket.SOCK_STREAM, port)
            tcp.listen(64)
            selector.register(tcp, selectors.EVENT_READ)
            selector.register(bound(family, socket.SOCK_DGRAM, port), selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            if key.fileobj.type == socket.SOCK_STREAM:
                key.fileobj.accept()[0].close()
            else:
                data, peer = key.fileobj.recvfrom(64)
                key.fileobj.sendto(data, peer)


def error_queued(sock):
    try:
        sock.recvmsg(1024, 1024, socket.MSG_ERRQUEUE | socket.MSG_DONTWAIT)
        return True
    except OSError:
        return False


def probe(one, timeout=0.25):
    family = FAMILIES[one["family"]]
    kind = socket.SOCK_STREAM if one["protocol"] == "tcp" else socket.SOCK_DGRAM
    with socket.socket(family, kind) as sock:
        sock.settimeout(timeout)
        # Errors are queued: while connect() runs, the kernel only notes an ICMP error as a soft one.
        sock.setsockopt(*RECEIVE_ERRORS[one["family"]], 1)
        # One source port sends to many ports.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((one["source"], one["source_port"]))
        try:
            sock.connect((one["target"], one["port"]))
            if kind == socket.SOCK_DGRAM:
                sock.send(b"x")
                sock.recv(1)
            return "open"
        except socket.timeout:
            return "refused" if error_queued(sock) else "filtered"
        except OSError:
            return "refused"


def serve():
    with concurrent.futures.ThreadPoolExecutor(128) as pool:
        for line in sys.stdin:
            print(json.dumps(list(pool.map(probe, json.loads(line)))), flush=True)


if sys.argv[1] == "listen":
    listen([int(port) for port in sys.argv[2].split(",")])
else:
    print("ready", flush=True)
    serve()
