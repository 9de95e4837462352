#pragma once

#include <matinee/projection.h>

#include <span>

namespace matinee {

struct AlignmentOptions
{
    bool mirror = true; ///< may the picture be turned over?
    bool scale = false; ///< may it be made larger or smaller?
    /// How much each point counts, not negative; empty: all the same. A weight of 0 leaves a point out, such as one
    /// that only one of the pictures has.
    std::span<const double> weights;
};

/// A similarity of the plane: (x, y) -> (xx x + xy y + dx, yx x + yy y + dy).
struct PlaneTransform
{
    double xx = 1;
    double xy = 0;
    double yx = 0;
    double yy = 1;
    double dx = 0;
    double dy = 0;

    /// Transforms every point. The shares of variance are left as they are: after a turn the axes are others.
    void apply(Projection& picture) const;
};

/// The transform that brings one picture as near as it can to another, in the sum of squared distances between points
/// of the same number: orthogonal Procrustes (Schönemann 1966; with scale: Schönemann, Carroll 1970). The singular
/// values of a 2 x 2 matrix have a closed form, so it takes two passes over the points. Pictures without any extent are
/// moved only.
/// \throws Error{InvalidArgument} if the pictures have not the same number of points, or weights do not fit
PlaneTransform alignmentTo(const Projection& target, const Projection& picture, const AlignmentOptions& options = {});

} // namespace matinee
