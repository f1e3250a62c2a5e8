#!/bin/sh
set -eu
git pull --ff-only
docker compose build
docker compose run --rm api alembic upgrade head
docker compose up --detach --wait
./ops/smoke.sh
muster features --after-deploy --wait 60
