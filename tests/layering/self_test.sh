#!/bin/sh
# Checks the checker: a clean tree passes every rule, and a tree with one deliberate violation fails that rule, naming
# the file. A rule without a violation here fails too.
set -eu
checker=$(cd "$(dirname "$0")" && pwd)/layering.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fail() {
    echo "self_test: $1"
    failures=$((failures + 1))
}

plantCleanTree() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree/core/include/matinee" "$tree/core/src/support" "$tree/core/src/models" "$tree/core/src/embedding" \
        "$tree/app/cli" "$tree/app/gui" "$tree/ui/jobs" "$tree/ui/dialogs" "$tree/ui/panels" "$tree/tests/core" "$tree/tests/data"
    printf '#pragma once\n#include <matinee/error.h>\n#include <string>\n' >"$tree/core/include/matinee/clean.h"
    printf '#include <torch/torch.h>\n#include "support/pool.h"\n' >"$tree/core/src/models/clean.cpp"
    printf '#include <thread>\nstd::thread one; // the pool\n' >"$tree/core/src/support/pool.cpp"
    printf '#include <QThread>\nQThread thread;\n' >"$tree/ui/jobs/clean.cpp"
    printf '#include <QMessageBox>\nint a = box.exec();\n' >"$tree/ui/dialogs/clean.cpp"
    printf 'int main() { return application.exec(); }\n' >"$tree/app/gui/main.cpp"
    {
        echo '#include <matinee/trainer.h>'
        echo '// emit signals: processEvents, QMessageBox and std::thread are only talked about here'
        echo 'auto text = tr("emit signals: QMessageBox std::thread rand()");'
        echo 'Q_SIGNALS:'
        echo 'int n = std::thread::hardware_concurrency();'
        echo 'for (auto slot : slots) brand(operand(slot));'
    } >"$tree/ui/panels/clean.cpp"
    printf '1\t1\t5\t0\n' >"$tree/tests/data/u.data"
}

# violation RULE: writes one file that breaks the rule and prints its name.
violation() {
    case $1 in
    core-without-qt) file=core/src/models/bad.cpp text='#include <QString>' ;;
    torch-inside-core) file=core/include/matinee/bad.h text='#include <ATen/ATen.h>' ;;
    qt-and-torch-apart) file=tests/core/tst_bad.cpp text='#include <QTest>|#include <torch/torch.h>' ;;
    no-qt-keywords) file=ui/panels/bad.cpp text='public slots:' ;;
    threads-in-jobs) file=ui/panels/bad.cpp text='std::jthread worker;' ;;
    no-event-pumping) file=ui/panels/bad.cpp text='QCoreApplication::processEvents();' ;;
    modal-in-dialogs) file=ui/panels/bad.cpp text='QMessageBox::warning(this, title, text);' ;;
    seeded-random) file=core/src/models/bad.cpp text='int a = rand();' ;;
    pragma-once) file=ui/panels/bad.h text='class Bad;' ;;
    short-files) file=ui/panels/bad.cpp text=$(yes '|' | head -n 601 | tr -d '\n') ;;
    no-rating-data) file=resources/u.data text='1' ;;
    core-src-is-private) file=ui/panels/bad.cpp text='#include "support/digest.h"' ;;
    arrows-in-core) file=core/src/embedding/bad.cpp text='#include "training/loop.h"' ;;
    self-contained-headers) file=core/include/matinee/bad.h text='#include <nlohmann/json.hpp>' ;;
    *) return 1 ;;
    esac
    mkdir -p "$tree/$(dirname "$file")"
    printf '%s\n' "$text" | tr '|' '\n' >"$tree/$file"
    echo "$file"
}

# More ways to break a rule than one: RULE, file and text.
alsoViolates() {
    plantCleanTree
    printf '%s\n' "$3" >"$tree/$2"
    if sh "$checker" "$tree" "$1" >/dev/null; then
        fail "$1 lets this pass in $2: $3"
    fi
}

rules=$(sh "$checker" --list)
plantCleanTree
# shellcheck disable=SC2086
sh "$checker" "$tree" $rules || fail "the clean tree does not pass"

for rule in $rules; do
    plantCleanTree
    if ! file=$(violation "$rule"); then
        fail "there is no violation for the rule $rule"
    elif report=$(sh "$checker" "$tree" "$rule"); then
        fail "$rule lets its violation pass"
    else
        case $report in
        "$rule: "*"$file:"*) ;;
        *) fail "$rule does not name $file: $report" ;;
        esac
    fi
done

alsoViolates core-without-qt core/CMakeLists.txt 'target_link_libraries(matinee_core PRIVATE Qt6::Core)'
alsoViolates torch-inside-core ui/panels/bad.cpp '#  include "c10/core/Device.h"'
alsoViolates no-qt-keywords ui/panels/bad.h 'signals:'
alsoViolates no-qt-keywords ui/panels/bad.cpp '    emit changed();'
alsoViolates threads-in-jobs core/src/models/bad.cpp 'auto a = std::async(work);'
alsoViolates threads-in-jobs core/src/models/bad.cpp '    std::thread t(work);'
alsoViolates threads-in-jobs ui/panels/bad.cpp 'auto f = QtConcurrent::run(work);'
alsoViolates threads-in-jobs ui/panels/bad.cpp 'worker->moveToThread(thread);'
alsoViolates modal-in-dialogs ui/panels/bad.cpp 'auto name = QFileDialog::getOpenFileName(this);'
alsoViolates modal-in-dialogs ui/panels/bad.cpp 'if (dialog->exec() == 1) {'
alsoViolates seeded-random core/src/models/bad.cpp '#include <random>'
alsoViolates seeded-random core/src/models/bad.cpp 'std::shuffle(rows.begin(), rows.end(), generator);'
alsoViolates seeded-random core/src/models/bad.cpp 'x = std::rand() % 7;'
alsoViolates core-src-is-private ui/CMakeLists.txt 'target_include_directories(matinee_ui PRIVATE ../core/src)'
alsoViolates arrows-in-core core/src/support/bad.cpp '#include "embedding/kmeans.h"'
alsoViolates arrows-in-core core/src/models/bad.cpp '#include "evaluation/rmse.h"'
alsoViolates self-contained-headers core/include/matinee/bad.h '#include "digest.h"'

[ $failures -eq 0 ] || exit 1
echo "self_test: every rule finds its violation"
