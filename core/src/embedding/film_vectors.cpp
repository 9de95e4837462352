#include <matinee/film_vectors.h>
#include <matinee/trainer.h>

namespace matinee {

FilmVectors filmVectors(const Recommender& model, int epoch, bool users)
{
    return {epoch, model.itemEmbeddings(), model.itemBiases(), users ? model.userEmbeddings() : Matrix()};
}

MapInput mapInput(const TrainedRun& run)
{
    return {run.dataset, std::make_shared<const TrainingCounts>(run.counts),
            std::make_shared<const FilmVectors>(filmVectors(*run.model, run.result.keptEpoch, true)), run.spec.model};
}

} // namespace matinee
