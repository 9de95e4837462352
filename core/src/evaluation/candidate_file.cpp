#include "data/text.h"

#include <matinee/error.h>
#include <matinee/ranking.h>

#include <fmt/format.h>

#include <fstream>
#include <optional>

namespace matinee {

namespace {

/// One line of the file, and where it stands.
class CandidateLine
{
public:
    CandidateLine(std::string_view text, std::string where, const Dataset& data)
        : m_rest(text)
        , m_where(std::move(where))
        , m_data(data)
    {}

    CandidateList read()
    {
        auto pair = nextField();
        if (pair.size() < 2 || pair.front() != '(' || pair.back() != ')')
            fail("It must begin with '(user,item)' and a tab.");
        pair = pair.substr(1, pair.size() - 2);
        const auto comma = pair.find(',');
        if (comma == std::string_view::npos)
            fail("It must begin with '(user,item)' and a tab.");
        CandidateList list;
        list.user = index(pair.substr(0, comma), m_data.users, m_data.userCount(), "user");
        list.item = film(pair.substr(comma + 1));
        while (!m_rest.empty()) {
            const auto item = film(nextField());
            if (item == list.item)
                fail("The film of the pair is among its own candidates.");
            list.candidates.push_back(item);
        }
        if (list.candidates.empty())
            fail("There are no candidates behind the pair.");
        return list;
    }

private:
    [[noreturn]] void fail(const std::string& sentence) const { throw Error(ErrorCode::Format, sentence, m_where); }

    std::string_view nextField()
    {
        const auto tab = m_rest.find('\t');
        const auto field = m_rest.substr(0, tab);
        m_rest = tab == std::string_view::npos ? std::string_view() : m_rest.substr(tab + 1);
        return trimmed(field);
    }

    std::int32_t film(std::string_view text) const { return index(text, m_data.items, m_data.itemCount(), "film"); }

    std::int32_t index(std::string_view text, const IdMap& ids, std::int32_t count, const char* what) const
    {
        const auto id = wholeNumber(trimmed(text));
        if (!id)
            fail(fmt::format("{} is not the id of a {}.", quoteText(text), what));
        const auto found = ids.find(*id);
        if (!found || *found >= count)
            fail(fmt::format("The {} {} has no rating in '{}'.", what, *id, m_data.name));
        return *found;
    }

    std::string_view m_rest;
    std::string m_where;
    const Dataset& m_data;
};

} // namespace

std::vector<CandidateList> readCandidates(const std::filesystem::path& file, const Dataset& data)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        throw Error(ErrorCode::NotFound, "There is no such file of candidates.", file.string());
    std::ifstream stream(file);
    std::vector<CandidateList> lists;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (number == 1 && line.starts_with("\xEF\xBB\xBF"))
            line.erase(0, 3); // a byte order mark
        const auto text = trimmed(line);
        if (!text.empty())
            lists.push_back(CandidateLine(text, fmt::format("{}:{}", file.string(), number), data).read());
    }
    if (stream.bad())
        throw Error(ErrorCode::Io, "The file of candidates could not be read.", file.string());
    if (lists.empty())
        throw Error(ErrorCode::Format, "The file of candidates is empty.", file.string());
    return lists;
}

} // namespace matinee
