#include "ui/state/run_library.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSet>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kLookInterval{500};
/// A disk may have room again.
constexpr std::chrono::milliseconds kRetryInterval{5000};
/// Listing takes at most a tenth of the worker's time, however many runs there are.
constexpr int kRestFactor = 10;
constexpr qint64 kLargestFile = qint64{256} << 20;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunLibrary)
};

nlohmann::json readJson(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(ErrorCode::Io, Text::tr("The file could not be read: %1.").arg(file.errorString()).toStdString(),
                    path.toStdString());
    if (file.size() > kLargestFile)
        throw Error(ErrorCode::Format, Text::tr("The file is too large for an experiment.").toStdString(),
                    path.toStdString());
    auto json = nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
    if (!json.is_object() || !(json.contains("spec") || json.contains("model")))
        throw Error(ErrorCode::Format, Text::tr("This is no experiment of Matinee.").toStdString(), path.toStdString());
    return json;
}

std::string textOf(const nlohmann::json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
}

void writeJson(const nlohmann::json& json, const QString& path)
{
    QSaveFile file(path);
    const auto text = QByteArray::fromStdString(json.dump(1, '\t') + "\n");
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        throw Error(ErrorCode::Io, Text::tr("The file could not be written: %1.").arg(file.errorString()).toStdString(),
                    path.toStdString());
}

/// One that cannot be done holds up none of the others. \throws Error the first
template <class Work>
void forEach(RunStore& store, const QList<qint64>& runs, Work work)
{
    std::optional<Error> first;
    for (const auto run : runs) {
        try {
            work(store, run);
        } catch (const Error& error) {
            if (!first)
                first = error;
        }
    }
    if (first)
        throw *first;
}

/// "biased-mf-run-17.json" in a folder, or "biased-mf-run-17-2.json" where that is taken.
QString freeName(const QDir& folder, const std::string& model, qint64 run)
{
    const auto stem = QStringLiteral("%1-run-%2").arg(QString::fromStdString(model)).arg(run);
    auto path = folder.filePath(stem + QStringLiteral(".json"));
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = folder.filePath(QStringLiteral("%1-%2.json").arg(stem).arg(number));
    return path;
}

} // namespace

/// Opens the store when it is first needed.
class RunLibrary::Shelf
{
public:
    explicit Shelf(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {}

    RunStore& store()
    {
        if (!m_store)
            m_store = openStore();
        return *m_store;
    }

    std::uint64_t seen = 0; ///< changeCount() of the last listing

private:
    RunStore openStore() const
    {
        try {
            return RunStore::open(m_folder);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Io)
                throw;
            try {
                return RunStore::open(m_folder, RunStore::Access::Read);
            } catch (const Error&) {
                throw error; // why it cannot be used is said by the first
            }
        }
    }

    std::filesystem::path m_folder;
    std::optional<RunStore> m_store;
};

struct RunLibrary::Listing
{
    bool isNew = false; ///< else there is nothing in runs
    Runs runs;
    qint64 milliseconds = 0; ///< that it took
};

RunLibrary::RunLibrary(std::filesystem::path folder, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_runs(std::make_shared<const Runs>())
    , m_shelf(std::make_shared<Shelf>(m_folder))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { look(m_state == State::Failed); });
}

RunLibrary::~RunLibrary() = default;

const RunEntry* RunLibrary::find(qint64 run) const
{
    const auto found = std::ranges::find(*m_runs, run, [](const RunEntry& entry) { return qint64{entry.run.id}; });
    return found == m_runs->end() ? nullptr : &*found;
}

QString RunLibrary::folder(qint64 run) const
{
    return QFileInfo(m_folder).filePath() + QStringLiteral("/runs/%1").arg(run);
}

void RunLibrary::open()
{
    if (m_state == State::Opening || m_state == State::Open)
        return;
    setState(State::Opening);
    look(true);
}

void RunLibrary::setWatching(bool on)
{
    if (on == m_watching)
        return;
    m_watching = on;
    if (!on)
        m_timer.stop();
    else if (m_state == State::Open)
        look(false);
}

void RunLibrary::refresh()
{
    if (m_state == State::Open)
        look(true);
}

void RunLibrary::look(bool anyway)
{
    if (m_look.isActive()) {
        m_lookAgain = m_lookAgain || anyway;
        return;
    }
    m_timer.stop();
    std::vector<std::int64_t> running;
    for (const auto& entry : *m_runs) {
        if (entry.run.status == StoredStatus::Running)
            running.push_back(entry.run.id);
    }
    m_look = m_jobs.run(
        this,
        [shelf = m_shelf, anyway, running = std::move(running)](const RunContext&) {
            Listing listing;
            auto& store = shelf->store();
            const auto count = store.changeCount();
            // A process that was killed changes nothing in the store.
            const auto wasInterrupted = [&store](std::int64_t run) {
                const auto found = store.find(run);
                return !found || found->status != StoredStatus::Running;
            };
            if (!anyway && count == shelf->seen && std::ranges::none_of(running, wasInterrupted))
                return listing;
            QElapsedTimer clock;
            clock.start();
            RunFilter all;
            all.archived.reset();
            auto runs = store.list(all);
            listing.runs.reserve(runs.size());
            for (auto& run : runs)
                listing.runs.push_back(makeRunEntry(std::move(run)));
            listing.isNew = true;
            listing.milliseconds = clock.elapsed();
            shelf->seen = count;
            return listing;
        },
        [this, edits = m_edits](Listing listing) { take(std::move(listing), edits); },
        [this](const JobFailure& failure) {
            m_lookAgain = false;
            setState(State::Failed, failure.message);
            if (m_watching)
                m_timer.start(kRetryInterval);
        });
}

