#pragma once

#include <matinee/matrix.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// What is done to vectors before they are compared, projected and clustered.
enum class VectorForm
{
    Raw,        ///< as the model has them
    Centred,    ///< the mean vector taken away
    Normalised, ///< each divided by its Euclidean length: distances then follow the angles; a vector of zeros stays one
};

struct VectorPreparation
{
    VectorForm form = VectorForm::Raw;
    /// Takes the direction of popularity out of the vectors, before their form.
    bool removePopularity = false;

    friend bool operator==(const VectorPreparation&, const VectorPreparation&) = default;
};

/// The unit vector along which the vectors tell best how popular a row is: the coefficients of the least-squares fit of
/// log(1 + count) on the centred vectors, of the shortest where several fit. Zeros where the counts or the vectors do
/// not differ.
/// \param counts ratings of each row, not negative
/// \throws Error{InvalidArgument} if there is not one count for each row; Error{Stopped}
std::vector<double> popularityDirection(const Matrix& vectors, std::span<const std::int32_t> counts,
                                        const RunContext& context = {});

/// The vectors as they are to be compared. With removePopularity, what each has along popularityDirection() beyond the
/// mean is taken away, so that the mean stays where it was.
/// \param counts as in popularityDirection(); not looked at without removePopularity
/// \throws Error{InvalidArgument}, Error{Format} as requireFinite(), Error{Stopped}
Matrix prepareVectors(const Matrix& vectors, std::span<const std::int32_t> counts, const VectorPreparation& preparation,
                      const RunContext& context = {});

} // namespace matinee
