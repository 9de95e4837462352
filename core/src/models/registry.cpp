#include "models/model_list.h"

#include <matinee/error.h>

#include <fmt/format.h>

namespace matinee {

const std::vector<ModelInfo>& models()
{
    static const std::vector<ModelInfo> list = {
        globalMeanModel(),
        biasModel(),
        mfModel(),
        biasedMfModel(),
    };
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