void RunLibrary::take(Listing listing, int edits)
{
    // Listed before a change of ours was written: the next one will have it.
    const bool isOld = edits != m_edits;
    if (listing.isNew && !isOld)
        m_runs = std::make_shared<const Runs>(std::move(listing.runs));
    setState(State::Open);
    if (listing.isNew && !isOld)
        Q_EMIT runsChanged();
    if (std::exchange(m_lookAgain, false) || isOld)
        look(true);
    else if (m_watching)
        m_timer.start(std::max(kLookInterval, std::chrono::milliseconds(listing.milliseconds * kRestFactor)));
}

void RunLibrary::setState(State state, const QString& problem)
{
    if (state == m_state && problem == m_problem)
        return;
    m_state = state;
    m_problem = problem;
    Q_EMIT stateChanged();
}

template <class Work, class Done>
void RunLibrary::ask(QObject* context, Work work, Done done, std::function<void()> undone)
{
    m_jobs.run(
        context, [shelf = m_shelf, work = std::move(work)](const RunContext&) { return work(*shelf); }, std::move(done),
        [this, undone = std::move(undone)](const JobFailure& failure) {
            Q_EMIT failed(failure.message);
            if (undone)
                undone();
            refresh();
        });
}

template <class Change, class Work>
void RunLibrary::edit(const QList<qint64>& runs, Change change, Work work)
{
    ++m_edits;
    const QSet<qint64> chosen(runs.begin(), runs.end());
    auto edited = std::make_shared<Runs>(*m_runs);
    for (auto& entry : *edited) {
        if (!chosen.contains(entry.run.id))
            continue;
        change(entry.run);
        entry = makeRunEntry(std::move(entry.run));
    }
    m_runs = std::move(edited);
    Q_EMIT runsChanged();
    ask(
        this, [runs, work](Shelf& shelf) { forEach(shelf.store(), runs, work); }, [] {});
}

void RunLibrary::setNotes(qint64 run, const QString& notes)
{
    edit(
        {run}, [text = notes.toStdString()](StoredRun& stored) { stored.notes = text; },
        [text = notes.toStdString()](RunStore& store, qint64 id) { store.setNotes(id, text); });
}

void RunLibrary::setTags(qint64 run, const QStringList& tags)
{
    std::vector<std::string> texts;
    for (const auto& tag : tags)
        texts.push_back(tag.toStdString());
    edit(
        {run}, [texts](StoredRun& stored) { stored.tags = texts; },
        [texts](RunStore& store, qint64 id) { store.setTags(id, texts); });
}

void RunLibrary::setArchived(const QList<qint64>& runs, bool archived)
{
    edit(
        runs, [archived](StoredRun& stored) { stored.archived = archived; },
        [archived](RunStore& store, qint64 id) { store.setArchived(id, archived); });
}

void RunLibrary::remove(const QList<qint64>& runs)
{
    ++m_edits;
    const QSet<qint64> chosen(runs.begin(), runs.end());
    auto left = std::make_shared<Runs>(*m_runs);
    std::erase_if(*left, [&chosen](const RunEntry& entry) { return chosen.contains(entry.run.id); });
    m_runs = std::move(left);
    Q_EMIT runsChanged();
    ask(
        this,
        [runs](Shelf& shelf) { forEach(shelf.store(), runs, [](RunStore& store, qint64 run) { store.remove(run); }); },
        [] {});
}

void RunLibrary::exportRuns(const QList<qint64>& runs, const QString& path)
{
    ask(
        this,
        [runs, path](Shelf& shelf) {
            const bool intoFolder = runs.size() > 1;
            for (const auto run : runs) {
                const auto json = shelf.store().exportRun(run);
                const auto model = textOf(json.value("spec", nlohmann::json::object()), "model");
                writeJson(json, intoFolder ? freeName(QDir(path), model, run) : path);
            }
        },
        [this, path, count = static_cast<int>(runs.size())] { Q_EMIT exported(path, count); });
}

void RunLibrary::importFile(const QString& path)
{
    ask(
        this,
        [path](Shelf& shelf) {
            const auto json = readJson(path);
            ImportedExperiment imported;
            imported.file = path;
            try {
                imported.spec = experimentFromJson(json.contains("spec") ? json["spec"] : json);
            } catch (const Error& error) {
                throw Error(error.code(), error.message(), path.toStdString());
            }
            const auto data = json.find("data");
            if (data != json.end() && data->is_object()) {
                imported.dataName = QString::fromStdString(textOf(*data, "name"));
                imported.digest = textOf(*data, "digest");
            }
            const auto epochs = json.find("epochs");
            if (epochs == json.end() || !epochs->is_array() || epochs->empty())
                return imported;
            try {
                const auto added = shelf.store().importRun(json);
                imported.run = added.run;
                imported.isNew = added.added;
            } catch (const Error& error) {
                imported.problem = QString::fromUtf8(error.what());
            }
            return imported;
        },
        [this](const ImportedExperiment& experiment) {
            if (experiment.isNew)
                refresh();
            Q_EMIT imported(experiment);
        });
}

void RunLibrary::fetchCurves(const QList<qint64>& runs, QObject* context,
                             std::function<void(std::vector<RunCurves>)> done, std::function<void()> undone)
{
    ask(
        context,
        [runs](Shelf& shelf) {
            std::vector<RunCurves> curves;
            for (const auto run : runs) {
                try {
                    auto epochs = std::make_shared<const std::vector<EpochStats>>(shelf.store().epochs(run));
                    curves.push_back({run, std::move(epochs), shelf.store().changes(run)});
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::NotFound)
                        throw;
                }
            }
            return curves;
        },
        [done = std::move(done)](std::vector<RunCurves> curves) { done(std::move(curves)); }, std::move(undone));
}

} // namespace matinee::ui
