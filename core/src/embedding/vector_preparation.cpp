#include "embedding/finite.h"
#include "support/parallel.h"

#include <matinee/projection.h>
#include <matinee/vector_preparation.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace matinee {

namespace {

constexpr std::size_t kChunk = 1024; // rows between two looks at a stop

/// Calls change(row) for each row.
template <class Change>
void changeRows(Matrix& vectors, const RunContext& context, const Change& change)
{
    parallelFor(vectors.rows, kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        for (std::size_t r = begin; r < end; ++r)
            change(vectors.row(r));
    });
}

/// The direction by the principal components: along them the normal equations are diagonal, and those without a
/// variance stay out, which gives the shortest solution.
std::vector<double> directionIn(const Pca& pca, const Matrix& vectors, std::span<const std::int32_t> counts,
                                const RunContext& context)
{
    double meanLog = 0;
    std::vector<double> logs(counts.size());
    for (std::size_t r = 0; r < counts.size(); ++r) {
        if (counts[r] < 0)
            throw Error(ErrorCode::InvalidArgument, "A number of ratings may not be negative.");
        logs[r] = std::log1p(static_cast<double>(counts[r]));
        meanLog += logs[r];
    }
    meanLog /= static_cast<double>(std::max<std::size_t>(counts.size(), 1));
    if (std::adjacent_find(counts.begin(), counts.end(), std::not_equal_to<>()) == counts.end())
        return std::vector<double>(vectors.columns, 0.0); // nothing to explain but rounding

    const std::size_t columns = vectors.columns;
    std::vector<double> covariance(columns, 0.0); // of each column with the logarithm
    for (std::size_t r = 0; r < vectors.rows; ++r) {
        if (r % kChunk == 0)
            context.throwIfStopped();
        const auto row = vectors.row(r);
        const double log = logs[r] - meanLog;
        for (std::size_t c = 0; c < columns; ++c)
            covariance[c] += (row[c] - pca.mean[c]) * log;
    }

    constexpr double kNegligible = 1e-12; // of the largest variance: rounding of floats alone makes as much
    std::vector<double> direction(columns, 0.0);
    for (std::size_t a = 0; a < pca.components(); ++a) {
        if (!(pca.variances[a] > kNegligible * pca.variances[0]))
            break;
        const auto axis = pca.axis(a);
        double along = 0;
        for (std::size_t c = 0; c < columns; ++c)
            along += axis[c] * covariance[c];
        for (std::size_t c = 0; c < columns; ++c)
            direction[c] += along / pca.variances[a] * axis[c];
    }
    double squared = 0;
    for (const double value : direction)
        squared += value * value;
    if (squared > 0) {
        for (double& value : direction)
            value /= std::sqrt(squared);
    }
    return direction;
}

Pca allComponents(const Matrix& vectors, const RunContext& context)
{
    return fitPca(vectors, std::max<int>(1, static_cast<int>(vectors.columns)), context);
}

void requireCounts(const Matrix& vectors, std::span<const std::int32_t> counts)
{
    if (counts.size() != vectors.rows)
        throw Error(ErrorCode::InvalidArgument, "The direction of popularity needs one count for each row.");
}

} // namespace

std::vector<double> popularityDirection(const Matrix& vectors, std::span<const std::int32_t> counts,
                                        const RunContext& context)
{
    requireCounts(vectors, counts);
    return directionIn(allComponents(vectors, context), vectors, counts, context);
}

Matrix prepareVectors(const Matrix& vectors, std::span<const std::int32_t> counts, const VectorPreparation& preparation,
                      const RunContext& context)
{
    requireFinite(vectors);
    Matrix prepared = vectors;
    if (preparation.removePopularity) {
        requireCounts(vectors, counts);
        const Pca pca = allComponents(vectors, context);
        const std::vector<double> direction = directionIn(pca, vectors, counts, context);
        changeRows(prepared, context, [&](std::span<float> row) {
            double along = 0;
            for (std::size_t c = 0; c < row.size(); ++c)
                along += (row[c] - pca.mean[c]) * direction[c];
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] = static_cast<float>(row[c] - along * direction[c]);
        });
    }
    if (preparation.form == VectorForm::Centred) {
        const std::vector<double> mean = fitPca(prepared, 1, context).mean;
        changeRows(prepared, context, [&](std::span<float> row) {
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] = static_cast<float>(row[c] - mean[c]);
        });
    } else if (preparation.form == VectorForm::Normalised) {
        changeRows(prepared, context, [](std::span<float> row) {
            double squared = 0;
            for (const float value : row)
                squared += static_cast<double>(value) * value;
            const double length = std::sqrt(squared);
            for (float& value : row)
                value = length > 0 ? static_cast<float>(value / length) : 0.0F;
        });
    }
    return prepared;
}

} // namespace matinee
