#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <type_traits>
#include <unordered_map>

namespace matinee {

/// A prepared statement in use: it is bound, stepped and let go, so that no read stays open.
class StoreQuery
{
public:
    explicit StoreQuery(SQLite::Statement& statement)
        : m_statement(statement)
    {}
    ~StoreQuery()
    {
        m_statement.tryReset();
        m_statement.clearBindings();
    }
    StoreQuery(const StoreQuery&) = delete;
    StoreQuery& operator=(const StoreQuery&) = delete;

    /// Binds the next parameter. NaN becomes null.
    template <class Value>
    StoreQuery& add(const Value& value)
    {
        m_statement.bind(++m_bound, value);
        return *this;
    }
    StoreQuery& add(std::uint64_t value) { return add(static_cast<std::int64_t>(value)); }
    StoreQuery& add(bool value) { return add(value ? 1 : 0); }
    StoreQuery& addNull()
    {
        m_statement.bind(++m_bound);
        return *this;
    }

    /// \return whether there is a row to read
    bool step()
    {
        m_column = 0;
        return m_statement.executeStep();
    }
    /// \return rows changed
    int run() { return m_statement.exec(); }

    /// The next column of the row.
    std::string text() { return m_statement.getColumn(m_column++).getString(); }
    std::int64_t whole() { return m_statement.getColumn(m_column++).getInt64(); }
    int number() { return m_statement.getColumn(m_column++).getInt(); }
    /// NaN for null.
    double real()
    {
        const auto column = m_statement.getColumn(m_column++);
        return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
    }
    bool isNull() const { return m_statement.isColumnNull(m_column); }
    void skip() { ++m_column; }

private:
    SQLite::Statement& m_statement;
    int m_bound = 0;
    int m_column = 0;
};

/// The database of a store: opened, brought up to date, and with errors that say what is the matter.
class StoreDatabase
{
public:
    /// \param write false: what cannot be written may be read. \throws Error
    StoreDatabase(std::filesystem::path file, bool write);

    const std::filesystem::path& file() const { return m_file; }
    void setPatience(std::chrono::milliseconds patience);
    std::uint64_t changeCount();

    /// Keeps the statement for the next time.
    StoreQuery query(const std::string& sql);
    std::int64_t lastRow() { return m_database.getLastInsertRowid(); }

    /// Runs work, whose reads see one state of the database. \throws Error
    template <class Work>
    auto read(Work&& work)
    {
        return within(SQLite::TransactionBehavior::DEFERRED, work);
    }
    /// Runs work; all that it changes is there afterwards, or nothing if it throws. \throws Error
    template <class Work>
    auto write(Work&& work)
    {
        checkInPlace();
        return within(SQLite::TransactionBehavior::IMMEDIATE, work);
    }

private:
    template <class Work>
    auto within(SQLite::TransactionBehavior behaviour, Work& work)
    {
        try {
            SQLite::Transaction transaction(m_database, behaviour);
            if constexpr (std::is_void_v<decltype(work())>) {
                work();
                transaction.commit();
            } else {
                auto value = work();
                transaction.commit();
                return value;
            }
        } catch (const SQLite::Exception& exception) {
            fail(exception);
        }
    }

    SQLite::Database open(bool write);
    SQLite::Database openAsItIs() const;
    void configure();
    void migrate();
    int pragma(const char* name);
    void checkInPlace();
    [[noreturn]] void fail(const SQLite::Exception& exception) const;

    std::filesystem::path m_file;
    std::chrono::milliseconds m_patience{5000};
    SQLite::Database m_database;
    std::unordered_map<std::string, SQLite::Statement> m_statements; // go before the database
    std::int64_t m_dataVersion = 0;
    std::int64_t m_ownChanges = 0;
    std::uint64_t m_changeCount = 0;
};

} // namespace matinee
