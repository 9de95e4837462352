#include "support/numpy_random.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/split.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace matinee {

namespace {

constexpr auto kForms = "random:0.8/0.1/0.1, sklearn:0.8/0.1/0.1@42 or files:TRAIN,TEST[,VALIDATION][:validation=0.1]";

[[noreturn]] void refuse(const std::string& text, const std::string& why)
{
    throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not a split: {} Write {}.", text, why, kForms),
                "split");
}

std::vector<std::string> divide(const std::string& text, char separator)
{
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    while (true) {
        const auto end = text.find(separator, begin);
        pieces.push_back(text.substr(begin, end - begin));
        if (end == std::string::npos)
            return pieces;
        begin = end + 1;
    }
}

template <class Number>
bool parse(const std::string& text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

void parseParts(SplitSpec& spec, const std::string& text, std::string rest)
{
    if (const auto at = rest.find('@'); at != std::string::npos) {
        std::uint32_t seed = 0;
        if (!parse(rest.substr(at + 1), seed))
            refuse(text, "the seed after '@' must be a whole number from 0 to 4294967295.");
        spec.seed = seed;
        rest.resize(at);
    }
    spec.parts.clear();
    for (const auto& piece : divide(rest, '/')) {
        double part = 0;
        if (!parse(piece, part) || !(part > 0 && part < 1))
            refuse(text, fmt::format("'{}' is not a fraction between 0 and 1.", piece));
        spec.parts.push_back(part);
    }
    if (spec.parts.size() != 2 && spec.parts.size() != 3)
        refuse(text, "it needs two parts (train/test) or three (train/validation/test).");
    if (std::abs(std::accumulate(spec.parts.begin(), spec.parts.end(), 0.0) - 1) > 1e-9)
        refuse(text, "the parts must add up to 1.");
}

void parseFiles(SplitSpec& spec, const std::string& text, std::string rest)
{
    constexpr std::string_view option = ":validation=";
    if (const auto at = rest.rfind(option); at != std::string::npos) {
        const auto piece = rest.substr(at + option.size());
        if (!parse(piece, spec.validationFraction) || !(spec.validationFraction > 0 && spec.validationFraction < 1))
            refuse(text, fmt::format("'{}' is not a fraction between 0 and 1.", piece));
        rest.resize(at);
    }
    spec.files = divide(rest, ',');
    const bool named = std::none_of(spec.files.begin(), spec.files.end(), [](const auto& f) { return f.empty(); });
    if (!named || spec.files.size() < 2 || spec.files.size() > 3)
        refuse(text, "it needs the names of a training and a test file, and may have one for validation.");
    if (spec.files.size() == 3 && spec.validationFraction > 0)
        refuse(text, "a validation file and a validation fraction exclude each other.");
}

/// Rows of each part; every one at least one. The rounding is the caller's: it differs by convention.
void checkParts(const Split& split, bool validation)
{
    if (split.train.empty() || split.test.empty() || (validation && split.validation.empty()))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The split leaves a part empty ({} training, {} validation, {} test rows).",
                                split.train.size(), split.validation.size(), split.test.size()),
                    "split");
}

Split splitRandom(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    std::vector<RowIndex> order(rows);
    std::iota(order.begin(), order.end(), RowIndex{0});
    Random random(seed);
    random.shuffle(order.begin(), order.end());

    const auto boundary = [&](double share) {
        return order.begin() + static_cast<std::ptrdiff_t>(std::llround(share * static_cast<double>(rows)));
    };
    const auto trainEnd = boundary(spec.parts[0]);
    const auto validationEnd = spec.parts.size() == 3 ? boundary(spec.parts[0] + spec.parts[1]) : trainEnd;
    Split split;
    split.train.assign(order.begin(), trainEnd);
    split.validation.assign(trainEnd, validationEnd);
    split.test.assign(validationEnd, order.end());
    for (auto* part : {&split.train, &split.validation, &split.test})
        std::sort(part->begin(), part->end());
    return split;
}

