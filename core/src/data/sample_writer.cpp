#include "data/output_file.h"

#include <matinee/random.h>
#include <matinee/sample.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>
#include <system_error>

namespace matinee {

namespace {

using RowOrder = std::vector<RowIndex>;

constexpr std::string_view kNoGenres = "(no genres listed)";

/// The genre flags of u.item; the early releases write "Children's".
constexpr std::array<std::string_view, 19> kFlags = {"unknown",   "Action",   "Adventure",   "Animation", "Children's",
                                                     "Comedy",    "Crime",    "Documentary", "Drama",     "Fantasy",
                                                     "Film-Noir", "Horror",   "Musical",     "Mystery",   "Romance",
                                                     "Sci-Fi",    "Thriller", "War",         "Western"};

/// Writes the files of one data set, whatever the layout.
class Writer
{
public:
    Writer(const Dataset& data, std::filesystem::path folder, const RunContext& context, std::size_t rows)
        : m_data(data)
        , m_folder(std::move(folder))
        , m_context(context)
        , m_total(rows)
    {}

    const Dataset& data() const { return m_data; }
    std::size_t filmCount() const { return m_data.catalogue.films.size(); }
    const Film& film(std::size_t f) const { return m_data.catalogue.films[f]; }
    std::int64_t filmId(std::size_t f) const { return m_data.items.id(static_cast<std::int32_t>(f)); }
    std::int64_t userId(std::size_t row) const { return m_data.users.id(m_data.ratings.user[row]); }
    std::int64_t itemId(std::size_t row) const { return m_data.items.id(m_data.ratings.item[row]); }

    /// One file: head, then a line for each of n things, made by line(index, text) appending to text.
    template <class Line>
    void file(const std::string& name, std::string_view head, std::size_t n, Line line)
    {
        OutputFile out(m_folder / name);
        out.write(head);
        std::string text;
        for (std::size_t k = 0; k < n; ++k) {
            if (k % 16384 == 0)
                m_context.throwIfStopped();
            text.clear();
            line(k, text);
            out.write(text);
        }
        out.commit();
    }

    /// A file of ratings, which take the time, with progress.
    template <class Line>
    void ratings(const std::string& name, std::string_view head, const RowOrder& order, Line line)
    {
        file(name, head, order.size(), [&](std::size_t k, std::string& text) {
            if (m_written++ % 16384 == 0)
                m_context.report(std::min(1.0, static_cast<double>(m_written) / static_cast<double>(m_total)),
                                 "Writing the data set");
            line(order[k], text);
        });
    }

    /// Rows as they are.
    RowOrder fileOrder() const
    {
        RowOrder order(m_data.ratings.size());
        std::iota(order.begin(), order.end(), RowIndex{0});
        return order;
    }

    /// By user, within a user by film if asked, else as they are.
    void sortByUser(RowOrder& order, bool films) const
    {
        std::stable_sort(order.begin(), order.end(), [&](RowIndex a, RowIndex b) {
            if (userId(a) != userId(b) || !films)
                return userId(a) < userId(b);
            return itemId(a) < itemId(b);
        });
    }

    /// Films by id: dense order has the rated ones first.
    std::vector<std::size_t> filmsById() const { return byId(m_data.items.ids()); }
    std::vector<std::size_t> usersById() const { return byId(m_data.users.ids()); }

private:
    static std::vector<std::size_t> byId(const std::vector<std::int64_t>& ids)
    {
        std::vector<std::size_t> order(ids.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
        return order;
    }

    const Dataset& m_data;
    std::filesystem::path m_folder;
    const RunContext& m_context;
    std::size_t m_total;
    std::size_t m_written = 0;
};

template <class... Arguments>
void append(std::string& text, fmt::format_string<Arguments...> format, Arguments&&... arguments)
{
    fmt::format_to(std::back_inserter(text), format, std::forward<Arguments>(arguments)...);
}

/// UTF-8 to ISO-8859-1; what that has no letter for becomes '?'.
std::string toLatin1(std::string_view utf8)
{
    std::string latin;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte < 0x80) {
            latin += static_cast<char>(byte);
        } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < utf8.size()) {
            latin += static_cast<char>((byte & 0x03) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3F));
        } else {
            latin += '?';
            while (i + 1 < utf8.size() && (static_cast<unsigned char>(utf8[i + 1]) & 0xC0) == 0x80)
                ++i;
        }
    }
    return latin;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    for (std::size_t at; (at = text.find(from)) != std::string_view::npos; text.remove_prefix(at + from.size()))
        result.append(text.substr(0, at)).append(to);
    return result.append(text);
}

