#!/bin/sh
set -eu
to=/opt/backups/postgres/shop-$(date +%F).sql
docker compose --project-directory /opt/cleaning exec -T db pg_dump -U shop_app shop > "$to.partial"
mv "$to.partial" "$to"
rclone copy /opt/backups/postgres store:shop-backups
rclone copy /opt/cleaning/var/uploads store:shop-uploads
date -u +%Y-%m-%dT%H:%M:%SZ > /opt/backups/postgres/LAST_SUCCESS.txt
