#pragma once

#include "optim/kernels/dropout_bits.h"
#include "optim/kernels/fused_kernels.h"
#include "support/vector8_math.h"

namespace matinee::kernels {
namespace {

/// The factors by which dropout multiplies one vector of columns: zero or `kept`, one behind the last column.
struct DropoutMask
{
    explicit DropoutMask(const FusedExamples& e)
        : columns(static_cast<std::int32_t>(e.columns))
        , limit(e.limit)
        , kept(e.kept)
    {}

    [[gnu::always_inline]] Vector8 operator()(std::uint64_t draw, std::size_t column) const
    {
        const Ints8 lane = lanes() + static_cast<std::int32_t>(column);
        // A comparison of unsigned numbers, by shifting both into the signed range.
        const Ints8 word = Ints8(dropoutWords(Words8(lane), draw) ^ 0x80000000U);
        const Ints8 out = word < static_cast<std::int32_t>(limit ^ 0x80000000U);
        const Vector8 factor = choose(out, broadcast(0), broadcast(kept));
        return choose(lane < columns, factor, broadcast(1));
    }

    std::int32_t columns;
    std::uint32_t limit;
    float kept;
};

template <std::size_t V, Dropout D, bool Weighted>
void productsOf(const FusedExamples& e, float* product)
{
    const std::size_t vectors = V > 0 ? V : e.vectors;
    const DropoutMask mask(e);
    for (std::size_t i = 0; i < e.count; ++i) {
        const float* p = e.users + static_cast<std::size_t>(e.user[i]) * e.userStride;
        const float* q = e.items + static_cast<std::size_t>(e.item[i]) * e.itemStride;
        const std::uint64_t draw = dropoutDraw(e.key, D == Dropout::User ? (e.first + i) / 2 : e.first + i);
        Vector8 even = broadcast(0);
        Vector8 odd = broadcast(0);
        for (std::size_t v = 0; v < vectors; ++v) {
            Vector8 x = loadUnaligned(p + v * kLanes);
            Vector8 y = loadUnaligned(q + v * kLanes);
            if constexpr (D == Dropout::Vectors)
                y *= mask(draw + kDropoutSide, v * kLanes);
            if constexpr (D != Dropout::None)
                x *= mask(draw, v * kLanes);
            if constexpr (Weighted)
                x *= loadUnaligned(e.weights + v * kLanes);
            (v % 2 ? odd : even) += x * y;
        }
        product[i] = sum(even + odd);
    }
}

template <std::size_t V, Dropout D, bool Weighted>
void gradientsOf(const FusedExamples& e, const FusedGradients& g)
{
    const std::size_t vectors = V > 0 ? V : e.vectors;
    const DropoutMask mask(e);
    for (std::size_t i = 0; i < e.count; ++i) {
        const float* p = e.users + static_cast<std::size_t>(e.user[i]) * e.userStride;
        const float* q = e.items + static_cast<std::size_t>(e.item[i]) * e.itemStride;
        float* dp = g.users + static_cast<std::size_t>(g.user[i]) * vectors * kLanes;
        float* dq = g.items + static_cast<std::size_t>(g.item[i]) * vectors * kLanes;
        const std::uint64_t draw = dropoutDraw(e.key, D == Dropout::User ? (e.first + i) / 2 : e.first + i);
        const Vector8 c = broadcast(g.coefficient[i]);
        for (std::size_t v = 0; v < vectors; ++v) {
            const std::size_t at = v * kLanes;
            const Vector8 x = loadUnaligned(p + at);
            const Vector8 y = loadUnaligned(q + at);
            Vector8 toUser = c;
            Vector8 toItem = c;
            if constexpr (D == Dropout::Vectors) {
                toUser = toItem = c * mask(draw, at) * mask(draw + kDropoutSide, at);
            } else if constexpr (D != Dropout::None) {
                toUser = toItem = c * mask(draw, at);
            }
            if constexpr (Weighted) {
                storeUnaligned(g.weights + at, loadUnaligned(g.weights + at) + toUser * x * y);
                const Vector8 w = loadUnaligned(e.weights + at);
                toUser *= w;
                toItem *= w;
            }
            storeUnaligned(dp + at, loadUnaligned(dp + at) + toUser * y);
            storeUnaligned(dq + at, loadUnaligned(dq + at) + toItem * x);
        }
    }
}

template <Dropout D, bool Weighted>
void productsFor(const FusedExamples& e, float* product)
{
    switch (e.vectors) {
    case 1:
        return productsOf<1, D, Weighted>(e, product);
    case 2:
        return productsOf<2, D, Weighted>(e, product);
    case 3:
        return productsOf<3, D, Weighted>(e, product);
    case 4:
        return productsOf<4, D, Weighted>(e, product);
    case 5:
        return productsOf<5, D, Weighted>(e, product);
    case 7:
        return productsOf<7, D, Weighted>(e, product);
    case 8:
        return productsOf<8, D, Weighted>(e, product);
    default:
        return productsOf<0, D, Weighted>(e, product);
    }
}

template <Dropout D, bool Weighted>
void gradientsFor(const FusedExamples& e, const FusedGradients& g)
{
    switch (e.vectors) {
    case 1:
        return gradientsOf<1, D, Weighted>(e, g);
    case 2:
        return gradientsOf<2, D, Weighted>(e, g);
    case 3:
        return gradientsOf<3, D, Weighted>(e, g);
    case 4:
        return gradientsOf<4, D, Weighted>(e, g);
    case 5:
        return gradientsOf<5, D, Weighted>(e, g);
    case 7:
        return gradientsOf<7, D, Weighted>(e, g);
    case 8:
        return gradientsOf<8, D, Weighted>(e, g);
    default:
        return gradientsOf<0, D, Weighted>(e, g);
    }
}

void products(const FusedExamples& e, float* product)
{
    if (e.weights)
        return e.dropout == Dropout::None ? productsFor<Dropout::None, true>(e, product)
                                          : productsFor<Dropout::Product, true>(e, product);
    switch (e.dropout) {
    case Dropout::None:
        return productsFor<Dropout::None, false>(e, product);
    case Dropout::Vectors:
        return productsFor<Dropout::Vectors, false>(e, product);
    default:
        return productsFor<Dropout::User, false>(e, product);
    }
}

void gradients(const FusedExamples& e, const FusedGradients& g)
{
    if (e.weights)
        return e.dropout == Dropout::None ? gradientsFor<Dropout::None, true>(e, g)
                                          : gradientsFor<Dropout::Product, true>(e, g);
    switch (e.dropout) {
    case Dropout::None:
        return gradientsFor<Dropout::None, false>(e, g);
    case Dropout::Vectors:
        return gradientsFor<Dropout::Vectors, false>(e, g);
    default:
        return gradientsFor<Dropout::User, false>(e, g);
    }
}

double squaredErrors(const float* product, const float* label, float constant, float scale, std::size_t count,
                     float* coefficient)
{
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float error = product[i] + constant - label[i];
        coefficient[i] = 2 * scale * error;
        sum += static_cast<double>(error) * error;
    }
    return sum;
}

/// Calls body(values, first, n) for eight numbers at a time, the rest padded with zeros, and stores what it returns.
template <class Body>
[[gnu::always_inline]] inline void inVectors(std::size_t count, Body&& body)
{
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        body(i, kLanes);
    if (i < count)
        body(i, count - i);
}

double crossEntropies(const float* product, const float* label, float constant, float scale, std::size_t count,
                      float* coefficient)
{
    double total = 0;
    inVectors(count, [&](std::size_t i, std::size_t n) {
        const Vector8 z = loadSome(product + i, n) + constant;
        const Vector8 y = loadSome(label + i, n);
        const Vector8 t = negativeExponential(absolute(z));
        const Vector8 inverse = 1.0F / (1.0F + t);
        const Vector8 sigmoid = choose(z >= 0.0F, inverse, t * inverse);
        storeSome(coefficient + i, (sigmoid - y) * scale, n);
        const Vector8 loss = choose(z > 0.0F, z, broadcast(0)) - z * y + logOnePlus(t);
        for (std::size_t lane = 0; lane < n; ++lane)
            total += static_cast<double>(loss[static_cast<int>(lane)]);
    });
    return total;
}

double pairLosses(const float* product, float scale, std::size_t count, float* coefficient)
{
    double total = 0;
    inVectors(count / 2, [&](std::size_t i, std::size_t n) {
        Vector8 x = broadcast(0);
        for (std::size_t lane = 0; lane < n; ++lane)
            x[static_cast<int>(lane)] = product[2 * (i + lane)] - product[2 * (i + lane) + 1];
        const Vector8 t = negativeExponential(absolute(x));
        const Vector8 inverse = 1.0F / (1.0F + t);
        const Vector8 wrong = choose(x >= 0.0F, t * inverse, inverse) * scale; // sigmoid(-x)
        // Where x is not finite, neither is the loss: comparisons alone would make it zero.
        const Vector8 loss = choose(x < 0.0F, -x, broadcast(0)) + logOnePlus(t) + 0.0F * x;
        for (std::size_t lane = 0; lane < n; ++lane) {
            coefficient[2 * (i + lane)] = -wrong[static_cast<int>(lane)];
            coefficient[2 * (i + lane) + 1] = wrong[static_cast<int>(lane)];
            total += static_cast<double>(loss[static_cast<int>(lane)]);
        }
    });
    return total;
}

[[gnu::always_inline]] inline void adamVector(Vector8& w, Vector8& m, Vector8& s, Vector8 g, const FusedAdam& step)
{
    m = kAdamBeta1 * m + (1 - kAdamBeta1) * g;
    s = kAdamBeta2 * s + (1 - kAdamBeta2) * g * g;
    w -= step.stepSize * m / (squareRoot(s) * step.inverseRootCorrection + kAdamEpsilon);
}

void adam(float* weight, float* mean, float* square, const float* gradient, const FusedPull& pull, std::size_t n,
          const FusedAdam& step)
{
    for (std::size_t at = 0; at < n; at += kLanes) {
        Vector8 w = loadUnaligned(weight + at);
        Vector8 m = loadUnaligned(mean + at);
        Vector8 s = loadUnaligned(square + at);
        const Vector8 pulled = (step.weightDecay + pull.scale * loadUnaligned(pull.decay + at)) * w;
        adamVector(w, m, s, loadUnaligned(pull.trainable + at) * (loadUnaligned(gradient + at) + pulled), step);
        storeUnaligned(weight + at, w);
        storeUnaligned(mean + at, m);
        storeUnaligned(square + at, s);
    }
}

void sgd(float* weight, float* velocity, const float* gradient, const FusedPull& pull, std::size_t n,
         const FusedSgd& step)
{
    for (std::size_t at = 0; at < n; at += kLanes) {
        const Vector8 w = loadUnaligned(weight + at);
        const Vector8 pulled = (step.weightDecay + pull.scale * loadUnaligned(pull.decay + at)) * w;
        const Vector8 g = loadUnaligned(pull.trainable + at) * (loadUnaligned(gradient + at) + pulled);
        if (step.momentum == 0) {
            // What velocity there is stays for when momentum comes back.
            storeUnaligned(weight + at, w - step.rate * g);
            continue;
        }
        const Vector8 v = step.momentum * loadUnaligned(velocity + at) + g;
        storeUnaligned(velocity + at, v);
        storeUnaligned(weight + at, w - step.rate * v);
    }
}

void decayAdam(float* weight, float* mean, float* square, std::size_t n, const FusedDecay& decay)
{
    const Vector8 least = broadcast(1e-30F); // of what has never had a gradient: its mean is zero
    for (std::size_t at = 0; at < n; at += kLanes) {
        Vector8 m = loadUnaligned(mean + at);
        Vector8 s = loadUnaligned(square + at);
        if (any((s < decay.leastSquare) & (m != 0.0F))) {
            Vector8 w = loadUnaligned(weight + at);
            for (std::size_t t = 0; t < decay.count; ++t)
                adamVector(w, m, s, broadcast(0), decay.steps[t]);
            storeUnaligned(weight + at, w);
            storeUnaligned(mean + at, m * decay.restMean);
            storeUnaligned(square + at, s * decay.restSquare);
            continue;
        }
        const Vector8 inverse = 1.0F / squareRoot(choose(s > least, s, least));
        const Vector8 y = kAdamEpsilon * inverse;
        const Vector8 series = decay.c[0] - y * (decay.c[1] - y * (decay.c[2] - y * decay.c[3]));
        storeUnaligned(weight + at, loadUnaligned(weight + at) - choose(m != 0.0F, m * inverse * series, broadcast(0)));
        storeUnaligned(mean + at, m * decay.mean);
        storeUnaligned(square + at, s * decay.square);
    }
}

void replayAdam(float* weight, float* mean, float* square, const float* trainable, std::size_t n,
                const FusedAdam* steps, std::size_t count)
{
    for (std::size_t at = 0; at < n; at += kLanes) {
        Vector8 w = loadUnaligned(weight + at);
        Vector8 m = loadUnaligned(mean + at);
        Vector8 s = loadUnaligned(square + at);
        const Vector8 mask = loadUnaligned(trainable + at);
        for (std::size_t t = 0; t < count; ++t)
            adamVector(w, m, s, steps[t].weightDecay * mask * w, steps[t]);
        storeUnaligned(weight + at, w);
        storeUnaligned(mean + at, m);
        storeUnaligned(square + at, s);
    }
}

void replaySgd(float* weight, float* velocity, const float* trainable, std::size_t n, const FusedSgd* steps,
               std::size_t count)
{
    for (std::size_t at = 0; at < n; at += kLanes) {
        Vector8 w = loadUnaligned(weight + at);
        Vector8 v = loadUnaligned(velocity + at);
        const Vector8 mask = loadUnaligned(trainable + at);
        for (std::size_t t = 0; t < count; ++t) {
            const Vector8 g = steps[t].weightDecay * mask * w;
            v = steps[t].momentum == 0 ? v : steps[t].momentum * v + g;
            w -= steps[t].rate * (steps[t].momentum == 0 ? g : v);
        }
        storeUnaligned(weight + at, w);
        storeUnaligned(velocity + at, v);
    }
}

void addScaled(float* target, const float* source, float factor, std::size_t n)
{
    for (std::size_t at = 0; at < n; at += kLanes)
        storeUnaligned(target + at, loadUnaligned(target + at) + factor * loadUnaligned(source + at));
}

void pairs(const float* users, const float* items, std::size_t factors, const std::int32_t* user,
           const std::int32_t* item, std::size_t count, float* product)
{
    const std::size_t whole = factors / kLanes * kLanes;
    const std::size_t rest = factors - whole;
    // The last numbers of a row are read together with those before them, which then count as zero.
    const Ints8 lane = lanes();
    const Ints8 last = lane >= static_cast<std::int32_t>(kLanes - rest);
    for (std::size_t i = 0; i < count; ++i) {
        const float* p = users + static_cast<std::size_t>(user[i]) * factors;
        const float* q = items + static_cast<std::size_t>(item[i]) * factors;
        Vector8 total = broadcast(0);
        for (std::size_t at = 0; at < whole; at += kLanes)
            total += loadUnaligned(p + at) * loadUnaligned(q + at);
        if (rest > 0 && whole > 0)
            total +=
                choose(last, loadUnaligned(p + factors - kLanes) * loadUnaligned(q + factors - kLanes), broadcast(0));
        else if (rest > 0)
            total += loadSome(p, rest) * loadSome(q, rest);
        product[i] = sum(total);
    }
}

constexpr FusedKernels kFusedKernels = {products, gradients, squaredErrors, crossEntropies, pairLosses, adam,
                                        sgd,      decayAdam, replayAdam,    replaySgd,      addScaled,  pairs};

} // namespace
} // namespace matinee::kernels
