#include "data/rows.h"

#include <matinee/error.h>
#include <matinee/split.h>
#include <matinee/subset.h>

#include <cstdint>
#include <cstdlib>

/// One line as CSV, and as every other text that is parsed or shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view line(reinterpret_cast<const char*>(bytes), size);
    const auto require = [](bool holds) {
        if (!holds)
            std::abort();
    };

    std::vector<std::string_view> fields;
    matinee::CsvSplitter splitter;
    if (splitter.split(line, fields)) {
        require(!fields.empty());
        // Written in quotes and split again they are the same.
        std::string written;
        for (const auto field : fields) {
            written += written.empty() ? "\"" : ",\"";
            for (const char c : field)
                written += c == '"' ? "\"\"" : std::string(1, c);
            written += '"';
        }
        std::vector<std::string_view> again;
        matinee::CsvSplitter second;
        require(second.split(written, again) && again == fields);
    }
    matinee::splitFields(line, "::", fields);

    matinee::TextDecoder utf8(matinee::Encoding::Utf8);
    matinee::TextDecoder latin1(matinee::Encoding::Latin1);
    for (const std::string& text : {utf8.decode(line), latin1.decode(line), matinee::quoteText(line)}) {
        matinee::TextDecoder check(matinee::Encoding::Utf8);
        require(check.decode(text) == text && check.repaired() == 0);
    }
    const int year = matinee::yearOfTitle(line);
    require(year == 0 || (year >= 1870 && year <= 2100));
    const std::string date = matinee::isoDate(line);
    require(date.empty() || date.size() == 10);

    const std::string text(line);
    try {
        const auto split = matinee::SplitSpec::parse(text);
        require(matinee::SplitSpec::parse(split.text()) == split);
    } catch (const matinee::Error& error) {
        require(error.code() == matinee::ErrorCode::InvalidArgument);
    }
    try {
        matinee::checkRowsText(text);
    } catch (const matinee::Error& error) {
        require(error.code() == matinee::ErrorCode::InvalidArgument);
    }
    return 0;
}
