#include "experiments/store/store_schema.h"

#include <array>

namespace matinee {

namespace {

// Of a run, what listing needs is in one row without anything to parse; the rest is in documents. status is null until
// the run has ended. Epochs lie in the order of their run, so that reading one run's is one stretch of the file.
constexpr const char* kRuns = R"sql(
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    model TEXT NOT NULL,
    data TEXT NOT NULL,
    digest TEXT NOT NULL,
    row_subset TEXT NOT NULL,
    split TEXT NOT NULL,
    seed INTEGER NOT NULL,
    device TEXT NOT NULL DEFAULT '',
    engine TEXT NOT NULL DEFAULT '',
    threads INTEGER NOT NULL DEFAULT 0,
    program TEXT NOT NULL,
    hyperparameters TEXT NOT NULL,
    spec TEXT NOT NULL,
    status TEXT,
    problem TEXT NOT NULL DEFAULT '',
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    epochs INTEGER NOT NULL DEFAULT 0,
    planned INTEGER NOT NULL DEFAULT 0,
    parameters INTEGER NOT NULL DEFAULT 0,
    train_rows INTEGER NOT NULL DEFAULT 0,
    validation_rows INTEGER NOT NULL DEFAULT 0,
    test_rows INTEGER NOT NULL DEFAULT 0,
    best_train_loss REAL, best_train_loss_epoch INTEGER, last_train_loss REAL,
    best_validation_loss REAL, best_validation_loss_epoch INTEGER, last_validation_loss REAL,
    best_validation_rmse REAL, best_validation_rmse_epoch INTEGER, last_validation_rmse REAL,
    best_validation_mae REAL, best_validation_mae_epoch INTEGER, last_validation_mae REAL,
    best_validation_hr REAL, best_validation_hr_epoch INTEGER, last_validation_hr REAL,
    best_validation_ndcg REAL, best_validation_ndcg_epoch INTEGER, last_validation_ndcg REAL,
    best_objective REAL, best_objective_epoch INTEGER, last_objective REAL,
    test_rmse REAL,
    test_mae REAL,
    test_hr REAL,
    test_ndcg REAL,
    global_mean_rmse REAL,
    bias_rmse REAL,
    popularity_ndcg REAL,
    notes TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    archived INTEGER NOT NULL DEFAULT 0,
    saved INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE documents (
    run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
    start TEXT,
    result TEXT
) STRICT;

CREATE TABLE epochs (
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL,
    validation_loss REAL,
    validation_rmse REAL,
    validation_mae REAL,
    validation_hr REAL,
    validation_ndcg REAL,
    objective REAL,
    seconds REAL,
    ratings_per_second REAL,
    learning_rate REAL,
    steps INTEGER,
    ratings INTEGER,
    elapsed REAL,
    time REAL,
    PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
    position REAL NOT NULL,
    step INTEGER NOT NULL,
    key TEXT NOT NULL,
    before REAL,
    after REAL
) STRICT;
CREATE INDEX changes_of_run ON changes(run);
)sql";

constexpr const char* kSweeps = R"sql(
CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;

ALTER TABLE runs ADD COLUMN sweep INTEGER REFERENCES sweeps(id);
ALTER TABLE runs ADD COLUMN trial INTEGER;
CREATE UNIQUE INDEX runs_of_sweep ON runs(sweep, trial);
)sql";

constexpr std::array kSteps = {kRuns, kSweeps};

} // namespace

std::span<const char* const> storeSchemaSteps()
{
    return kSteps;
}

} // namespace matinee
