#!/bin/sh
set -eu
curl --fail --silent --show-error https://api.teashop.test/readyz