/// A text that cannot break the lines and columns of a layout without quotes.
std::string plain(std::string text)
{
    std::replace(text.begin(), text.end(), '|', '/');
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\r', ' ');
    while (text.find("::") != std::string::npos) // ":::" leaves one behind
        text = replaced(text, "::", ":");
    return text;
}

/// RFC 4180: quoted where it has to be.
std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    return '"' + replaced(text, "\"", "\"\"") + '"';
}

std::string genreNames(const Writer& writer, const Film& film, bool early)
{
    std::string text;
    const auto& genres = writer.data().catalogue.genres;
    for (std::size_t g = 0; g < genres.size(); ++g) {
        if (film.genres >> g & 1) {
            if (!text.empty())
                text += '|';
            text += early && genres[g] == "Children" ? "Children's" : genres[g];
        }
    }
    return text.empty() ? std::string(kNoGenres) : text;
}

/// "4" or "3.5".
std::string stars(float value)
{
    return fmt::format("{}", value);
}

/// "1995-01-09" to "09-Jan-1995", as u.item has it.
std::string earlyDate(const std::string& iso)
{
    static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (iso.size() != 10)
        return {};
    const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
    if (month < 1 || month > 12)
        return {};
    return fmt::format("{}-{}-{}", iso.substr(8), kMonths[static_cast<std::size_t>(month - 1)], iso.substr(0, 4));
}

bool isUrl(const std::string& text)
{
    return text.starts_with("http");
}

bool isKnown(const UserAttributes& user)
{
    return user.age >= 0 || !user.gender.empty() || !user.occupation.empty() || !user.zip.empty();
}

/// The age group that users.dat names by its lowest age.
int ageCode(int age)
{
    static constexpr std::array<int, 7> kLowest = {1, 18, 25, 35, 45, 50, 56};
    return *std::prev(std::upper_bound(kLowest.begin() + 1, kLowest.end(), age));
}

/// Occupation codes of users.dat, in the words of its README and those of u.occupation; 0 for what is not among them.
int occupationCode(std::string_view words, int age)
{
    static constexpr std::array<std::pair<std::string_view, int>, 35> kCodes = {{
        {"academic/educator", 1},
        {"educator", 1},
        {"librarian", 1},
        {"artist", 2},
        {"entertainment", 2},
        {"clerical/admin", 3},
        {"administrator", 3},
        {"college/grad student", 4},
        {"student", 4},
        {"customer service", 5},
        {"doctor/health care", 6},
        {"doctor", 6},
        {"healthcare", 6},
        {"executive/managerial", 7},
        {"executive", 7},
        {"farmer", 8},
        {"homemaker", 9},
        {"K-12 student", 10},
        {"lawyer", 11},
        {"programmer", 12},
        {"retired", 13},
        {"sales/marketing", 14},
        {"marketing", 14},
        {"salesman", 14},
        {"scientist", 15},
        {"self-employed", 16},
        {"technician/engineer", 17},
        {"technician", 17},
        {"engineer", 17},
        {"tradesman/craftsman", 18},
        {"unemployed", 19},
        {"none", 19},
        {"writer", 20},
        {"other", 0},
        {"other or not specified", 0},
    }};
    if (words == "student" && age >= 0 && age < 18)
        return 10;
    const auto found =
        std::find_if(kCodes.begin(), kCodes.end(), [&](const auto& code) { return code.first == words; });
    return found == kCodes.end() ? 0 : found->second;
}

std::string readme(const Dataset& data)
{
    std::string text;
    if (data.provenance.source == "sample") {
        text = "SYNTHETIC DATA\n==============\n\n"
               "These files have the layout of a MovieLens release, but nothing in them is real.\n\n";
    } else {
        text = fmt::format("CONVERTED DATA\n==============\n\n"
                           "Matinee wrote these files from the data set \"{}\"; its licence goes with them.\n\n",
                           data.name);
    }
    append(text, "{} users, {} films, {} ratings; digest {}.\n", data.userCount(), data.itemCount(),
           data.ratings.size(), data.provenance.digest);
    if (!data.provenance.licence.empty())
        append(text, "\n{}\n", data.provenance.licence);
    return text;
}

void writeReadme(Writer& writer, const std::string& name, bool crlf)
{
    std::string text = readme(writer.data());
    if (crlf)
        text = replaced(replaced(text, "\r", ""), "\n", "\r\n");
    writer.file(name, text, 0, [](std::size_t, std::string&) {});
}

/// A tag for each film of a set with planted clusters: the name of its cluster, given by whoever rated it first.
struct Tags
{
    explicit Tags(const Dataset& data)
    {
        if (data.plantedClusters.empty())
            return;
        std::vector<bool> tagged(data.catalogue.films.size());
        for (std::size_t r = 0; r < data.ratings.size(); ++r) {
            const auto item = static_cast<std::size_t>(data.ratings.item[r]);
            if (!tagged[item])
                rows.push_back(static_cast<RowIndex>(r));
            tagged[item] = true;
        }
    }
    RowOrder rows;
};

