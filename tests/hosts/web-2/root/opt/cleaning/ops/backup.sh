#!/bin/sh
set -eu
to=/opt/backups/postgres/cleaning-$(date +%F).sql
docker compose --project-directory /opt/cleaning exec -T db pg_dump -U cleaning cleaning > "$to.partial"
mv "$to.partial" "$to"
tar --create --gzip --file "/opt/backups/postgres/uploads-$(date +%F).tar.gz" --directory /opt/cleaning/var uploads
rclone copy /opt/backups/postgres store:cleaning-backups
date -u +%Y-%m-%dT%H:%M:%SZ > /opt/backups/postgres/LAST_SUCCESS.txt
