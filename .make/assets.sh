#!/usr/bin/env bash
# Builds styles and scripts into static/dist when anything they are made from is newer.
set -euo pipefail
cd "$(dirname "$0")/.."
manifest=static/dist/manifest.json

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Fetching what styles and scripts are built with"
  npm ci --no-progress --loglevel=error
  touch node_modules/.package-lock.json
fi
if [ ! -e "$manifest" ] || [ -n "$(find static/styles static/scripts static/images .make/assets.js package-lock.json -newer "$manifest" -print -quit)" ]; then
  echo "Building styles and scripts"
  npm run --silent build
fi
