#pragma once

#include <matinee/recommender.h>

#include <string>

namespace matinee::cli {

/// The model of a command line. \throws Error{InvalidArgument}: an unknown name is wrong use here, not failed work.
inline const ModelInfo& modelNamed(const std::string& id)
{
    try {
        return modelInfo(id);
    } catch (const Error& error) {
        throw Error(ErrorCode::InvalidArgument, error.message());
    }
}

} // namespace matinee::cli