/// One call of train_test_split(rows, test_size=share, random_state=seed): first the test rows of the permutation,
/// then the training rows; the test part is rounded up.
std::pair<std::vector<RowIndex>, std::vector<RowIndex>> trainTestSplit(const std::vector<RowIndex>& rows, double share,
                                                                       std::uint32_t seed)
{
    const auto n = static_cast<std::uint32_t>(rows.size());
    // 0.1 + 0.1 is not 0.2 in binary; scikit-learn was handed the literal, so drop what is below its digits.
    const double exact = std::round(share * static_cast<double>(n) * 1e9) / 1e9;
    const auto testCount = static_cast<std::size_t>(std::ceil(exact));
    const auto order = NumpyRandom(seed).permutation(n);
    std::vector<RowIndex> train;
    std::vector<RowIndex> test;
    test.reserve(testCount);
    train.reserve(n - testCount);
    for (std::size_t i = 0; i < order.size(); ++i)
        (i < testCount ? test : train).push_back(rows[order[i]]);
    return {std::move(train), std::move(test)};
}

Split splitSklearn(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    if (!spec.seed && seed > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::InvalidArgument,
                    "scikit-learn's seeds end at 4294967295; give the split one of its own after '@'.", "seed");
    const auto state = spec.seed.value_or(static_cast<std::uint32_t>(seed));
    std::vector<RowIndex> all(rows);
    std::iota(all.begin(), all.end(), RowIndex{0});
    Split split;
    auto [train, rest] = trainTestSplit(all, 1 - spec.parts[0], state);
    split.train = std::move(train);
    if (spec.parts.size() == 2) {
        split.test = std::move(rest);
    } else {
        auto [validation, test] = trainTestSplit(rest, spec.parts[2] / (spec.parts[1] + spec.parts[2]), state);
        split.validation = std::move(validation);
        split.test = std::move(test);
    }
    return split;
}

/// Finds the rows of the data set that a further file repeats.
class RowFinder
{
public:
    explicit RowFinder(const Dataset& data)
        : m_data(data)
        , m_taken(data.ratings.size(), false)
    {
        m_rows.reserve(data.ratings.size());
        for (std::size_t r = 0; r < data.ratings.size(); ++r)
            m_rows.emplace(key(data.ratings.user[r], data.ratings.item[r]), static_cast<RowIndex>(r));
    }

    std::vector<RowIndex> find(const RawRatings& ratings, const std::string& file)
    {
        std::vector<RowIndex> rows;
        rows.reserve(ratings.size());
        for (std::size_t r = 0; r < ratings.size(); ++r) {
            const auto row = findOne(ratings.user[r], ratings.item[r], ratings.value[r]);
            if (!row)
                throw Error(
                    ErrorCode::Format,
                    fmt::format("Its rating {}, user {} rating film {} with {}, is not a rating of '{}', or stands in "
                                "the split twice.",
                                r + 1, ratings.user[r], ratings.item[r], ratings.value[r], m_data.name),
                    file);
            rows.push_back(*row);
        }
        std::sort(rows.begin(), rows.end());
        return rows;
    }

private:
    static std::uint64_t key(std::int32_t user, std::int32_t item)
    {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(user)) << 32 | static_cast<std::uint32_t>(item);
    }

    std::optional<RowIndex> findOne(std::int64_t userId, std::int64_t itemId, float value)
    {
        const auto user = m_data.users.find(userId);
        const auto item = m_data.items.find(itemId);
        if (!user || !item)
            return std::nullopt;
        const auto [begin, end] = m_rows.equal_range(key(*user, *item));
        for (auto i = begin; i != end; ++i) {
            if (!m_taken[i->second] && m_data.ratings.value[i->second] == value) {
                m_taken[i->second] = true;
                return i->second;
            }
        }
        return std::nullopt;
    }

    const Dataset& m_data;
    std::vector<bool> m_taken;
    std::unordered_multimap<std::uint64_t, RowIndex> m_rows;
};

