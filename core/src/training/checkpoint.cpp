#include <matinee/checkpoint.h>
#include <matinee/error.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace matinee {

namespace {

constexpr std::uint32_t kVersion = 1;

/// What an epoch is, in the order of its numbers in the file; the whole ones below 2^53 are exact as double.
constexpr std::array kColumns = {
    &EpochStats::trainLoss, &EpochStats::validationLoss,     &EpochStats::validationRmse, &EpochStats::validationMae,
    &EpochStats::objective, &EpochStats::validationHitRatio, &EpochStats::validationNdcg, &EpochStats::seconds,
    &EpochStats::time,      &EpochStats::ratingsPerSecond,   &EpochStats::learningRate,   &EpochStats::elapsed};
constexpr std::size_t kWidth = kColumns.size() + 3;

std::vector<double> numbersOf(const std::vector<EpochStats>& history)
{
    std::vector<double> numbers;
    numbers.reserve(history.size() * kWidth);
    for (const auto& epoch : history) {
        for (const auto column : kColumns)
            numbers.push_back(epoch.*column);
        numbers.push_back(epoch.epoch);
        numbers.push_back(static_cast<double>(epoch.steps));
        numbers.push_back(static_cast<double>(epoch.ratings));
    }
    return numbers;
}

/// A whole number that was put as a double.
template <class Number>
Number wholeFrom(double number)
{
    constexpr double kMost = 1LL << 53;
    if (!(number >= 0 && number <= std::min(kMost, static_cast<double>(std::numeric_limits<Number>::max()))))
        throw Error(ErrorCode::Format, "The checkpoint counts to a number that it cannot have come to.");
    return static_cast<Number>(number);
}

/// \param last epoch: there is one for each number from 0 on
std::vector<EpochStats> historyFrom(const std::vector<double>& numbers, int last)
{
    if (last < 0 || numbers.size() != (static_cast<std::size_t>(last) + 1) * kWidth)
        throw Error(ErrorCode::Format, "The checkpoint's epochs are not whole.");
    std::vector<EpochStats> history(numbers.size() / kWidth);
    auto next = numbers.begin();
    for (auto& epoch : history) {
        for (const auto column : kColumns)
            epoch.*column = *next++;
        epoch.epoch = wholeFrom<int>(*next++);
        epoch.steps = wholeFrom<std::uint64_t>(*next++);
        epoch.ratings = wholeFrom<std::uint64_t>(*next++);
        if (epoch.epoch != &epoch - history.data())
            throw Error(ErrorCode::Format, "The checkpoint's epochs are not in their order.");
    }
    return history;
}

nlohmann::json changesJson(const std::vector<LiveChange>& changes)
{
    auto list = nlohmann::json::array();
    for (const auto& change : changes)
        list.push_back({change.position, change.step, change.key, change.from, change.to});
    return list;
}

std::vector<LiveChange> changesFrom(const nlohmann::json& list)
{
    std::vector<LiveChange> changes;
    for (const auto& change : list)
        changes.push_back({change.at(0), change.at(1), change.at(2), change.at(3), change.at(4)});
    return changes;
}

} // namespace

void writeCheckpoint(const Checkpoint& checkpoint, const std::filesystem::path& file)
{
    auto state = checkpoint.state;
    state.putNumber("version", kVersion);
    const nlohmann::json record = {{"spec", toJson(checkpoint.spec)},
                                   {"data", checkpoint.dataDigest},
                                   {"threads", checkpoint.threads},
                                   {"epoch", checkpoint.epoch},
                                   {"changes", changesJson(checkpoint.changes)}};
    state.putText("record", record.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    state.put("history", numbersOf(checkpoint.history));
    state.write(file);
}

std::shared_ptr<const Checkpoint> readCheckpoint(const std::filesystem::path& file)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->state = StateFile::load(file);
    try {
        if (checkpoint->state.number<std::uint32_t>("version") > kVersion)
            throw Error(ErrorCode::Format, "The checkpoint was written by a newer Matinee.");
        const auto record = nlohmann::json::parse(checkpoint->state.text("record"));
        checkpoint->spec = experimentFromJson(record.at("spec"));
        checkpoint->dataDigest = record.at("data");
        checkpoint->threads = record.at("threads");
        checkpoint->epoch = record.at("epoch");
        checkpoint->changes = changesFrom(record.at("changes"));
        if (checkpoint->threads < 1)
            throw Error(ErrorCode::Format, "The checkpoint names no number of threads.");
        checkpoint->history = historyFrom(checkpoint->state.get<double>("history"), checkpoint->epoch);
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorCode::Format, "The checkpoint's record is not as it should be.", file.string());
    } catch (const Error& error) {
        throw Error(error.code(), error.message(), file.string());
    }
    return checkpoint;
}

} // namespace matinee
