#!/usr/bin/env bash
# Installs the Debian packages that Matinee is built and tested with. Packages that are there stay as they are; where
# nothing is missing, nothing is asked of the network and no rights are needed.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: packaging/setup.sh [--no-tests] [--dry-run] [--help]

Installs the Debian 12 packages that Matinee needs, as root or through sudo.

  --no-tests   only what the programs need, not what the tests need
  --dry-run    say what would be installed, change nothing
TEXT
}

# Compiler and build tools.
tools=(
    build-essential
    ca-certificates
    ccache
    cmake
    git
    ninja-build
    pkg-config
)
# The engine: tensors with a fast BLAS, small dense solves, JSON, command line, text, archives, downloads, checksums, a
# database.
engine=(
    libarchive-dev
    libcli11-dev
    libcurl4-openssl-dev
    libeigen3-dev
    libfmt-dev
    libopenblas0-pthread
    libsqlite3-dev
    libsqlitecpp-dev
    libssl-dev
    libtorch-dev
    nlohmann-json3-dev
)
# The window. Qt looks for OpenGL and xkbcommon even where a program draws without them; a bare machine has no font.
window=(
    fonts-dejavu-core
    libgl-dev
    libqt6opengl6-dev
    libxkbcommon-dev
    qt6-base-dev
    qt6-charts-dev
    qt6-l10n-tools
    qt6-qpa-plugins
    qt6-svg-dev
    qt6-tools-dev
    qt6-tools-dev-tools
)
# The tests: benchmarks (built on request), a virtual display with software OpenGL, a local server to download from,
# second opinions on TensorBoard's files.
tests=(
    libbenchmark-dev
    libgl1-mesa-dri
    protobuf-compiler
    python3
    python3-crc32c
    xauth
    xvfb
)

with_tests=yes
dry_run=no
for argument in "$@"; do
    case $argument in
    --no-tests) with_tests=no ;;
    --dry-run) dry_run=yes ;;
    --help | -h)
        usage
        exit 0
        ;;
    *)
        echo "setup.sh: unknown argument '$argument'" >&2
        usage >&2
        exit 2
        ;;
    esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "setup.sh: this script needs Debian's apt-get; on another system, install the packages named in it by hand." >&2
    exit 1
fi

packages=("${tools[@]}" "${engine[@]}" "${window[@]}")
[ "$with_tests" = no ] || packages+=("${tests[@]}")

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
    echo "setup.sh: all ${#packages[@]} packages are installed."
    exit 0
fi
echo "setup.sh: ${#missing[@]} of ${#packages[@]} packages are missing: ${missing[*]}"
if [ "$dry_run" = yes ]; then
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "setup.sh: installing packages needs root: run this script as root, or install sudo." >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "setup.sh: installing them with apt-get; on a bare machine that is 380 MB to fetch, 1.6 GB on disk and a few minutes."
if ! "${as_root[@]}" apt-get -q update; then
    echo "setup.sh: the package lists could not be fetched; is there a network?" >&2
    exit 1
fi
if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"; then
    echo "setup.sh: apt-get could not install the packages; its own message is above. Matinee is made for Debian 12." >&2
    exit 1
fi
echo "setup.sh: done, ${#missing[@]} packages installed."
