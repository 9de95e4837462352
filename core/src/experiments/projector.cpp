#include "support/atomic_file.h"

#include <matinee/error.h>
#include <matinee/tensorboard.h>

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

bool writeProjector(const TrainedRun& run, const std::filesystem::path& folder)
{
    const Matrix vectors = run.model->itemEmbeddings();
    if (vectors.rows == 0)
        return false;
    const Dataset& data = *run.dataset;
    std::vector<std::int32_t> counts(vectors.rows, 0);
    for (const auto item : data.ratings.item)
        ++counts[static_cast<std::size_t>(item)];

    std::string tensors;
    std::string metadata = "title\tyear\tgenres\tcount\n";
    for (std::size_t i = 0; i < vectors.rows; ++i) {
        if (run.counts.items[i] == 0)
            continue;
        const char* separator = "";
        for (const float value : vectors.row(i)) {
            fmt::format_to(std::back_inserter(tensors), "{}{}", separator, value);
            separator = "\t";
        }
        tensors += '\n';
        const Film& film = data.film(static_cast<std::int32_t>(i));
        fmt::format_to(std::back_inserter(metadata), "{}\t{}\t{}\t{}\n", cell(film.title),
                       film.year > 0 ? std::to_string(film.year) : std::string(), cell(data.catalogue.genreText(film)),
                       counts[i]);
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
    return true;
}

} // namespace matinee
