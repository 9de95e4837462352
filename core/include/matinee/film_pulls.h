#pragma once

#include <matinee/dataset.h>
#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace matinee {

/// How much a vector points where the films of a genre or decade do.
struct FilmPull
{
    std::string term;       ///< "Film-Noir", "1940s"
    int genre = -1;         ///< index in Catalogue::genres; -1: a decade
    int decade = 0;         ///< first year; 0: a genre
    std::int32_t films = 0; ///< that its direction is the mean of
    float cosine = 0;       ///< [-1, 1]; positive: pulls towards the term
};

/// Directions of the genres and decades among vectors of films: the mean of the term's films minus the mean of all.
/// The cosine with what sets a film's vector apart from the mean says which terms pull it. Terms with fewer than
/// minimumFilms films have no direction and are left out.
class FilmTerms
{
public:
    /// \param items item index in the catalogue of each row of vectors
    /// \throws Error{InvalidArgument} if the lengths differ or an index is out of its range; Error{Format} if a value
    /// is not finite; Error{Stopped}
    FilmTerms(const Catalogue& catalogue, std::span<const std::int32_t> items, const Matrix& vectors,
              int minimumFilms = 5, const RunContext& context = {});

    /// Of a row of the vectors that the terms were made from (pass the same ones), by falling cosine. The film itself
    /// is taken out of the means, or a rare genre would seem to pull its films for their being in it.
    std::vector<FilmPull> pullsOfRow(const Matrix& vectors, std::int32_t row) const;

    /// Of any vector in the same space, such as a cluster's centroid, by falling cosine.
    std::vector<FilmPull> pullsOf(std::span<const float> vector) const;

private:
    struct Term
    {
        FilmPull pull;           ///< cosine not set
        std::vector<double> sum; ///< of the vectors of its films
    };

    std::vector<FilmPull> sorted(std::span<const double> vector, std::int32_t leftOut) const;

    std::vector<Term> m_terms;
    std::vector<double> m_sum;                           ///< of all vectors
    std::vector<std::vector<std::int32_t>> m_termsOfRow; ///< indices in m_terms
};

} // namespace matinee
