#include "optim/optimiser.h"

#include <matinee/error.h>

#include <torch/torch.h>

// Qt and torch do not meet in one file: this test has no QtTest, only a main() that says what failed.
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>

using namespace matinee;

namespace {

int failures = 0;

void check(bool fine, const std::string& what)
{
    std::printf("%s   : %s\n", fine ? "PASS" : "FAIL!", what.c_str());
    failures += !fine;
}

/// Relative difference of the weights after steps of a quadratic bowl with noise.
double differenceFrom(torch::optim::Optimizer& theirs, torch::Tensor theirWeight, Optimiser& ours,
                      torch::Tensor ourWeight, int steps)
{
    torch::manual_seed(3);
    for (int s = 0; s < steps; ++s) {
        const auto noise = torch::randn_like(theirWeight.detach());
        const auto loss = [&](const torch::Tensor& weight) {
            return ((weight - 0.3) * (weight + noise)).pow(2).mean();
        };
        theirs.zero_grad();
        loss(theirWeight).backward();
        theirs.step();
        ours.clearGradients();
        loss(ourWeight).backward();
        ours.step();
    }
    // In the norm: where a gradient passes through zero, Adam's quotient turns a rounding error into a step.
    return (theirWeight - ourWeight).norm().item<double>() / theirWeight.norm().item<double>();
}

void compare(const std::string& name, const std::string& kind, const OptimiserSettings& settings, bool plain,
             const std::function<std::unique_ptr<torch::optim::Optimizer>(torch::Tensor)>& make)
{
    for (const int steps : {1, 200}) {
        torch::manual_seed(1);
        // A transposed tensor is not contiguous and takes the path of tensor operations that a GPU takes.
        const auto initial = plain ? torch::randn({37, 11}) : torch::randn({37, 11}).t();
        auto theirWeight = initial.clone(torch::MemoryFormat::Preserve).set_requires_grad(true);
        auto ourWeight = initial.clone(torch::MemoryFormat::Preserve).set_requires_grad(true);
        const auto theirs = make(theirWeight);
        const auto ours = makeOptimiser(kind, {ourWeight}, settings);
        const double difference = differenceFrom(*theirs, theirWeight, *ours, ourWeight, steps);
        // A step differs by rounding (float: 6e-8) only; over many, Adam's quotient multiplies it.
        std::printf("          relative difference %.2g\n", difference);
        check(difference < (steps == 1 ? 1e-6 : 1e-4),
              name + (plain ? ", one pass, " : ", tensor operations, ") + std::to_string(steps) + " steps");
    }
}

} // namespace

int main()
{
    for (const bool plain : {true, false}) {
        for (const double decay : {0.0, 0.01}) {
            compare("adam against torch::optim::Adam, decay " + std::to_string(decay), "adam", {0.01, 0, decay}, plain,
                    [&](torch::Tensor weight) {
                        return std::make_unique<torch::optim::Adam>(
                            std::vector<torch::Tensor>{weight}, torch::optim::AdamOptions(0.01).weight_decay(decay));
                    });
            for (const double momentum : {0.0, 0.9}) {
                compare("sgd against torch::optim::SGD, decay " + std::to_string(decay) + ", momentum " +
                            std::to_string(momentum),
                        "sgd", {0.01, momentum, decay}, plain, [&](torch::Tensor weight) {
                            return std::make_unique<torch::optim::SGD>(
                                std::vector<torch::Tensor>{weight},
                                torch::optim::SGDOptions(0.01).momentum(momentum).weight_decay(decay));
                        });
            }
        }
    }
    try {
        makeOptimiser("rmsprop", {}, {});
        check(false, "an unknown optimiser is refused");
    } catch (const Error& error) {
        check(error.code() == ErrorCode::InvalidArgument, "an unknown optimiser is refused");
    }
    return failures == 0 ? 0 : 1;
}
