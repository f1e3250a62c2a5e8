#!/bin/sh
set -eu
git pull --ff-only
docker compose build
docker compose up --detach --wait
./ops/smoke.sh
muster features --after-deploy --wait 60
