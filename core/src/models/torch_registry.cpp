#include "models/model_list.h"

namespace matinee {

std::vector<ModelInfo> torchModels()
{
    return {
        mfModel(),  biasedMfModel(), biasedMfDropoutModel(), featureMfModel(),
        gmfModel(), mlpModel(),      neumfModel(),           bprModel(),
    };
}

} // namespace matinee
