#pragma once

#include "experiments/reproduction_tools.h"

namespace matinee {

// Chosen on validation rows, never on test rows.

inline const Settings kFoldsBiasedMf100k = {{"factors", "50"},
                                            {"epochs", "25"},
                                            {"batch_size", "512"},
                                            {"learning_rate", "0.002"},
                                            {"regularisation", "1.2"},
                                            {"bias_regularisation", "0.1"},
                                            {"regularisation_scaling", "sqrt"}};
inline const Settings kFoldsBiasedMf1m = {{"factors", "20"},
                                          {"epochs", "20"},
                                          {"batch_size", "2048"},
                                          {"learning_rate", "0.002"},
                                          {"regularisation", "1"},
                                          {"bias_regularisation", "0.1"},
                                          {"regularisation_scaling", "sqrt"}};

inline const Settings kSmallAls = {{"epochs", "30"}, {"early_stopping", "true"}, {"patience", "5"}};
inline const Settings kSmallBiasedMf = {{"factors", "20"},
                                        {"epochs", "60"},
                                        {"batch_size", "512"},
                                        {"learning_rate", "0.002"},
                                        {"regularisation", "1"},
                                        {"bias_regularisation", "0.1"},
                                        {"regularisation_scaling", "sqrt"},
                                        {"early_stopping", "true"},
                                        {"patience", "5"}};
inline const Settings kSmallFeatureMf = {{"factors", "20"},
                                         {"epochs", "60"},
                                         {"batch_size", "512"},
                                         {"learning_rate", "0.002"},
                                         {"regularisation", "1"},
                                         {"bias_regularisation", "0.1"},
                                         {"feature_regularisation", "3"},
                                         {"init_scale", "0.01"},
                                         {"regularisation_scaling", "sqrt"},
                                         {"early_stopping", "true"},
                                         {"patience", "5"}};

inline const Settings kGmf = {{"early_stopping", "true"}, {"patience", "3"}, {"epochs", "30"}, {"refit", "true"}};
inline const Settings kNeumf = {{"early_stopping", "true"}, {"patience", "2"}, {"epochs", "10"}, {"refit", "true"}};
inline const Settings kIals = {{"factors", "192"}, {"refit", "true"}};

} // namespace matinee
