#include "embedding/projector_files.h"

#include <matinee/tensorboard.h>

#include <algorithm>

namespace matinee {

bool writeProjector(const TrainedRun& run, const std::filesystem::path& folder)
{
    const Matrix all = run.model->itemEmbeddings();
    if (all.rows == 0)
        return false;
    std::vector<std::int32_t> items;
    Matrix vectors(0, all.columns);
    for (std::size_t i = 0; i < all.rows; ++i) {
        if (run.counts.items[i] == 0)
            continue;
        items.push_back(static_cast<std::int32_t>(i));
        const auto row = all.row(i);
        vectors.values.insert(vectors.values.end(), row.begin(), row.end());
    }
    vectors.rows = items.size();
    writeProjectorFiles(folder, *run.dataset, items, vectors);
    return true;
}

} // namespace matinee
