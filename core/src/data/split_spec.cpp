#include <matinee/error.h>
#include <matinee/split.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string_view>

namespace matinee {

namespace {

struct Form
{
    SplitSpec::Kind kind;
    std::string_view name;
    std::string_view form; ///< an example, with what may be left out in brackets
};

constexpr std::array kForms = {
    Form{SplitSpec::Kind::Random, "random", "random:0.8/0.1/0.1"},
    Form{SplitSpec::Kind::Sklearn, "sklearn", "sklearn:0.8/0.1/0.1@42"},
    Form{SplitSpec::Kind::Pandas, "pandas", "pandas:0.8/0.2@42"},
    Form{SplitSpec::Kind::LeaveOneOut, "leave-one-out", "leave-one-out[:validation=0.1|last][@42]"},
    Form{SplitSpec::Kind::Temporal, "temporal", "temporal:0.8/0.1/0.1"},
    Form{SplitSpec::Kind::Folds, "folds", "folds:5/2[:validation=0.1][@42]"},
    Form{SplitSpec::Kind::Files, "files", "files:TRAIN,TEST[,VALIDATION][:validation=0.1]"},
    Form{SplitSpec::Kind::All, "all", "all"},
};

constexpr std::string_view kValidation = "validation=";

const Form& formOf(SplitSpec::Kind kind)
{
    return *std::find_if(kForms.begin(), kForms.end(), [kind](const Form& form) { return form.kind == kind; });
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
bool parseNumber(const std::string& text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

/// Reads one SPEC; refusals quote it whole.
class SpecReader
{
public:
    explicit SpecReader(const std::string& text)
        : m_text(text)
    {}

    SplitSpec read()
    {
        const auto nameEnd = m_text.find_first_of(":@");
        const auto name = m_text.substr(0, nameEnd);
        const auto form =
            std::find_if(kForms.begin(), kForms.end(), [&](const Form& candidate) { return candidate.name == name; });
        if (form == kForms.end())
            refuse(name.empty() ? "it does not begin with a kind" : fmt::format("the kind '{}' is not known", name));
        m_form = &*form;
        m_spec.kind = form->kind;
        m_rest = nameEnd == std::string::npos ? std::string() : m_text.substr(nameEnd);

        if (m_spec.kind == SplitSpec::Kind::All) {
            if (!m_rest.empty())
                refuse("there is nothing to say behind 'all'");
            return m_spec;
        }
        const bool numbersNeeded = m_spec.kind != SplitSpec::Kind::LeaveOneOut;
        if (m_spec.kind != SplitSpec::Kind::Files)
            readSeed();
        if (m_rest.starts_with(':'))
            m_rest.erase(0, 1);
        else if (numbersNeeded)
            refuse("a ':' is missing");
        else if (m_rest.empty())
            return m_spec;

        switch (m_spec.kind) {
        case SplitSpec::Kind::Temporal:
            if (m_spec.seed)
                refuse("time decides, so that there is no seed to give");
            readParts();
            break;
        case SplitSpec::Kind::Random:
        case SplitSpec::Kind::Sklearn:
        case SplitSpec::Kind::Pandas:
            readParts();
            break;
        case SplitSpec::Kind::LeaveOneOut:
            readLeaveOneOut();
            break;
        case SplitSpec::Kind::Folds:
            readFolds();
            break;
        case SplitSpec::Kind::Files:
            readFiles();
            break;
        case SplitSpec::Kind::All:
            break;
        }
        return m_spec;
    }

private:
    [[noreturn]] void refuse(const std::string& why) const
    {
        std::vector<std::string_view> forms;
        for (const auto& form : kForms)
            if (!m_form || m_form == &form)
                forms.push_back(form.form);
        const auto last = forms.back();
        forms.pop_back();
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("'{}' is not a split: {}; write {}{}{}.", m_text, why, fmt::join(forms, ", "),
                                forms.empty() ? "" : " or ", last),
                    "split");
    }

    void readSeed()
    {
        const auto at = m_rest.find('@');
        if (at == std::string::npos)
            return;
        std::uint32_t seed = 0;
        if (!parseNumber(m_rest.substr(at + 1), seed))
            refuse("the seed after '@' must be a whole number from 0 to 4294967295");
        m_spec.seed = seed;
        m_rest.resize(at);
    }

    double readFraction(const std::string& piece) const
    {
        double fraction = 0;
        if (!parseNumber(piece, fraction) || !(fraction > 0 && fraction < 1))
            refuse(fmt::format("'{}' is not a fraction between 0 and 1", piece));
        return fraction;
    }

    void readParts()
    {
        m_spec.parts.clear();
        for (const auto& piece : divide(m_rest, '/'))
            m_spec.parts.push_back(readFraction(piece));
        if (m_spec.parts.size() != 2 && m_spec.parts.size() != 3)
            refuse("it needs two parts (train/test) or three (train/validation/test)");
        if (std::abs(std::accumulate(m_spec.parts.begin(), m_spec.parts.end(), 0.0) - 1) > 1e-9)
            refuse("the parts must add up to 1");
    }

    void readLeaveOneOut()
    {
        if (!m_rest.starts_with(kValidation))
            refuse(fmt::format("'{}' is none of its options", m_rest));
        const auto piece = m_rest.substr(kValidation.size());
        if (piece == "last")
            m_spec.validationNewest = true;
        else
            m_spec.validationFraction = readFraction(piece);
    }

    /// A ":validation=FRACTION" at the end.
    void takeFraction()
    {
        const auto option = ':' + std::string(kValidation);
        if (const auto at = m_rest.rfind(option); at != std::string::npos) {
            m_spec.validationFraction = readFraction(m_rest.substr(at + option.size()));
            m_rest.resize(at);
        }
    }

    void readFolds()
    {
        takeFraction();
        const auto numbers = divide(m_rest, '/');
        if (numbers.size() != 2 || !parseNumber(numbers[0], m_spec.folds) || !parseNumber(numbers[1], m_spec.fold))
            refuse("it needs the number of folds and the one to test on, two whole numbers");
        if (m_spec.folds < 2)
            refuse("there must be 2 folds at least");
        if (m_spec.fold < 1 || m_spec.fold > m_spec.folds)
            refuse(fmt::format("the fold to test on must be one from 1 to {}", m_spec.folds));
    }

    void readFiles()
    {
        takeFraction();
        m_spec.files = divide(m_rest, ',');
        const bool unnamed = std::any_of(m_spec.files.begin(), m_spec.files.end(), std::mem_fn(&std::string::empty));
        if (unnamed || m_spec.files.size() < 2 || m_spec.files.size() > 3)
            refuse("it needs the names of a training and a test file, and may have one for validation");
        if (m_spec.files.size() == 3 && m_spec.validationFraction > 0)
            refuse("a validation file and a validation fraction exclude each other");
    }

    const std::string& m_text;
    const Form* m_form = nullptr;
    std::string m_rest;
    SplitSpec m_spec;
};

} // namespace

SplitSpec SplitSpec::parse(const std::string& text)
{
    return SpecReader(text).read();
}

std::string SplitSpec::text() const
{
    std::string text(formOf(kind).name);
    switch (kind) {
    case Kind::Files:
        text += fmt::format(":{}", fmt::join(files, ","));
        break;
    case Kind::Folds:
        text += fmt::format(":{}/{}", folds, fold);
        break;
    case Kind::LeaveOneOut:
        if (validationNewest)
            text += fmt::format(":{}last", kValidation);
        break;
    case Kind::All:
        return text;
    default:
        text += fmt::format(":{}", fmt::join(parts, "/"));
        break;
    }
    if (validationFraction > 0)
        text += fmt::format(":{}{}", kValidation, validationFraction);
    if (seed)
        text += fmt::format("@{}", *seed);
    return text;
}

} // namespace matinee
