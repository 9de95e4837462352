#pragma once

#include <matinee/dataset.h>
#include <matinee/matrix.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace matinee {

/// A further column of the metadata.
struct ProjectorColumn
{
    std::string name;
    std::function<std::string(std::size_t row)> cell;
};

/// Writes the pair of files that the Embedding Projector reads (tensors.tsv, metadata.tsv) and the line that joins them
/// (projector_config.pbtxt) into a folder, made if absent. \param items dense item of each row of the vectors
/// \throws Error{Io}
void writeProjectorFiles(const std::filesystem::path& folder, const Dataset& data, std::span<const std::int32_t> items,
                         const Matrix& vectors, std::span<const ProjectorColumn> columns = {});

} // namespace matinee