const std::string& tagOf(const Dataset& data, RowIndex row)
{
    const auto item = static_cast<std::size_t>(data.ratings.item[row]);
    return data.plantedClusterNames[static_cast<std::size_t>(data.plantedClusters[item])];
}

void write100k(Writer& writer)
{
    const Dataset& data = writer.data();
    const auto line = [&](RowIndex r, std::string& text) {
        append(text, "{}\t{}\t{}\t{}\n", writer.userId(r), writer.itemId(r), stars(data.ratings.value[r]),
               data.ratings.time[r]);
    };
    RowOrder order = writer.fileOrder();
    writer.ratings("u.data", "", order, line);

    // Five disjoint test sets of a fifth each, all by user and film, as the release has them.
    constexpr std::uint64_t kFoldSeed = 5;
    constexpr std::size_t kFolds = 5;
    Random random(kFoldSeed);
    random.shuffle(order.begin(), order.end());
    std::vector<std::uint8_t> fold(order.size());
    for (std::size_t k = 0; k < order.size(); ++k)
        fold[order[k]] = static_cast<std::uint8_t>(k % kFolds);
    writer.sortByUser(order, true);
    for (std::size_t f = 0; f < kFolds; ++f) {
        RowOrder base, test;
        for (const RowIndex r : order)
            (fold[r] == f ? test : base).push_back(r);
        writer.ratings(fmt::format("u{}.base", f + 1), "", base, line);
        writer.ratings(fmt::format("u{}.test", f + 1), "", test, line);
    }

    std::vector<int> bit(kFlags.size(), -1); // place of each flag in the catalogue's list
    for (std::size_t g = 0; g < data.catalogue.genres.size(); ++g) {
        const auto& name = data.catalogue.genres[g];
        const auto found = std::find(kFlags.begin(), kFlags.end(), name == "Children" ? "Children's" : name);
        if (found != kFlags.end())
            bit[static_cast<std::size_t>(found - kFlags.begin())] = static_cast<int>(g);
    }
    const auto films = writer.filmsById();
    writer.file("u.item", "", films.size(), [&](std::size_t k, std::string& text) {
        const Film& film = writer.film(films[k]);
        append(text, "{}|{}|{}||{}", writer.filmId(films[k]), toLatin1(plain(film.title)), earlyDate(film.releaseDate),
               isUrl(film.imdb) ? toLatin1(plain(film.imdb)) : "");
        std::array<bool, kFlags.size()> has{};
        for (std::size_t g = 1; g < has.size(); ++g)
            has[g] = bit[g] >= 0 && (film.genres >> bit[g] & 1);
        has[0] = std::none_of(has.begin() + 1, has.end(), [](bool b) { return b; });
        for (const bool b : has)
            text += b ? "|1" : "|0";
        text += '\n';
    });
    writer.file("u.genre", "", kFlags.size(),
                [&](std::size_t g, std::string& text) { append(text, "{}|{}\n", kFlags[g], g); });
    if (!data.userAttributes.empty()) {
        const auto users = writer.usersById();
        std::set<std::string> occupations;
        writer.file("u.user", "", users.size(), [&](std::size_t k, std::string& text) {
            const UserAttributes& user = data.userAttributes[users[k]];
            append(text, "{}|{}|{}|{}|{}\n", data.users.id(static_cast<std::int32_t>(users[k])),
                   user.age < 0 ? "" : std::to_string(user.age), toLatin1(plain(user.gender)),
                   toLatin1(plain(user.occupation)), toLatin1(plain(user.zip)));
            if (!user.occupation.empty())
                occupations.insert(toLatin1(plain(user.occupation)));
        });
        const std::vector<std::string> names(occupations.begin(), occupations.end());
        writer.file("u.occupation", "", names.size(),
                    [&](std::size_t k, std::string& text) { text = names[k] + '\n'; });
    }
    writer.file(
        "u.info",
        fmt::format("{} users\n{} items\n{} ratings\n", data.userCount(), data.itemCount(), data.ratings.size()), 0,
        [](std::size_t, std::string&) {});
    writeReadme(writer, "README", false);
}

