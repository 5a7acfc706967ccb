#!/usr/bin/env bash
# Sees to it that what a target needs is installed: packages.sh run|test|faults
# Installs by apt what is missing, saying first what; on another system prints the list and stops. Asks nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}
missing=()
reasons=()

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

need() { # need PACKAGE "WHAT FOR"
  missing+=("$1")
  reasons+=("$2")
}

has() { command -v "$1" >/dev/null 2>&1; }

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_rust() {
  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  local advice="Get it with: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh   (or, if you have rustup: rustup update stable)"
  if ! has cargo || ! has rustc; then stop "Rust $wanted or newer is needed and cargo was not found." "$advice"; fi
  found=$(rustc --version | cut -d ' ' -f 2)
  at_least "${found%%-*}" "$wanted" || stop "Rust $wanted or newer is needed; this is $found." "$advice"
}

has_postgres() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && at_least "$(basename "$(dirname "$folder")")" 15 && return
  done
  has initdb && has pg_ctl && at_least "$(initdb --version | grep -o '[0-9.]*$')" 15
}

has_cjk_font() {
  if has fc-list; then [ -n "$(fc-list :lang=zh-cn file)" ]; else [ -d /usr/share/fonts/opentype/noto ]; fi
}

has_chinese_reader() { has tesseract && tesseract --list-langs 2>/dev/null | grep -qx chi_sim; }

find_missing() {
  has cc || need gcc "links the program"
  [ -e /usr/include/stdio.h ] || has_header || need libc6-dev "links the program"
  { [ "$purpose" = run ] && [ -n "${DATABASE_URL:-}" ]; } || has_postgres || need postgresql "the database, 15 or newer (ours is a private cluster; the system's stays unused)"
  [ "$purpose" = run ] || has pg_dump || need postgresql-client "backups are made and restored"
  has node || need nodejs "builds styles and scripts"
  has npm || need npm "fetches what they are built with"
  has_cjk_font || need fonts-noto-cjk "Chinese on demo papers and in test browsers"
  has tesseract || need tesseract-ocr "reads certificates"
  has_chinese_reader || need tesseract-ocr-chi-sim "reads certificates in Chinese"
  has pdftoppm || need poppler-utils "turns PDF letters into pictures"
  if [ "$purpose" = faults ]; then
    has_faketime || [ -z "$(candidate libfaketime)" ] || need libfaketime "moves the clock of a program"
  fi
  if [ "$purpose" != run ]; then
    [ -e /usr/lib/chromium/chromium-headless-shell ] || has chromium || has chromium-browser || need "$(chromium_package)" "browser tests"
    has xmllint || need libxml2-utils "judges files for the bureau by the ministry's schemas"
    has chromedriver || need "$(driver_package)" "browser tests"
    has_zeep || [ -z "$(candidate python3-zeep)" ] || need python3-zeep "a SOAP client made by others calls the bureau's sandbox"
  fi
}

has_faketime() { compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null; }

# Another Python may stand before the one that the package is for.
has_zeep() { python3 -c 'import zeep' >/dev/null 2>&1 || /usr/bin/python3 -c 'import zeep' >/dev/null 2>&1; }

# A system without /usr/include may keep its headers where only the compiler knows.
has_header() { has cc && printf '#include <stdio.h>\n' | cc -E - >/dev/null 2>&1; }

candidate() { has apt-cache && apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -v '(none)' || true; }

# Without windows it asks much less of the processor; Ubuntu has it not, and names the others otherwise.
chromium_package() {
  local name
  for name in chromium-headless-shell chromium chromium-browser; do
    [ -n "$(candidate $name)" ] && echo $name && return
  done
  echo chromium
}
driver_package() { if [ -z "$(candidate chromium-driver)" ] && [ -n "$(candidate chromium-chromedriver)" ]; then echo chromium-chromedriver; else echo chromium-driver; fi; }

list() {
  local i
  for i in "${!missing[@]}"; do printf '  %-16s %s\n' "${missing[i]}" "${reasons[i]}"; done
}

install_missing() {
  local as=()
  if [ "$(id -u)" != 0 ]; then
    has sudo || stop "These packages are missing, and neither root nor sudo is at hand to install them:" "$(list)" \
      "As root: apt-get install --no-install-recommends ${missing[*]}"
    as=(sudo)
  fi
  echo "Installing by apt:"
  list
  "${as[@]}" apt-get -o DPkg::Lock::Timeout=300 -q update
  local server
  server=$(candidate postgresql)
  if [[ " ${missing[*]} " == *" postgresql "* ]] && ! at_least "${server%%+*}" 15; then
    stop "This system offers PostgreSQL ${server%%+*}; 15 or newer is needed. The PostgreSQL project has one for it:" \
      "  apt-get install postgresql-common && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y"
  fi
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q install -y --no-install-recommends "${missing[@]}"
}

check_rust
find_missing
if [ ${#missing[@]} -gt 0 ]; then
  has apt-get || stop "Please install these (names as in Debian), then start again:" "$(list)"
  install_missing
fi
at_least "$(node --version | tr -d v)" 18 || stop "Node.js 18 or newer is needed; this is $(node --version). See https://nodejs.org/en/download"
