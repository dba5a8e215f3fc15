# shellcheck shell=bash
# Sourced by tests/run and qml-free-examples/run: what both need before they can build.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Qt complains about any other encoding, and a fresh container has none set.
export LC_ALL=C.UTF-8

fail() {
    printf '%s: %s\n' "$(basename "$(dirname "$0")")/$(basename "$0")" "$*" >&2
    exit 1
}

# Runs a command without showing what it prints, unless it fails.
quietly() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        fail "\`$1\` failed; all it printed is in $log"
    fi
}

# shellcheck disable=SC2034 # used by those who source this
build_packages=(cmake ninja-build g++ ca-certificates
    qt6-base-dev qt6-httpserver-dev qt6-websockets-dev libqt6sql6-sqlite libssl-dev
    zlib1g-dev libbrotli-dev)

# shellcheck disable=SC2034
store_packages=(libqt6sql6-psql postgresql)

# shellcheck disable=SC2034
proxy_packages=(nginx-light haproxy caddy openssl)

# install_packages <Debian package>…
# Makes sure that they are there. Costs a few milliseconds if they are.
install_packages() {
    if ! command -v apt-get >/dev/null; then
        if ! command -v cmake >/dev/null || ! command -v ninja >/dev/null; then
            fail "this system has no apt-get, so please install these yourself: CMake 3.22 or" \
                "newer, Ninja, GCC 12 or Clang 14 or newer, Qt 6.4.2 or newer with Qt HTTP Server" \
                "and Qt SQL, OpenSSL, Node.js with npm, and for the tests Clang, Chromium and Firefox."
        fi
        return
    fi
    local present missing=()
    present=" $(dpkg-query --show --showformat='${db:Status-Status}=${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $present == *" installed=$package "* ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $EUID -ne 0 ]]; then
        fail "please run: sudo apt-get install ${missing[*]}"
    fi
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    quietly "$project/build/logs/apt-update.log" apt-get update
    # A daemon that a package brings need not run: tests start their own.
    quietly "$project/build/logs/apt-install.log" env RUNLEVEL=1 \
        apt-get install --yes --no-install-recommends "${missing[@]}"
}

# install_if_known <Debian package>
# For a package that some systems do not have, and that can be done without.
install_if_known() {
    command -v apt-get >/dev/null || return 0
    # The lists of packages may be old, and a fresh container has none.
    if [[ $EUID -eq 0 ]] && ! apt-cache show "$1" >/dev/null 2>&1; then
        quietly "$project/build/logs/apt-update.log" apt-get update
    fi
    if apt-cache show "$1" >/dev/null 2>&1; then
        install_packages "$1"
    else
        echo "This system has no $1: what needs it is skipped."
    fi
}

# The name of Chromium's package. Ubuntu's is a snap, which needs a system that can run these.
chromium_package() {
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        echo chromium-browser
    else
        echo chromium
    fi
}

# The name of Firefox's package, which on Ubuntu is a snap as well.
firefox_package() {
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        echo firefox
    else
        echo firefox-esr
    fi
}

# Node comes with npm from some sources, and without it from Debian: `npm` is what counts.
install_npm() {
    command -v npm >/dev/null || install_packages nodejs npm
}

# configure <build directory> <CMake argument>…
# BACKSTATE_DATASTAR comes from the environment if it is set there. Says which bundle was taken.
configure() {
    local build=$1 datastar=${BACKSTATE_DATASTAR:-auto} log
    shift
    # A path is meant from where the user stands.
    [[ ! -f $datastar ]] || datastar=$(realpath "$datastar")
    log=$project/build/logs/configure-$(basename "$build").log
    if [[ ! -f $build/build.ninja ]]; then
        set -- -G Ninja "$@"
    fi
    if command -v ccache >/dev/null; then
        # Without this it keeps nothing that was compiled with precompiled headers.
        export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        set -- "$@" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    quietly "$log" cmake -S "$project" -B "$build" \
        -DBACKSTATE_DATASTAR="$datastar" "$@"
    grep --only-matching 'BackState: Datastar.*' "$log"
}

# build <build directory> <target>
build() {
    quietly "$project/build/logs/build-$(basename "$1").log" cmake --build "$1" --target "$2"
}