/// Moves a fraction of each user's training rows, rounded up, to the validation part; a user keeps one at least.
void drawValidation(Split& split, const Dataset& data, double fraction, std::uint64_t seed)
{
    std::vector<std::vector<RowIndex>> ofUser(static_cast<std::size_t>(data.userCount()));
    for (const auto row : split.train)
        ofUser[static_cast<std::size_t>(data.ratings.user[row])].push_back(row);
    split.train.clear();
    Random random(seed);
    for (auto& rows : ofUser) {
        if (rows.empty())
            continue;
        random.shuffle(rows.begin(), rows.end());
        const auto wanted = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(rows.size())));
        const auto count = static_cast<std::ptrdiff_t>(std::min(wanted, rows.size() - 1));
        split.validation.insert(split.validation.end(), rows.begin(), rows.begin() + count);
        split.train.insert(split.train.end(), rows.begin() + count, rows.end());
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.validation.begin(), split.validation.end());
}

Split splitFiles(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    RowFinder finder(data);
    const auto read = [&](const std::string& name) { return finder.find(readCompanionRatings(data, name), name); };
    Split split;
    split.train = read(spec.files[0]);
    split.test = read(spec.files[1]);
    if (spec.files.size() == 3)
        split.validation = read(spec.files[2]);
    else if (spec.validationFraction > 0)
        drawValidation(split, data, spec.validationFraction, seed);
    return split;
}

} // namespace

SplitSpec SplitSpec::parse(const std::string& text)
{
    const auto colon = text.find(':');
    const auto kind = text.substr(0, colon);
    if (colon == std::string::npos)
        refuse(text, "a ':' is missing.");
    const auto rest = text.substr(colon + 1);

    SplitSpec spec;
    if (kind == "random" || kind == "sklearn") {
        spec.kind = kind == "random" ? Kind::Random : Kind::Sklearn;
        parseParts(spec, text, rest);
    } else if (kind == "files") {
        spec.kind = Kind::Files;
        parseFiles(spec, text, rest);
    } else if (kind == "pandas" || kind == "leave-one-out" || kind == "temporal" || kind == "folds") {
        refuse(text, fmt::format("'{}' is not there yet.", kind));
    } else {
        refuse(text, fmt::format("'{}' is not known.", kind));
    }
    return spec;
}

std::string SplitSpec::text() const
{
    if (kind == Kind::Files) {
        auto text = fmt::format("files:{}", fmt::join(files, ","));
        if (validationFraction > 0)
            text += fmt::format(":validation={}", validationFraction);
        return text;
    }
    auto text = fmt::format("{}:{}", kind == Kind::Random ? "random" : "sklearn", fmt::join(parts, "/"));
    if (seed)
        text += fmt::format("@{}", *seed);
    return text;
}

Split makeSplit(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    Split split;
    switch (spec.kind) {
    case SplitSpec::Kind::Random:
        split = splitRandom(data.ratings.size(), spec, spec.seed.value_or(seed));
        break;
    case SplitSpec::Kind::Sklearn:
        split = splitSklearn(data.ratings.size(), spec, seed);
        break;
    case SplitSpec::Kind::Files:
        split = splitFiles(data, spec, seed);
        checkParts(split, spec.files.size() == 3 || spec.validationFraction > 0);
        return split;
    }
    checkParts(split, spec.parts.size() == 3);
    return split;
}

TrainingCounts::TrainingCounts(const Dataset& data, const std::vector<RowIndex>& train)
    : users(static_cast<std::size_t>(data.userCount()))
    , items(static_cast<std::size_t>(data.itemCount()))
{
    for (const auto row : train) {
        ++users[static_cast<std::size_t>(data.ratings.user[row])];
        ++items[static_cast<std::size_t>(data.ratings.item[row])];
    }
}

} // namespace matinee
