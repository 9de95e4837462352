#include "commands/stored_run.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

namespace matinee::cli {

std::optional<std::int64_t> runIdFrom(const std::string& text)
{
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id < 1)
        return std::nullopt;
    return id;
}

std::int64_t runIdNamed(const std::string& text)
{
    if (const auto id = runIdFrom(text))
        return *id;
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("'{}' is no run: 'matinee-cli runs list' has their numbers.", text));
}

std::optional<RunStore> storeToRead()
{
    try {
        return RunStore::open(RunStore::defaultFolder(), RunStore::Access::Read);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::NotFound)
            return std::nullopt;
        throw;
    }
}

RunStore storeToChange()
{
    return RunStore::open(RunStore::defaultFolder());
}

StoredRun storedRun(const RunStore& store, std::int64_t id)
{
    if (auto run = store.find(id))
        return *run;
    throw Error(ErrorCode::NotFound, fmt::format("There is no run {} in the store.", id), store.file().string());
}

} // namespace matinee::cli
