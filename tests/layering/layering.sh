#!/bin/sh
# The rules of the architecture that no compiler sees. Needs grep, sed, find and coreutils.
#   layering.sh --list          the names of the rules
#   layering.sh ROOT RULE...    checks a source tree; a violation is printed as file:line:text, and the status is 1
set -eu

rules="core-without-qt torch-inside-core qt-and-torch-apart no-qt-keywords threads-in-jobs no-event-pumping
modal-in-dialogs seeded-random pragma-once short-files no-rating-data core-src-is-private arrows-in-core
self-contained-headers"

if [ "${1:-}" = --list ]; then
    echo "$rules" | tr " " "\n"
    exit 0
fi
if [ $# -lt 2 ]; then
    echo "usage: layering.sh --list | layering.sh ROOT RULE..." >&2
    exit 2
fi
cd "$1"
shift

found=$(mktemp)
trap 'rm -f "$found"' EXIT

# C++ files below the folders given, those that are there; no file name of ours has a blank.
sources() {
    for folder in "$@"; do
        [ ! -e "$folder" ] || find "$folder" -type f \( -name '*.cpp' -o -name '*.h' \) -not -path 'tests/layering/*'
    done
}

# match PATTERN [FILE...]: matching lines as they are: for #include lines.
match() {
    pattern=$1
    shift
    [ $# -eq 0 ] || grep -nHE "$pattern" "$@" || true
}

# matchCode PATTERN [FILE...]: matching lines without what is in comments and string literals.
matchCode() {
    match "$@" |
        sed -E -e 's/"([^"\\]|\\.)*"/""/g' -e 's@//.*@@' -e '/^[^:]*:[0-9]+: *(\/?\*)/d' |
        grep -E "$1" || true
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'
torch="$include(torch|ATen|c10|caffe2)/"

# $(sources ...) is split into words on purpose throughout.
# shellcheck disable=SC2046
check() {
    case $1 in
    core-without-qt)
        why="core and app/cli know no Qt"
        match "${include}Q" $(sources core app/cli)
        find core app/cli -name CMakeLists.txt -exec grep -nHE 'Qt[0-9]*::|find_package\(Qt' {} + 2>/dev/null || true
        ;;
    torch-inside-core)
        why="torch's headers stay inside core/src"
        match "$torch" $(sources ui app core/include)
        ;;
    qt-and-torch-apart)
        why="Qt and torch never meet in one file"
        for file in $(sources core ui app tests); do
            if grep -qE "$torch" "$file"; then
                match "${include}Q" "$file"
            fi
        done
        ;;
    no-qt-keywords)
        why="Q_SIGNALS, Q_SLOTS and Q_EMIT instead of the keywords"
        matchCode '\b(signals|slots)[[:space:]]*:([^:]|$)|\bemit[[:space:]]+[A-Za-z_]|\bforeach[[:space:]]*\(' \
            $(sources ui app tests)
        ;;
    threads-in-jobs)
        why="threads start in ui/jobs and in core's pool only"
        starts='\bstd::(jthread|thread|async)\b([^:]|$)|\bQThread\b([^:>]|$)|\bQThread::create\b|\bQThreadPool\b'
        starts="$starts|\\bQtConcurrent\\b|\\bmoveToThread\\b|\\bpthread_create\\b|#[[:space:]]*pragma[[:space:]]+omp"
        matchCode "$starts" $(sources core ui app | grep -vE '^(ui/jobs|core/src/support)/')
        ;;
    no-event-pumping)
        why="no processEvents and no nested event loop: the work belongs into a job"
        matchCode '\bprocessEvents\b|\bQEventLoop\b' $(sources core ui app)
        ;;
    modal-in-dialogs)
        why="modal boxes live in ui/dialogs, where tests can answer them"
        boxes='\bQ(MessageBox|FileDialog|InputDialog|ColorDialog|FontDialog|ProgressDialog|PrintDialog|ErrorMessage)\b'
        matchCode "$boxes|(\\.|->|::)exec[[:space:]]*\\(" $(sources ui app | grep -vE '^(ui/dialogs/|app/gui/main\.cpp$)')
        ;;
    seeded-random)
        why="random numbers come from matinee::Random with a seed; those of the library differ between machines"
        match "${include}random>" $(sources core ui app)
        matchCode '\bstd::(shuffle|sample|random_device|mt19937|rand)\b|\bQRandomGenerator\b|(^|[^A-Za-z0-9_:.>])(s?rand|drand48)\(' \
            $(sources core ui app)
        ;;
    pragma-once)
        why="every header says #pragma once"
        for file in $(sources core ui app tests | grep '\.h$'); do
            grep -qx '#pragma once' "$file" || echo "$file:1: no #pragma once"
        done
        ;;
    short-files)
        why="a file over 600 lines wants splitting"
        for file in $(sources core ui app tests); do
            lines=$(wc -l <"$file")
            [ "$lines" -le 600 ] || echo "$file:$lines: $lines lines"
        done
        ;;
    no-rating-data)
        why="MovieLens data may not be passed on: no rating data but tiny invented files in tests/data"
        {
            git ls-files 2>/dev/null || find . -type f -not -path './.git/*' -not -path './build/*' | sed 's@^\./@@'
        } | while read -r file; do
            [ -f "$file" ] || continue
            case $file in
            tests/data/goldens/*) # numbers that a script beside them made of random ones
                bytes=$(wc -c <"$file")
                [ "$bytes" -le 262144 ] || echo "$file:1: $bytes bytes"
                ;;
            tests/data/*)
                bytes=$(wc -c <"$file")
                [ "$bytes" -le 65536 ] || echo "$file:1: $bytes bytes"
                ;;
            *.zip | u.data | */u.data | u.item | */u.item | u.user | */u.user | *.base | users.dat | */users.dat | \
                ratings.csv | */ratings.csv | ratings.dat | */ratings.dat | movies.csv | */movies.csv | \
                movies.dat | */movies.dat | tags.csv | */tags.csv | links.csv | */links.csv)
                echo "$file:1: looks like a data set"
                ;;
            esac
        done
        ;;
    core-src-is-private)
        why="ui and app see core's public headers only"
        match "$include(\\.\\./)*(core/src/|(data|support|optim|models|evaluation|training|embedding|experiments)/)" \
            $(sources ui app)
        find ui app -name CMakeLists.txt -exec grep -nHE 'core/src' {} + 2>/dev/null || true
        ;;
    arrows-in-core)
        why="includes go down only: support, data, optim, models, evaluation, training, experiments; embedding on support"
        above='data|optim|models|evaluation|training|experiments'
        match "$include($above|embedding)/" $(sources core/src/support)
        match "$include($above)/" $(sources core/src/embedding)
        for folder in data optim models evaluation training; do
            above=${above#"$folder|"}
            match "$include($above)/" $(sources "core/src/$folder")
        done
        ;;
    self-contained-headers)
        why="a public header includes public headers, the standard library and json_fwd only"
        match "$include" $(sources core/include) |
            grep -vE '#include <(matinee/[a-z_]+\.h|nlohmann/json_fwd\.hpp|[a-z_0-9]+)>' || true
        ;;
    *)
        echo "layering.sh: there is no rule '$1'" >&2
        exit 2
        ;;
    esac
}

status=0
for rule in "$@"; do
    check "$rule" >"$found"
    if [ -s "$found" ]; then
        echo "$rule: $why"
        sed 's/^/    /' "$found"
        status=1
    fi
done
exit $status
