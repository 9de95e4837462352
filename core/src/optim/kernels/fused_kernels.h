#pragma once

#include <cstddef>
#include <cstdint>

namespace matinee::kernels {

/// Rows are padded to whole vectors of this many floats; what pads them is zero and stays zero.
inline constexpr std::size_t kRowUnit = 8;

/// Which products of an example's vectors are left out by dropout.
enum class Dropout
{
    None,
    Vectors, ///< numbers of the user's vector and of the film's, drawn apart
    User,    ///< of the user's alone; two examples in a row share the draw: a pair
    Product, ///< of the products of the two
};

/// Some examples, as places in tables of rows; what both passes over them need.
struct FusedExamples
{
    std::size_t count = 0;
    std::size_t vectors = 0; ///< of kRowUnit floats in a row that take part in the product
    const float* users = nullptr;
    std::size_t userStride = 0; ///< floats from a row to the next
    const std::int32_t* user = nullptr;
    const float* items = nullptr;
    std::size_t itemStride = 0;
    const std::int32_t* item = nullptr;
    const float* weights = nullptr; ///< of the products, one a column; null: all one
    Dropout dropout = Dropout::None;
    std::size_t columns = 0; ///< the first so many may be left out: vectors, not biases
    std::uint32_t limit = 0; ///< a column is left out if its 32 random bits are below this
    float kept = 1;          ///< what the others are multiplied by
    std::uint64_t key = 0;   ///< of the draws
    std::uint64_t first = 0; ///< number of the first example: its draws are a function of (key, number)
};

/// Where gradients are added up.
struct FusedGradients
{
    const float* coefficient = nullptr; ///< of each example: derivative of the loss by the product
    float* users = nullptr;             ///< rows of vectors * kRowUnit floats
    const std::int32_t* user = nullptr; ///< row of each example
    float* items = nullptr;
    const std::int32_t* item = nullptr;
    float* weights = nullptr; ///< null where there are none
};

/// What pulls on a row besides its gradient: g = trainable * (gradient + (weightDecay + scale * decay) * weight).
struct FusedPull
{
    const float* trainable = nullptr; ///< one or zero a column
    const float* decay = nullptr;     ///< strength of the penalty a column
    float scale = 0;                  ///< of the penalty for this row
};

/// One step's constants of Adam (Kingma, Ba 2015).
struct FusedAdam
{
    float stepSize;              ///< learning rate / (1 - beta1^t)
    float inverseRootCorrection; ///< 1 / sqrt(1 - beta2^t)
    float weightDecay;
};

/// Of SGD with momentum, in PyTorch's form: v = momentum v + g; w -= rate v.
struct FusedSgd
{
    float rate;
    float momentum;
    float weightDecay;
};

inline constexpr float kAdamBeta1 = 0.9F;
inline constexpr float kAdamBeta2 = 0.999F;
inline constexpr float kAdamEpsilon = 1e-8F;

/// The sum of some of Adam's steps with zero gradient as a series in y = epsilon / sqrt(square):
/// w -= mean / sqrt(square) * (c0 - y (c1 - y (c2 - y c3))), after which both moments have decayed.
struct FusedDecay
{
    float c[4];
    float mean;             ///< beta1^steps
    float square;           ///< beta2^steps
    float leastSquare;      ///< below this the series is not exact enough, and the steps are run one by one
    const FusedAdam* steps; ///< the first of them, after which the mean has died away
    std::size_t count;
    float restMean; ///< decay after those
    float restSquare;
};

/// The inner loops of the fused engine, once for AVX2 with FMA and once for any machine; same source, equal to
/// rounding.
struct FusedKernels
{
    /// product[i] = sum over columns of user * item (* weight).
    void (*products)(const FusedExamples& examples, float* product);
    /// Adds coefficient * (item * weight) to the user's gradient, and so on.
    void (*gradients)(const FusedExamples& examples, const FusedGradients& gradients);

    /// coefficient = 2 (product + constant - label) * scale; returns the sum of squared errors.
    double (*squaredErrors)(const float* product, const float* label, float constant, float scale, std::size_t count,
                            float* coefficient);
    /// coefficient = (sigmoid(product + constant) - label) * scale; returns the sum of cross entropies.
    double (*crossEntropies)(const float* product, const float* label, float constant, float scale, std::size_t count,
                             float* coefficient);
    /// Examples in pairs: coefficient = -/+ sigmoid(-(first - second)) * scale; returns the sum of -ln sigmoid.
    double (*pairLosses)(const float* product, float scale, std::size_t count, float* coefficient);

    /// One step of a row of n floats (whole vectors).
    void (*adam)(float* weight, float* mean, float* square, const float* gradient, const FusedPull& pull, std::size_t n,
                 const FusedAdam& step);
    void (*sgd)(float* weight, float* velocity, const float* gradient, const FusedPull& pull, std::size_t n,
                const FusedSgd& step);
    /// Catches up with steps without gradient or weight decay.
    void (*decayAdam)(float* weight, float* mean, float* square, std::size_t n, const FusedDecay& decay);
    /// Steps without a gradient one by one.
    void (*replayAdam)(float* weight, float* mean, float* square, const float* trainable, std::size_t n,
                       const FusedAdam* steps, std::size_t count);
    void (*replaySgd)(float* weight, float* velocity, const float* trainable, std::size_t n, const FusedSgd* steps,
                      std::size_t count);
    /// target += factor * source, n floats (whole vectors).
    void (*addScaled)(float* target, const float* source, float factor, std::size_t n);
    /// r(u,i) of pairs from arrays without padding: users x factors, items x factors.
    void (*pairs)(const float* users, const float* items, std::size_t factors, const std::int32_t* user,
                  const std::int32_t* item, std::size_t count, float* product);
};

/// The fastest that this machine can run.
const FusedKernels& fusedKernels();
/// For tests: those for any machine.
const FusedKernels& portableFusedKernels();

} // namespace matinee::kernels