/// ml-1m and ml-10m: columns set apart by "::".
void writeColons(Writer& writer, bool early)
{
    const Dataset& data = writer.data();
    RowOrder order = writer.fileOrder();
    writer.sortByUser(order, !early);
    writer.ratings("ratings.dat", "", order, [&](RowIndex r, std::string& text) {
        append(text, "{}::{}::{}::{}\n", writer.userId(r), writer.itemId(r), stars(data.ratings.value[r]),
               data.ratings.time[r]);
    });
    const auto films = writer.filmsById();
    writer.file("movies.dat", "", films.size(), [&](std::size_t k, std::string& text) {
        const Film& film = writer.film(films[k]);
        const std::string title = plain(film.title);
        append(text, "{}::{}::{}\n", writer.filmId(films[k]), early ? toLatin1(title) : title,
               genreNames(writer, film, early));
    });
    if (early && !data.userAttributes.empty()) {
        const auto users = writer.usersById();
        writer.file("users.dat", "", users.size(), [&](std::size_t k, std::string& text) {
            const UserAttributes& user = data.userAttributes[users[k]];
            if (!isKnown(user))
                return;
            append(text, "{}::{}::{}::{}::{}\n", data.users.id(static_cast<std::int32_t>(users[k])),
                   toLatin1(plain(user.gender)), user.age < 0 ? "" : std::to_string(ageCode(user.age)),
                   occupationCode(user.occupation, user.age), toLatin1(plain(user.zip)));
        });
    }
    if (!early) {
        Tags tags(data);
        writer.sortByUser(tags.rows, true);
        writer.file("tags.dat", "", tags.rows.size(), [&](std::size_t k, std::string& text) {
            const RowIndex r = tags.rows[k];
            append(text, "{}::{}::{}::{}\n", writer.userId(r), writer.itemId(r), plain(tagOf(data, r)),
                   data.ratings.time[r]);
        });
    }
    writeReadme(writer, early ? "README" : "README.txt", false);
}

/// ml-32m and latest: CSV in UTF-8; the official files of the latter have CRLF.
void writeCsv(Writer& writer, bool crlf)
{
    const Dataset& data = writer.data();
    const std::string_view end = crlf ? "\r\n" : "\n";
    const auto head = [&](std::string_view names) { return fmt::format("{}{}", names, end); };
    RowOrder order = writer.fileOrder();
    writer.sortByUser(order, true);
    writer.ratings("ratings.csv", head("userId,movieId,rating,timestamp"), order, [&](RowIndex r, std::string& text) {
        append(text, "{},{},{:.1f},{}{}", writer.userId(r), writer.itemId(r), data.ratings.value[r],
               data.ratings.time[r], end);
    });
    const auto films = writer.filmsById();
    writer.file("movies.csv", head("movieId,title,genres"), films.size(), [&](std::size_t k, std::string& text) {
        const Film& film = writer.film(films[k]);
        append(text, "{},{},{}{}", writer.filmId(films[k]), quoted(film.title), quoted(genreNames(writer, film, false)),
               end);
    });
    writer.file("links.csv", head("movieId,imdbId,tmdbId"), films.size(), [&](std::size_t k, std::string& text) {
        const Film& film = writer.film(films[k]);
        append(text, "{},{},{}{}", writer.filmId(films[k]), isUrl(film.imdb) ? "" : film.imdb, film.tmdb, end);
    });
    Tags tags(data);
    writer.sortByUser(tags.rows, true);
    writer.file("tags.csv", head("userId,movieId,tag,timestamp"), tags.rows.size(),
                [&](std::size_t k, std::string& text) {
                    const RowIndex r = tags.rows[k];
                    append(text, "{},{},{},{}{}", writer.userId(r), writer.itemId(r), quoted(tagOf(data, r)),
                           data.ratings.time[r], end);
                });
    writeReadme(writer, "README.txt", crlf);
}

} // namespace

const std::vector<std::string>& sampleLayouts()
{
    static const std::vector<std::string> layouts = {"ml-100k", "ml-1m", "ml-10m", "ml-32m", "latest"};
    return layouts;
}

void writeDataset(const Dataset& data, const std::string& layout, const std::filesystem::path& folder,
                  const RunContext& context)
{
    const auto& layouts = sampleLayouts();
    if (std::find(layouts.begin(), layouts.end(), layout) == layouts.end())
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("There is no layout \"{}\"; there are {}.", layout, fmt::join(layouts, ", ")));
    context.throwIfStopped();
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", error.message()), folder.string());

    // ml-100k holds each rating six times: once in u.data and once in each fold.
    Writer writer(data, folder, context, data.ratings.size() * (layout == "ml-100k" ? 6 : 1));
    if (layout == "ml-100k")
        write100k(writer);
    else if (layout == "ml-1m" || layout == "ml-10m")
        writeColons(writer, layout == "ml-1m");
    else
        writeCsv(writer, layout == "latest");
    context.report(1, "Writing the data set");
}

} // namespace matinee
