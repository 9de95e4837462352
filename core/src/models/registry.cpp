#include "models/common_parameters.h"
#include "models/model_list.h"
#include "support/torch_module.h"

#include <matinee/error.h>

#include <fmt/format.h>

namespace matinee {

namespace {

std::vector<ModelInfo> allModels()
{
    std::vector<ModelInfo> list = {
        globalMeanModel(), biasModel(), popularityModel(), itemKnnModel(), easeModel(),
    };
    for (auto& model : torchModule().models())
        list.push_back(std::move(model));
    list.push_back(svdppModel());
    list.push_back(alsModel());
    list.push_back(bpmfModel());
    list.push_back(ialsModel());
    for (auto& model : list)
        addTrainingParameters(model);
    return list;
}

} // namespace

const std::vector<ModelInfo>& models()
{
    static const std::vector<ModelInfo> list = allModels();
    return list;
}

const ModelInfo& modelInfo(const std::string& id)
{
    std::string ids;
    for (const auto& model : models()) {
        if (model.id == id)
            return model;
        ids += (ids.empty() ? "" : ", ") + model.id;
    }
    throw Error(ErrorCode::NotFound, fmt::format("There is no model '{}'; there are {}.", id, ids), "model");
}

} // namespace matinee
