#pragma once

#include <matinee/dataset.h>
#include <matinee/matrix.h>
#include <matinee/split.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace matinee {

class Recommender;
struct TrainedRun;

/// What a model knows of each film after an epoch, as plain arrays: a copy, so the model may go on training.
struct FilmVectors
{
    int epoch = 0;
    Matrix items;              ///< itemCount x factors; empty where the model has no film factors
    std::vector<float> biases; ///< one a film, in stars; empty where the model has none
    Matrix users;              ///< userCount x factors; empty where there are none, or nobody asked
};

/// \param users whether the users' vectors are wanted, too
FilmVectors filmVectors(const Recommender& model, int epoch, bool users);

/// What a map is made from.
struct MapInput
{
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const TrainingCounts> counts; ///< ratings in training: of what has none, nothing is known
    std::shared_ptr<const FilmVectors> vectors;
    std::string model; ///< id, for messages
};

/// Of a finished run, with the users' vectors where the model has them.
MapInput mapInput(const TrainedRun& run);

} // namespace matinee
