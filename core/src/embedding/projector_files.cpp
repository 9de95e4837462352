#include "embedding/projector_files.h"

#include "support/atomic_file.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <iterator>

namespace matinee {

namespace {

/// The format has no escapes: what would end a cell or a line becomes a space.
std::string cell(std::string text)
{
    for (char& c : text) {
        if (c == '\t' || c == '\n' || c == '\r')
            c = ' ';
    }
    return text;
}

} // namespace

void writeProjectorFiles(const std::filesystem::path& folder, const Dataset& data, std::span<const std::int32_t> items,
                         const Matrix& vectors, std::span<const ProjectorColumn> columns)
{
    std::vector<std::int32_t> counts(static_cast<std::size_t>(data.itemCount()), 0);
    for (const auto item : data.ratings.item)
        ++counts[static_cast<std::size_t>(item)];

    std::string tensors;
    std::string metadata = "title\tyear\tgenres\tcount";
    for (const auto& column : columns)
        metadata += '\t' + cell(column.name);
    metadata += '\n';
    for (std::size_t r = 0; r < items.size(); ++r) {
        const char* separator = "";
        for (const float value : vectors.row(r)) {
            fmt::format_to(std::back_inserter(tensors), "{}{}", separator, value);
            separator = "\t";
        }
        tensors += '\n';
        const Film& film = data.film(items[r]);
        fmt::format_to(std::back_inserter(metadata), "{}\t{}\t{}\t{}", cell(film.title),
                       film.year > 0 ? std::to_string(film.year) : std::string(), cell(data.catalogue.genreText(film)),
                       counts[static_cast<std::size_t>(items[r])]);
        for (const auto& column : columns)
            metadata += '\t' + cell(column.cell(r));
        metadata += '\n';
    }
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", code.message()), folder.string());
    writeFileAtomically(folder / "tensors.tsv", tensors);
    writeFileAtomically(folder / "metadata.tsv", metadata);
    writeFileAtomically(folder / "projector_config.pbtxt", "embeddings {\n"
                                                           "  tensor_name: \"Films\"\n"
                                                           "  tensor_path: \"tensors.tsv\"\n"
                                                           "  metadata_path: \"metadata.tsv\"\n"
                                                           "}\n");
}

} // namespace matinee
