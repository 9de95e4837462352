#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace matinee {

/// Shape of the built-in sample; the defaults have the shape of MovieLens 100K.
struct SampleOptions
{
    int users = 943;
    int items = 1682;
    int ratings = 100'000;
    std::uint64_t seed = 1;
};

/// Generates a data set with planted structure: genres and eras with latent tastes, user and film biases, long-tailed
/// popularity, timestamps, invented titles. Integer-based distributions only: the same options give the same ratings
/// on every machine. Each user has at least 20 ratings (fewer where the numbers do not allow it), each film at least 1.
/// \throws Error{InvalidArgument} where the numbers do not fit (more ratings than cells, fewer than one a film).
std::shared_ptr<const Dataset> makeSample(const SampleOptions& options = {}, const RunContext& context = {});

/// Layouts that writeDataset knows: "ml-100k", "ml-1m", "ml-10m", "ml-32m", "latest".
const std::vector<std::string>& sampleLayouts();

/// Writes a data set's files in a release's layout, encoding and line ends included, into a folder (made if absent),
/// with a README that says that it is synthetic. \throws Error{Io, InvalidArgument}
void writeDataset(const Dataset& data, const std::string& layout, const std::filesystem::path& folder,
                  const RunContext& context = {});

} // namespace matinee
