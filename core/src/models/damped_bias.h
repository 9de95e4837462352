#pragma once

#include <matinee/recommender.h>

#include <cstdint>
#include <string>
#include <vector>

namespace matinee {

/// The damped means of Koren (KDD 2008, section 2.1), iterated: b(u,i) = mean + users[u] + items[i]. An id without
/// training rows has bias zero.
struct DampedBias
{
    double mean = 0;
    std::vector<double> users;
    std::vector<double> items;

    /// All biases zero. The data must have rows.
    void reset(const TrainingData& data);
    /// Film biases given the user biases, then the other way round.
    void sweep(const TrainingData& data, double itemDamping, double userDamping);

    double at(std::int32_t user, std::int32_t item) const
    {
        return mean + users[static_cast<std::size_t>(user)] + items[static_cast<std::size_t>(item)];
    }

    void save(ModelFile& file) const;
    /// \throws Error{Format}
    void load(const ModelFile& file, const Dataset& data);
};

/// \param whose "film" or "user"
Parameter dampingParameter(const std::string& key, const std::string& label, const std::string& whose, double value);

} // namespace matinee
