#include "data/dataset_file.h"

#include "data/binary_record.h"
#include "data/output_file.h"
#include "support/checksum.h"
#include "support/digest.h"
#include "support/parallel.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <limits>

namespace matinee {

namespace {

/// To be raised whenever the layout changes, or what a reader makes of the same files.
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::uint64_t kMagic = 0x54534445454E494D; // "MINEEDST" in a file of a little-endian machine
constexpr std::size_t kAlignment = 64;
/// Bytes of a piece with a checksum of its own: threads take them one by one, and a stop is answered in between.
constexpr std::size_t kPiece = std::size_t(2) << 20;
constexpr std::size_t kRows = 1 << 18;

/// At the end of the file, as it is known last.
struct Footer
{
    std::uint64_t magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t byteOrder = kByteOrder;
    std::uint64_t key = 0;   ///< digest of it
    std::uint64_t rows = 0;  ///< of the columns
    std::uint64_t rest = 0;  ///< bytes of what follows the columns
    std::uint64_t size = 0;  ///< bytes of the file
    std::uint64_t table = 0; ///< checksum of the checksums
    std::uint64_t check = 0; ///< checksum of the footer up to here

    std::uint64_t ownChecksum() const
    {
        return checksum(std::as_bytes(std::span(this, 1)).first(offsetof(Footer, check)));
    }
};
static_assert(sizeof(Footer) == kAlignment);

constexpr std::uint64_t aligned(std::uint64_t offset)
{
    return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

/// Where things are in a file.
struct Places
{
    std::uint64_t user = 0;
    std::uint64_t item = 0;
    std::uint64_t value = 0;
    std::uint64_t time = 0;
    std::uint64_t rest = 0;  ///< all that is not a column
    std::uint64_t table = 0; ///< checksums of the pieces of [0, table)
    std::uint64_t pieces = 0;
    std::uint64_t footer = 0;
    std::uint64_t end = 0;

    Places(std::uint64_t rows, std::uint64_t restBytes)
    {
        item = aligned(rows * sizeof(std::int32_t));
        value = aligned(item + rows * sizeof(std::int32_t));
        time = aligned(value + rows * sizeof(float));
        rest = aligned(time + rows * sizeof(std::int64_t));
        table = aligned(rest + restBytes);
        pieces = (table + kPiece - 1) / kPiece;
        footer = table + pieces * sizeof(std::uint64_t);
        end = footer + sizeof(Footer);
    }
};

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t digestOf(const std::string& key)
{
    Digest digest;
    digest.add(std::as_bytes(std::span(key)));
    return digest.value();
}

/// The footer and the places it tells.
struct Frame
{
    Footer footer;
    Places places;
};

/// Nothing if they are not those of these bytes.
std::optional<Frame> frameOf(std::span<const std::byte> bytes)
{
    Footer footer;
    if (bytes.size() < sizeof footer)
        return std::nullopt;
    std::memcpy(&footer, bytes.last(sizeof footer).data(), sizeof footer);
    if (footer.magic != kMagic || footer.version != kVersion || footer.byteOrder != kByteOrder ||
        footer.size != bytes.size() || footer.rows == 0 || footer.rows > std::numeric_limits<RowIndex>::max() ||
        footer.rest > bytes.size())
        return std::nullopt;
    const Places places(footer.rows, footer.rest);
    if (places.end != bytes.size())
        return std::nullopt;
    return Frame{footer, places};
}

void writeFilm(RecordWriter& out, const Film& film)
{
    out.text(film.title);
    out.number(film.year);
    out.number(film.genres);
    out.text(film.releaseDate);
    out.text(film.imdb);
    out.text(film.tmdb);
}

Film readFilm(RecordReader& in)
{
    Film film;
    film.title = in.text();
    film.year = in.number<int>();
    film.genres = in.number<std::uint64_t>();
    film.releaseDate = in.text();
    film.imdb = in.text();
    film.tmdb = in.text();
    return film;
}

void writeUser(RecordWriter& out, const UserAttributes& user)
{
    out.number(user.age);
    out.text(user.gender);
    out.text(user.occupation);
    out.text(user.zip);
}

UserAttributes readUser(RecordReader& in)
{
    UserAttributes user;
    user.age = in.number<int>();
    user.gender = in.text();
    user.occupation = in.text();
    user.zip = in.text();
    return user;
}

constexpr std::size_t kFilmBytes = 4 * sizeof(std::uint64_t) + sizeof(int) + sizeof(std::uint64_t);
constexpr std::size_t kUserBytes = 3 * sizeof(std::uint64_t) + sizeof(int);

/// Everything but the columns.
std::string encodeRest(const Dataset& data)
{
    RecordWriter out;
    out.text(data.name);
    out.number(data.ratedUsers);
    out.number(data.ratedItems);
    out.number(data.firstTime);
    out.number(data.lastTime);
    out.numbers(data.users.ids());
    out.numbers(data.items.ids());
    out.number(std::uint64_t{data.catalogue.films.size()});
    for (const auto& film : data.catalogue.films)
        writeFilm(out, film);
    out.number(std::uint64_t{data.catalogue.genres.size()});
    for (const auto& genre : data.catalogue.genres)
        out.text(genre);
    out.number(std::uint64_t{data.userAttributes.size()});
    for (const auto& user : data.userAttributes)
        writeUser(out, user);
    const auto& provenance = data.provenance;
    out.text(provenance.source);
    out.text(provenance.layout);
    out.text(provenance.digest);
    out.text(provenance.licence);
    out.number(std::uint64_t{provenance.warnings.size()});
    for (const auto& warning : provenance.warnings)
        out.text(warning);
    out.number(std::uint64_t{provenance.skipped});
    return out.bytes();
}

std::optional<Dataset> decodeRest(std::span<const std::byte> bytes)
{
    RecordReader in(bytes);
    Dataset data;
    data.name = in.text();
    data.ratedUsers = in.number<std::int32_t>();
    data.ratedItems = in.number<std::int32_t>();
    data.firstTime = in.number<std::int64_t>();
    data.lastTime = in.number<std::int64_t>();
    auto users = in.numbers();
    auto items = in.numbers();
    data.catalogue.films.resize(in.count(kFilmBytes));
    for (auto& film : data.catalogue.films)
        film = readFilm(in);
    data.catalogue.genres.resize(in.count(sizeof(std::uint64_t)));
    for (auto& genre : data.catalogue.genres)
        genre = in.text();
    data.userAttributes.resize(in.count(kUserBytes));
    for (auto& user : data.userAttributes)
        user = readUser(in);
    auto& provenance = data.provenance;
    provenance.source = in.text();
    provenance.layout = in.text();
    provenance.digest = in.text();
    provenance.licence = in.text();
    provenance.warnings.resize(in.count(sizeof(std::uint64_t)));
    for (auto& warning : provenance.warnings)
        warning = in.text();
    provenance.skipped = static_cast<std::size_t>(in.number<std::uint64_t>());

    constexpr std::size_t kMost = std::numeric_limits<std::int32_t>::max();
    if (!in.ok() || !in.atEnd() || users.size() > kMost || items.size() > kMost || data.ratedUsers <= 0 ||
        data.ratedItems <= 0 || static_cast<std::size_t>(data.ratedUsers) > users.size() ||
        static_cast<std::size_t>(data.ratedItems) > items.size() || data.catalogue.films.size() != items.size() ||
        data.catalogue.genres.size() > 64 ||
        (!data.userAttributes.empty() && data.userAttributes.size() != users.size()))
        return std::nullopt;
    try {
        data.users = IdMap(std::move(users));
        data.items = IdMap(std::move(items));
    } catch (const Error&) { // an id stands twice
        return std::nullopt;
    }
    return data;
}

template <class T>
Column<T> columnAt(std::span<const std::byte> bytes, std::uint64_t offset, std::size_t rows,
                   const std::shared_ptr<const void>& owner)
{
    return {std::span<const T>(reinterpret_cast<const T*>(bytes.data() + offset), rows), owner};
}

Ratings columnsAt(std::span<const std::byte> bytes, const Frame& frame, const std::shared_ptr<const void>& owner)
{
    const auto& places = frame.places;
    const auto rows = static_cast<std::size_t>(frame.footer.rows);
    return {columnAt<std::int32_t>(bytes, places.user, rows, owner),
            columnAt<std::int32_t>(bytes, places.item, rows, owner), columnAt<float>(bytes, places.value, rows, owner),
            columnAt<std::int64_t>(bytes, places.time, rows, owner)};
}

/// Whether all indices are below their number of users or items, and all ratings numbers of stars.
bool inRange(const Dataset& data, const RunContext& context)
{
    const auto& ratings = data.ratings;
    const auto below = [](std::span<const std::int32_t> indices, std::int32_t count) {
        std::uint32_t largest = 0; // as unsigned, a negative one is too large
        for (const auto index : indices)
            largest = std::max(largest, static_cast<std::uint32_t>(index));
        return largest < static_cast<std::uint32_t>(count);
    };
    std::atomic<bool> good = true;
    parallelFor(ratings.size(), kRows, context.threads, [&](std::size_t begin, std::size_t end, int /*worker*/) {
        context.throwIfStopped();
        std::size_t odd = 0;
        for (std::size_t r = begin; r < end; ++r)
            odd += ratings.value[r] > 0 && ratings.value[r] <= 10 ? 0 : 1;
        if (odd > 0 || !below({ratings.user.data() + begin, end - begin}, data.ratedUsers) ||
            !below({ratings.item.data() + begin, end - begin}, data.ratedItems))
            good = false;
    });
    return good;
}

/// Writes on behind what is there, and keeps the checksums of its pieces.
class PieceWriter
{
public:
    PieceWriter(OutputFile& file, const RunContext& context)
        : m_file(file)
        , m_context(context)
    {
        m_piece.reserve(kPiece);
    }

    /// At an offset that is not before what is written.
    void write(std::uint64_t offset, std::span<const std::byte> bytes)
    {
        constexpr std::array<std::byte, kAlignment> kZeros{};
        append(std::span(kZeros).first(static_cast<std::size_t>(offset - m_written)));
        append(bytes);
    }

    const std::vector<std::uint64_t>& finish()
    {
        if (!m_piece.empty())
            flush();
        return m_checksums;
    }

private:
    void append(std::span<const std::byte> bytes)
    {
        m_written += bytes.size();
        while (!bytes.empty()) {
            const auto part = bytes.first(std::min(bytes.size(), kPiece - m_piece.size()));
            m_piece += textOf(part);
            bytes = bytes.subspan(part.size());
            if (m_piece.size() == kPiece)
                flush();
        }
    }

    void flush()
    {
        m_context.throwIfStopped();
        m_checksums.push_back(checksum(std::as_bytes(std::span(m_piece))));
        m_file.write(m_piece);
        m_piece.clear();
    }

    OutputFile& m_file;
    const RunContext& m_context;
    std::string m_piece;
    std::uint64_t m_written = 0;
    std::vector<std::uint64_t> m_checksums;
};

template <class T>
std::span<const std::byte> bytesOf(const Column<T>& column)
{
    return std::as_bytes(std::span<const T>(column));
}

} // namespace

void writeDatasetFile(const std::filesystem::path& path, const Dataset& data, const std::string& key,
                      const RunContext& context)
{
    const auto& ratings = data.ratings;
    const std::string rest = encodeRest(data);
    const Places places(ratings.size(), rest.size());

    OutputFile file(path);
    PieceWriter pieces(file, context);
    pieces.write(places.user, bytesOf(ratings.user));
    pieces.write(places.item, bytesOf(ratings.item));
    pieces.write(places.value, bytesOf(ratings.value));
    pieces.write(places.time, bytesOf(ratings.time));
    pieces.write(places.rest, std::as_bytes(std::span(rest)));
    pieces.write(places.table, {});
    const auto table = std::as_bytes(std::span(pieces.finish()));
    file.write(textOf(table));

    Footer footer;
    footer.key = digestOf(key);
    footer.rows = ratings.size();
    footer.rest = rest.size();
    footer.size = places.end;
    footer.table = checksum(table);
    footer.check = footer.ownChecksum();
    file.write(textOf(std::as_bytes(std::span(&footer, 1))));
    file.commit();
}

bool isDatasetFile(std::span<const std::byte> bytes, const std::string& key, const RunContext& context)
{
    const auto frame = frameOf(bytes);
    if (!frame || frame->footer.key != digestOf(key) || frame->footer.check != frame->footer.ownChecksum())
        return false;
    const auto& places = frame->places;
    const auto table = bytes.subspan(places.table, places.footer - places.table);
    if (checksum(table) != frame->footer.table)
        return false;
    const auto body = bytes.first(places.table);
    std::atomic<bool> good = true;
    parallelFor(body.size(), kPiece, context.threads, [&](std::size_t begin, std::size_t end, int /*worker*/) {
        context.throwIfStopped();
        std::uint64_t expected = 0;
        std::memcpy(&expected, table.subspan(begin / kPiece * sizeof expected).data(), sizeof expected);
        if (checksum(body.subspan(begin, end - begin)) != expected)
            good = false;
    });
    return good;
}

Ratings columnsOfDatasetFile(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner)
{
    return columnsAt(bytes, frameOf(bytes).value(), owner);
}

std::optional<Dataset> readDatasetFile(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner,
                                       const RunContext& context)
{
    const auto frame = frameOf(bytes);
    if (!frame)
        return std::nullopt;
    auto data = decodeRest(bytes.subspan(frame->places.rest, frame->footer.rest));
    if (!data)
        return std::nullopt;
    data->ratings = columnsAt(bytes, *frame, owner);
    if (!inRange(*data, context))
        return std::nullopt;
    return data;
}

} // namespace matinee
