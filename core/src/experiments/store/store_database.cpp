#include "experiments/store/store_database.h"

#include "experiments/store/store_schema.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <sqlite3.h>

#include <thread>

namespace matinee {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kBetweenAttempts{5};

/// As an URI that SQLite reads without looking for a journal or taking locks.
std::string immutableUri(const fs::path& file)
{
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#')
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        else
            uri += c;
    }
    return uri + "?immutable=1";
}

bool isWriteRefusal(const SQLite::Exception& exception)
{
    return exception.getErrorCode() == SQLITE_READONLY || exception.getErrorCode() == SQLITE_CANTOPEN;
}

} // namespace

StoreDatabase::StoreDatabase(fs::path file, bool write)
    : m_file(std::move(file))
    , m_database(open(write))
{
    try {
        configure();
    } catch (const SQLite::Exception& exception) {
        fail(exception);
    }
}

SQLite::Database StoreDatabase::open(bool write)
{
    std::error_code ignored;
    if (fs::exists(m_file, ignored) && !fs::is_regular_file(m_file, ignored))
        throw Error(ErrorCode::Io, "The run store must be a file, and this is something else.", m_file.string());
    try {
        SQLite::Database database(m_file.string(),
                                  SQLite::OPEN_READWRITE | (write ? SQLite::OPEN_CREATE : SQLite::OPEN_READWRITE),
                                  static_cast<int>(m_patience.count()));
        // Only a look inside tells whether the journal beside it can be made.
        database.execAndGet("SELECT count(*) FROM sqlite_master");
        if (!sqlite3_db_readonly(database.getHandle(), "main"))
            return database;
        if (write)
            throw Error(ErrorCode::Io, "The run store is read-only.", m_file.string());
    } catch (const SQLite::Exception& exception) {
        if (write || !isWriteRefusal(exception))
            fail(exception);
    }
    try {
        return openAsItIs();
    } catch (const SQLite::Exception& exception) {
        fail(exception);
    }
}

/// Where nothing may be written, not even locks: fine as long as no journal holds what the file does not.
SQLite::Database StoreDatabase::openAsItIs() const
{
    std::error_code none;
    const auto journal = m_file.string() + "-wal";
    if (const auto size = fs::file_size(journal, none); !none && size > 0)
        throw Error(ErrorCode::Io,
                    "The run store is read-only, and a part of it lies in a journal that cannot be read.",
                    m_file.string());
    return SQLite::Database(immutableUri(m_file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
}

int StoreDatabase::pragma(const char* name)
{
    return m_database.execAndGet(fmt::format("PRAGMA {}", name)).getInt();
}

void StoreDatabase::configure()
{
    const auto latest = static_cast<int>(storeSchemaSteps().size());
    const int version = pragma("user_version");
    const int application = pragma("application_id");
    const bool empty = m_database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    if (application != kStoreApplicationId && !empty)
        throw Error(ErrorCode::Format, "This database is not a run store of Matinee.", m_file.string());
    if (version > latest)
        throw Error(ErrorCode::Format,
                    fmt::format("The run store was written by a newer Matinee (its version is {}, this one knows {}).",
                                version, latest),
                    m_file.string());
    const bool readOnly = sqlite3_db_readonly(m_database.getHandle(), "main") == 1;
    if (readOnly && version < latest)
        throw Error(ErrorCode::Io,
                    "The run store is of an earlier version and read-only, so it cannot be brought up to date.",
                    m_file.string());
    m_database.exec("PRAGMA foreign_keys = ON");
    if (readOnly)
        return;
    // Two processes that make the store at once get in each other's way here, and SQLite does not wait by itself.
    const auto end = std::chrono::steady_clock::now() + m_patience;
    for (int result = SQLITE_BUSY; result != SQLITE_OK;) {
        result = m_database.tryExec("PRAGMA journal_mode = WAL");
        if (result != SQLITE_OK && (result != SQLITE_BUSY || std::chrono::steady_clock::now() > end))
            throw SQLite::Exception(m_database.getHandle(), result);
        if (result != SQLITE_OK)
            std::this_thread::sleep_for(kBetweenAttempts);
    }
    // A commit is with the kernel at once and outlives the process; with a power cut the last ones may go, as a whole.
    m_database.exec("PRAGMA synchronous = NORMAL");
    if (version < latest)
        migrate();
}

void StoreDatabase::migrate()
{
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto steps = storeSchemaSteps();
    // Another process may have been faster.
    for (auto version = static_cast<std::size_t>(pragma("user_version")); version < steps.size(); ++version)
        m_database.exec(steps[version]);
    m_database.exec(fmt::format("PRAGMA user_version = {}", steps.size()));
    m_database.exec(fmt::format("PRAGMA application_id = {}", kStoreApplicationId));
    transaction.commit();
}

/// A file that was deleted can be written on and on, for nobody.
void StoreDatabase::checkInPlace()
{
    int moved = 0;
    sqlite3_file_control(m_database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved)
        throw Error(ErrorCode::Io, "The run store was moved or deleted.", m_file.string());
}

void StoreDatabase::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
    m_database.setBusyTimeout(static_cast<int>(patience.count()));
}

std::uint64_t StoreDatabase::changeCount()
{
    try {
        auto version = query("PRAGMA data_version");
        version.step();
        const auto others = version.whole();
        const std::int64_t own = sqlite3_total_changes64(m_database.getHandle());
        if (others != m_dataVersion || own != m_ownChanges)
            ++m_changeCount;
        m_dataVersion = others;
        m_ownChanges = own;
        return m_changeCount;
    } catch (const SQLite::Exception& exception) {
        fail(exception);
    }
}

StoreQuery StoreDatabase::query(const std::string& sql)
{
    auto found = m_statements.find(sql);
    if (found == m_statements.end())
        found = m_statements.emplace(sql, SQLite::Statement(m_database, sql)).first;
    return StoreQuery(found->second);
}

void StoreDatabase::fail(const SQLite::Exception& exception) const
{
    const auto refuse = [this](ErrorCode code, const std::string& sentence) {
        throw Error(code, sentence, m_file.string());
    };
    switch (exception.getErrorCode()) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        refuse(ErrorCode::Format, "The run store is damaged; once it is moved away, Matinee begins a new one.");
        break;
    case SQLITE_FULL:
        refuse(ErrorCode::Io, "The run store cannot be written: the disk is full.");
        break;
    case SQLITE_IOERR:
        refuse(ErrorCode::Io, "The run store cannot be read or written: the disk is full or has failed.");
        break;
    case SQLITE_READONLY:
        refuse(ErrorCode::Io, "The run store is read-only.");
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        refuse(ErrorCode::Io, "The run store cannot be opened: its file or folder may not be written.");
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        refuse(ErrorCode::Io, "The run store is locked by another program.");
        break;
    default:
        break;
    }
    throw Error(ErrorCode::Internal, fmt::format("The run store failed: {}.", exception.what()), m_file.string());
}

} // namespace matinee
