#include "embedding/finite.h"

#include <matinee/error.h>
#include <matinee/film_pulls.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace matinee {

FilmTerms::FilmTerms(const Catalogue& catalogue, std::span<const std::int32_t> items, const Matrix& vectors,
                     int minimumFilms, const RunContext& context)
    : m_sum(vectors.columns, 0.0)
    , m_termsOfRow(vectors.rows)
{
    if (items.size() != vectors.rows)
        throw Error(ErrorCode::InvalidArgument, "There must be as many films as vectors.");
    requireFinite(vectors);
    // Genres in their order, then decades: by number, 64 and above.
    std::map<int, std::vector<std::int32_t>> rowsOf;
    for (std::size_t r = 0; r < items.size(); ++r) {
        if (items[r] < 0 || static_cast<std::size_t>(items[r]) >= catalogue.films.size())
            throw Error(ErrorCode::InvalidArgument, "A film with a vector is not in the catalogue.");
        const Film& film = catalogue.films[static_cast<std::size_t>(items[r])];
        for (std::size_t g = 0; g < catalogue.genres.size() && g < 64; ++g) {
            if ((film.genres >> g & 1) != 0)
                rowsOf[static_cast<int>(g)].push_back(static_cast<std::int32_t>(r));
        }
        if (film.decade() > 0)
            rowsOf[film.decade()].push_back(static_cast<std::int32_t>(r));
    }
    const auto add = [&](std::vector<double>& sum, std::size_t row) {
        const auto vector = vectors.row(row);
        std::transform(sum.begin(), sum.end(), vector.begin(), sum.begin(), std::plus<>());
    };
    for (std::size_t r = 0; r < vectors.rows; ++r)
        add(m_sum, r);
    for (const auto& [number, rows] : rowsOf) {
        context.throwIfStopped();
        if (rows.size() < static_cast<std::size_t>(std::max(1, minimumFilms)))
            continue;
        Term term;
        if (number < 64) {
            term.pull.genre = number;
            term.pull.term = catalogue.genres[static_cast<std::size_t>(number)];
        } else {
            term.pull.decade = number;
            term.pull.term = fmt::format("{}s", number);
        }
        term.pull.films = static_cast<std::int32_t>(rows.size());
        term.sum.assign(vectors.columns, 0.0);
        for (const auto row : rows) {
            add(term.sum, static_cast<std::size_t>(row));
            m_termsOfRow[static_cast<std::size_t>(row)].push_back(static_cast<std::int32_t>(m_terms.size()));
        }
        m_terms.push_back(std::move(term));
    }
}

std::vector<FilmPull> FilmTerms::sorted(std::span<const double> vector, std::int32_t leftOut) const
{
    const bool within = leftOut >= 0;
    const auto rows = static_cast<double>(m_termsOfRow.size()) - (within ? 1 : 0);
    std::vector<FilmPull> pulls;
    for (std::size_t t = 0; t < m_terms.size(); ++t) {
        FilmPull pull = m_terms[t].pull;
        bool ofRow = false;
        if (within) {
            const auto& terms = m_termsOfRow[static_cast<std::size_t>(leftOut)];
            ofRow = std::find(terms.begin(), terms.end(), static_cast<std::int32_t>(t)) != terms.end();
        }
        pull.films -= ofRow ? 1 : 0;
        if (pull.films == 0 || rows <= 0)
            continue;
        double product = 0;
        double ownSquares = 0;
        double termSquares = 0;
        for (std::size_t c = 0; c < vector.size(); ++c) {
            const double mean = (m_sum[c] - (within ? vector[c] : 0)) / rows;
            const double direction = (m_terms[t].sum[c] - (ofRow ? vector[c] : 0)) / pull.films - mean;
            const double own = vector[c] - mean;
            product += own * direction;
            ownSquares += own * own;
            termSquares += direction * direction;
        }
        const double lengths = std::sqrt(ownSquares * termSquares);
        pull.cosine = lengths > 0 ? static_cast<float>(std::clamp(product / lengths, -1.0, 1.0)) : 0;
        pulls.push_back(std::move(pull));
    }
    std::stable_sort(pulls.begin(), pulls.end(), [](const auto& a, const auto& b) { return a.cosine > b.cosine; });
    return pulls;
}

std::vector<FilmPull> FilmTerms::pullsOfRow(const Matrix& vectors, std::int32_t row) const
{
    if (vectors.rows != m_termsOfRow.size() || vectors.columns != m_sum.size() || row < 0 ||
        static_cast<std::size_t>(row) >= vectors.rows)
        throw Error(ErrorCode::InvalidArgument, "The row is not one of the vectors that the terms were made from.");
    const auto own = vectors.row(static_cast<std::size_t>(row));
    return sorted(std::vector<double>(own.begin(), own.end()), row);
}

std::vector<FilmPull> FilmTerms::pullsOf(std::span<const float> vector) const
{
    if (vector.size() != m_sum.size())
        throw Error(ErrorCode::InvalidArgument, "The vector is not as long as those that the terms were made from.");
    return sorted(std::vector<double>(vector.begin(), vector.end()), -1);
}

} // namespace matinee
