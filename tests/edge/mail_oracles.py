#!/usr/bin/env python3
"""What other programs make of mail records: a line of JSON in, a line of JSON out.

Usage: mail_oracles.py spf|dmarc|dkim < cases

Nothing is asked over the network: a case brings its own DNS, by name and type.
"""

import ctypes
import ctypes.util
import json
import logging
import sys

import checkdmarc.dmarc
import checkdmarc.spf
import checkdmarc.utils
import dkim
import dns.rdata
import dns.resolver
import spf

# What checkdmarc warns of is not compared.
logging.disable(logging.CRITICAL)


class Zone:
    """The names of a case; any other does not exist. Stands for a resolver of dnspython."""

    lifetime = 1

    def __init__(self, records):
        self.records = records

    def exists(self, name):
        return any(known == name or known.endswith("." + name) for known in self.records)

    def values(self, name, kind):
        return self.records.get(name.lower().rstrip("."), {}).get(kind, [])

    def resolve(self, name, kind, lifetime=None):
        name = str(name).lower().rstrip(".")
        found = self.values(name, kind)
        if found:
            text = (lambda value: '"%s"' % value) if kind == "TXT" else str
            return [dns.rdata.from_text("IN", kind, text(value)) for value in found]
        raise (dns.resolver.NoAnswer if self.exists(name) else dns.resolver.NXDOMAIN)()


def ask_pyspf(case, zone):
    def lookup(name, kind, *_):
        found = ["client.test"] if kind == "PTR" else zone.values(name, kind)
        if kind == "TXT":
            found = [[value.encode()] for value in found]
        if kind == "MX":
            split = [value.split() for value in found]
            found = [(int(preference), host) for preference, host in split]
        return [((name, kind), value) for value in found]

    spf.DNSLookup = lookup
    answers = {}
    for address in case["addresses"]:
        query = spf.query(i=address, s="postmaster@" + case["domain"], h=case["domain"], querytime=0)
        answers[address] = query.check()[0]
    return answers


def ask_checkdmarc_spf(case, zone):
    checkdmarc.utils.DNS_CACHE.clear()
    found = checkdmarc.spf.check_spf(case["domain"], resolver=zone)
    if not found.get("valid"):
        return {"valid": False, "error": str(found.get("error"))}
    return {
        "valid": True,
        "lookups": found["dns_lookups"],
        "void": found["void_dns_lookups"],
        "all": (found.get("parsed") or {}).get("all"),
    }


def ask_checkdmarc_dmarc(record, domain, zone):
    checkdmarc.utils.DNS_CACHE.clear()
    if not checkdmarc.dmarc._is_dmarc_record(record):
        return None
    try:
        tags = checkdmarc.dmarc.parse_dmarc_record(record, domain, resolver=zone)["tags"]
    except checkdmarc.dmarc.DMARCError as error:
        return {"valid": False, "error": str(error)}
    value = lambda name: (tags.get(name) or {}).get("value")
    return {
        "valid": True,
        "policies": [value("p"), value("sp"), value("np")],
        "test": value("t") == "y",
        "addresses": [
            uri["address"] for uri in value("rua") or [] if uri["scheme"] == "mailto"
        ],
    }


class OpenDmarc:
    POLICIES = {ord("n"): "none", ord("q"): "quarantine", ord("r"): "reject"}

    def __init__(self):
        name = ctypes.util.find_library("opendmarc")
        self.library = ctypes.CDLL(name) if name else None
        if self.library:
            connect = self.library.opendmarc_policy_connect_init
            connect.restype = ctypes.c_void_p
            connect.argtypes = [ctypes.c_char_p, ctypes.c_int]

    def ask(self, record, domain):
        if not self.library:
            return None
        context = ctypes.c_void_p(self.library.opendmarc_policy_connect_init(b"192.0.2.1", 0))
        try:
            parse = self.library.opendmarc_policy_parse_dmarc
            if parse(context, domain.encode(), record.encode()) != 0:
                return {"valid": False}
            found = []
            for fetch in ("p", "sp"):
                value = ctypes.c_int()
                getattr(self.library, "opendmarc_policy_fetch_" + fetch)(
                    context, ctypes.byref(value)
                )
                found.append(self.POLICIES.get(value.value))
            percent = ctypes.c_int()
            self.library.opendmarc_policy_fetch_pct(context, ctypes.byref(percent))
            return {
                "valid": True,
                "policies": [found[0], found[1] or found[0]],
                "percent": percent.value,
            }
        finally:
            self.library.opendmarc_policy_connect_shutdown(context)


def ask_dkimpy(record):
    try:
        _, bits, kind, _ = dkim.evaluate_pk("s._domainkey.example", record)
    except Exception as error:
        return {"valid": False, "error": repr(error)}
    # A service type that it does not know leaves nothing of the key.
    return {"valid": True, "bits": bits, "kind": kind and kind.decode()}


opendmarc = OpenDmarc()
for line in sys.stdin:
    case = json.loads(line)
    if sys.argv[1] == "spf":
        zone = Zone(case["zone"])
        answer = {"pyspf": ask_pyspf(case, zone), "checkdmarc": ask_checkdmarc_spf(case, zone)}
    elif sys.argv[1] == "dmarc":
        record, domain = case["record"], case["domain"]
        zone = Zone({domain: {"MX": ["10 " + domain + "."]}})
        answer = {
            "checkdmarc": ask_checkdmarc_dmarc(record, domain, zone),
            "opendmarc": opendmarc.ask(record, domain),
        }
    else:
        answer = {"dkimpy": ask_dkimpy(case["record"])}
    print(json.dumps(answer), flush=True)
