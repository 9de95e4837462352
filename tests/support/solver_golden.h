#pragma once

#include <matinee/recommender.h>

#include <nlohmann/json.hpp>

#include <Eigen/Core>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace matinee::test {

/// All rows of a data set as training rows, or the first count of them.
inline TrainingData trainingData(std::shared_ptr<const Dataset> data, std::size_t count = 0)
{
    TrainingData training;
    training.rows.resize(count == 0 ? data->ratings.size() : count);
    std::iota(training.rows.begin(), training.rows.end(), RowIndex{0});
    training.counts = TrainingCounts(*data, training.rows);
    training.dataset = std::move(data);
    return training;
}

/// What make_solver_goldens.py wrote.
inline const nlohmann::json& solverGoldens()
{
    static const auto goldens = [] {
        std::ifstream stream(MATINEE_TINY_DATA "/goldens/solvers.json");
        return nlohmann::json::parse(stream);
    }();
    return goldens;
}

/// Its data set; the rows behind the training rows are of one user and one film that are cold.
inline TrainingData solverGoldenData()
{
    DatasetParts parts;
    parts.ratings.user = solverGoldens()["users"].get<std::vector<std::int64_t>>();
    parts.ratings.item = solverGoldens()["items"].get<std::vector<std::int64_t>>();
    parts.ratings.value = solverGoldens()["stars"].get<std::vector<float>>();
    parts.ratings.time.assign(parts.ratings.value.size(), 0);
    return trainingData(std::make_shared<Dataset>(assembleDataset(std::move(parts))),
                        solverGoldens()["train"].get<std::size_t>());
}

/// A matrix of it, a row of the file in each column.
inline Eigen::MatrixXd solverGoldenColumns(const nlohmann::json& rows)
{
    const auto values = rows.get<std::vector<std::vector<double>>>();
    Eigen::MatrixXd matrix(static_cast<Eigen::Index>(values[0].size()), static_cast<Eigen::Index>(values.size()));
    for (Eigen::Index c = 0; c < matrix.cols(); ++c)
        for (Eigen::Index r = 0; r < matrix.rows(); ++r)
            matrix(r, c) = values[static_cast<std::size_t>(c)][static_cast<std::size_t>(r)];
    return matrix;
}

/// The largest difference between a model's scores of all pairs and the golden's.
inline double largestDifference(const Recommender& model, const Dataset& data, const nlohmann::json& predictions)
{
    const auto expected = solverGoldenColumns(predictions);
    std::vector<std::int32_t> users(static_cast<std::size_t>(data.userCount()));
    std::iota(users.begin(), users.end(), 0);
    std::vector<float> scores(users.size() * static_cast<std::size_t>(data.itemCount()));
    model.scoreAll(users, scores);
    const Eigen::Map<const Eigen::MatrixXf> actual(scores.data(), expected.rows(), expected.cols());
    return (actual.cast<double>() - expected).cwiseAbs().maxCoeff();
}

/// The settings that a case of the goldens names.
inline Hyperparameters solverGoldenSettings(const std::string& model, const nlohmann::json& golden)
{
    Hyperparameters settings(modelInfo(model).parameters);
    settings.set("factors", static_cast<std::int64_t>(solverGoldens()["user_factors"][0].size()));
    for (const auto& parameter : settings.parameters()) {
        const auto found = golden.find(parameter.key);
        if (found != golden.end() && found->is_string())
            settings.set(parameter.key, found->get<std::string>());
        else if (found != golden.end())
            settings.set(parameter.key, found->get<double>());
    }
    return settings;
}

} // namespace matinee::test
