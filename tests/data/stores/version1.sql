-- A store of version 1, as the first schema made it: a run that has ended, one that was interrupted.
PRAGMA journal_mode = WAL;
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
INSERT INTO runs (id, uuid, model, data, digest, row_subset, split, seed, device, engine, threads, program,
    hyperparameters, spec, status, started, ended, seconds, epochs, planned, best_validation_rmse,
    best_validation_rmse_epoch, last_validation_rmse, test_rmse, notes, tags, saved)
VALUES (1, '0123456789abcdef0123456789abcdef', 'biased-mf', 'ml-100k', '00000000000000aa', '', 'random:0.8/0.1/0.1', 42,
    'cpu', 'fused', 2, '0.1.0', '{"factors":8}', '{"model":"biased-mf"}', 'completed', 1700000000000, 1700000009000, 8.5,
    2, 2, 0.95, 1, 0.96, 0.94, 'An early one.', 'a' || char(10) || 'b', 1);
INSERT INTO runs (id, uuid, model, data, digest, row_subset, split, seed, program, hyperparameters, spec, started, ended)
VALUES (2, 'fedcba9876543210fedcba9876543210', 'mf', 'ml-1m', '00000000000000bb', 'first:10', 'random:0.8/0.2', -1,
    '0.1.0', '{}', '{}', 1700000010000, 1700000010000);
INSERT INTO documents (run) VALUES (1), (2);
INSERT INTO epochs (run, epoch, train_loss, validation_rmse, seconds) VALUES (1, 0, 14.5, NULL, 0), (1, 1, 1.5, 0.95, 4),
    (1, 2, 1.25, 0.96, 4.5);
INSERT INTO changes (run, position, step, key, before, after) VALUES (1, 1.5, 12, 'learning_rate', 0.1, 0.05);
PRAGMA application_id = 1297370693;
PRAGMA user_version = 1;
