#!/usr/bin/env python3
"""What checkdmarc says about the SPF and DMARC of domains, as one line of JSON for each.

Usage: checkdmarc_zones.py PORT DOMAIN...   (the name server is on 127.0.0.1)
"""

import json
import logging
import sys

import dns.resolver
from checkdmarc.dmarc import check_dmarc
from checkdmarc.spf import check_spf

# What checkdmarc warns of is not compared.
logging.disable(logging.CRITICAL)

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ["127.0.0.1"]
resolver.port = int(sys.argv[1])


def error_of(result):
    return None if result.get("valid") else str(result.get("error"))


for domain in sys.argv[2:]:
    spf = check_spf(domain, resolver=resolver)
    dmarc = check_dmarc(domain, resolver=resolver)
    tags = dmarc.get("tags") or {}
    print(
        json.dumps(
            {
                "domain": domain,
                "spf": {
                    "valid": bool(spf.get("valid")),
                    "error": error_of(spf),
                    "lookups": spf.get("dns_lookups"),
                    "void": spf.get("void_dns_lookups"),
                    "all": (spf.get("parsed") or {}).get("all"),
                },
                "dmarc": {
                    "valid": bool(dmarc.get("valid")),
                    "error": error_of(dmarc),
                    "location": dmarc.get("location"),
                    "p": (tags.get("p") or {}).get("value"),
                    "sp": (tags.get("sp") or {}).get("value"),
                },
            }
        )
    )
