#pragma once

#include "embedding/quad_tree.h"
#include "embedding/tsne_affinities.h"

#include <vector>

namespace matinee {

/// The gradient of t-SNE's divergence by the positions of the points (x and y of each in turn), or of its multiple with
/// exaggerated attraction. The same bits for any number of threads.
class TsneGradient
{
public:
    /// \param affinities are referred to
    TsneGradient(const Affinities& affinities, double angle);

    /// \param gradient as long as the positions \throws Error{Stopped}
    void compute(const std::vector<float>& positions, double exaggeration, std::vector<float>& gradient,
                 const RunContext& context);

    /// The divergence at the positions last given to compute(), in nats.
    double divergence(const std::vector<float>& positions, const RunContext& context) const;

private:
    void repel(const RunContext& context);

    const Affinities& m_affinities;
    float m_angle;
    const kernels::TsneKernels& m_kernels;
    QuadTree m_tree;
    std::vector<float> m_forces; ///< the numerator of the repulsion on each point
    std::vector<double> m_sums;  ///< of the kernel over the pairs of each group
    double m_normaliser = 1;     ///< of the kernel over all pairs
};

} // namespace matinee
