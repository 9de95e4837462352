#pragma once

#include "optim/kernels/blocked_sgd.h"
#include "support/vector8.h"

namespace matinee::kernels {

namespace {

/// Of the first vector of a row: what is trained, and what of it is a factor or a bias. Later vectors are all factors.
struct FirstVector
{
    Vector8 userFree; ///< 0 at the one that stays
    Vector8 itemFree;
    Vector8 factors; ///< 1 at factors (and at the padding, which is 0)
    Vector8 userBias;
    Vector8 itemBias;
    Vector8 userOne;
    Vector8 itemOne;

    explicit FirstVector(bool biases)
        : userFree(broadcast(1))
        , itemFree(broadcast(1))
        , factors(broadcast(1))
        , userBias(broadcast(0))
        , itemBias(broadcast(0))
        , userOne(broadcast(0))
        , itemOne(broadcast(0))
    {
        if (biases) {
            userFree[1] = itemFree[0] = 0;
            factors[0] = factors[1] = 0;
            userBias[0] = itemBias[1] = 1;
            userOne[1] = itemOne[0] = 1;
        }
    }
};

template <std::size_t Vectors>
[[gnu::always_inline]] inline void prefetchRow(const float* row, std::size_t vectors)
{
    // Odd rows of an odd number of vectors begin in the middle of a line, and end with one.
    const std::size_t floats = (Vectors ? Vectors : vectors) * kLanes;
    for (std::size_t f = 0; f < floats; f += 16)
        __builtin_prefetch(row + f, 1);
}

/// \tparam Vectors of a row; 0: any number.
template <std::size_t Vectors, bool Scaled>
void sgdBlock(BlockUpdate& block, const UpdateSettings& settings)
{
    const std::size_t vectors = Vectors ? Vectors : block.vectors;
    const FirstVector first(settings.biases);
    const float rate = 2 * settings.learningRate;
    const Vector8 decay = broadcast(rate * settings.regularisation);
    const Vector8 biasDecay = broadcast(rate * settings.biasRegularisation);
    const Vector8 userDecay = decay * first.factors + biasDecay * first.userBias;
    const Vector8 itemDecay = decay * first.factors + biasDecay * first.itemBias;
    const Vector8 one = broadcast(1);
    Vector8 userKept = one - userDecay;
    Vector8 itemKept = one - itemDecay;
    Vector8 userFactorsKept = one - decay;
    Vector8 itemFactorsKept = userFactorsKept;
    const float globalBias = block.globalBias;
    double lossSum = block.lossSum;
    double errorSum = block.errorSum;

    for (const BlockedRating *r = block.ratings, *end = r + block.count; r != end; ++r) {
        prefetchRow<Vectors>(block.users + r[kPrefetched].user * vectors * kLanes, vectors);
        prefetchRow<Vectors>(block.items + r[kPrefetched].item * vectors * kLanes, vectors);
        float* const p = block.users + r->user * vectors * kLanes;
        float* const q = block.items + r->item * vectors * kLanes;

        Vector8 product = load(p) * load(q);
        Vector8 product2 = broadcast(0);
#pragma GCC unroll 9
        for (std::size_t v = 1; v < vectors; ++v) {
            const Vector8 pv = load(p + v * kLanes);
            const Vector8 qv = load(q + v * kLanes);
            if (v % 2)
                product2 += pv * qv;
            else
                product += pv * qv;
        }
        const float error = sum(product + product2) - r->value + globalBias;
        lossSum += static_cast<double>(error) * static_cast<double>(error);
        const float push = rate * error;
        errorSum += static_cast<double>(error);

        if (Scaled) {
            const Vector8 userScale = broadcast(block.userStates[r->user].penaltyScale);
            const Vector8 itemScale = broadcast(block.itemStates[r->item].penaltyScale);
            userKept = one - userScale * userDecay;
            itemKept = one - itemScale * itemDecay;
            userFactorsKept = one - userScale * decay;
            itemFactorsKept = one - itemScale * decay;
        }
        const Vector8 pushes = broadcast(push);
        {
            const Vector8 p0 = load(p);
            const Vector8 q0 = load(q);
            store(p, userKept * p0 - pushes * first.userFree * q0);
            store(q, itemKept * q0 - pushes * first.itemFree * p0);
        }
#pragma GCC unroll 9
        for (std::size_t v = 1; v < vectors; ++v) {
            const Vector8 pv = load(p + v * kLanes);
            const Vector8 qv = load(q + v * kLanes);
            store(p + v * kLanes, userFactorsKept * pv - pushes * qv);
            store(q + v * kLanes, itemFactorsKept * qv - pushes * pv);
        }
    }
    block.errorSum = errorSum;
    block.lossSum = lossSum;
}

/// The two accumulators of a user's row and the two of a film's: factors, bias, factors, bias.
[[gnu::always_inline]] inline Vector4 squaresOf(const RowState& user, const RowState& item)
{
    return Vector4{user.squares[0], user.squares[1], item.squares[0], item.squares[1]};
}

/// Of a rating's two rows: the products of all, the products of the factors, and the squares of the user's and of the
/// film's factors, each summed.
template <std::size_t Vectors>
[[gnu::always_inline]] inline Vector4 productSums(const float* p, const float* q, std::size_t vectors, Vector8 factors)
{
    const Vector8 p0 = load(p);
    const Vector8 q0 = load(q);
    const Vector8 product0 = p0 * q0;
    Vector8 product = broadcast(0);
    Vector8 userSquare = p0 * p0 * factors;
    Vector8 itemSquare = q0 * q0 * factors;
#pragma GCC unroll 9
    for (std::size_t v = 1; v < vectors; ++v) {
        const Vector8 pv = load(p + v * kLanes);
        const Vector8 qv = load(q + v * kLanes);
        product += pv * qv;
        userSquare += pv * pv;
        itemSquare += qv * qv;
    }
    return sums(product + product0, product + product0 * factors, userSquare, itemSquare);
}

template <std::size_t Vectors>
void adaptiveBlock(BlockUpdate& block, const UpdateSettings& settings)
{
    constexpr float kEpsilon = 1e-10F;
    const std::size_t vectors = Vectors ? Vectors : block.vectors;
    const FirstVector first(settings.biases);
    const float rate = settings.learningRate;
    const float l = 2 * settings.regularisation;
    const float m = 2 * settings.biasRegularisation;
    const Vector4 strengths = {l, m, l, m};
    const float perFactor = 1 / static_cast<float>(settings.factors);
    const Vector4 shares = {perFactor, 1, perFactor, 1};
    const float globalRate = settings.biases ? rate : 0;
    const Vector4 rates = {rate, rate, rate, rate};
    const Vector4 epsilons = {kEpsilon, kEpsilon, kEpsilon, kEpsilon};
    const Vector4 ones = {1, 1, 1, 1};
    float globalBias = block.globalBias;
    const float squaresBefore = static_cast<float>(block.globalBiasSquares);
    float squaresHere = 0;
    float globalStep = squaresBefore > 0 ? globalRate / (__builtin_sqrtf(squaresBefore) + kEpsilon) : 0;
    double lossSum = block.lossSum;

    const auto sumsFor = [&](const BlockedRating& rating) {
        return productSums<Vectors>(block.users + rating.user * vectors * kLanes,
                                    block.items + rating.item * vectors * kLanes, vectors, first.factors);
    };
    const BlockedRating* const end = block.ratings + block.count;
    Vector4 nextTotal = block.count > 0 ? sumsFor(*block.ratings) : Vector4{};
    for (const BlockedRating* r = block.ratings; r != end; ++r) {
        prefetchRow<Vectors>(block.users + r[kPrefetched].user * vectors * kLanes, vectors);
        prefetchRow<Vectors>(block.items + r[kPrefetched].item * vectors * kLanes, vectors);
        float* const p = block.users + r->user * vectors * kLanes;
        float* const q = block.items + r->item * vectors * kLanes;
        RowState& user = block.userStates[r->user];
        RowState& item = block.itemStates[r->item];

        const Vector4 total = nextTotal;
        // What follows is one long chain. The next rating's sums are under way meanwhile, unless they need its result.
        const bool more = r + 1 != end;
        const bool apart = r[1].user != r->user && r[1].item != r->item;
        if (more && apart)
            nextTotal = sumsFor(r[1]);
        const Vector8 p0 = load(p);
        const Vector8 q0 = load(q);
        const float error = total[0] - r->value + globalBias;
        lossSum += static_cast<double>(error) * static_cast<double>(error);
        const float gradient = 2 * error;
        globalBias -= globalStep * gradient;
        squaresHere += gradient * gradient;
        globalStep = globalRate / (__builtin_sqrtf(squaresBefore + squaresHere) + kEpsilon);

        // The mean square of the gradient g q + c p of a row p follows from p.q, p.p and q.q without a pass of its own:
        // g g q.q + c (2 g p.q + c p.p). A bias is a row of one factor whose partner is 1.
        const Vector4 biases = __builtin_shufflevector(p0, q0, 0, 0, 9, 9);
        const Vector4 withBiases = __builtin_shufflevector(total, biases * biases, 2, 4, 3, 6);
        const Vector4 products = __builtin_shufflevector(total, biases, 1, 4, 1, 6);
        const Vector4 partners = __builtin_shufflevector(total, ones, 3, 4, 2, 4);
        const Vector4 scales = {user.penaltyScale, user.penaltyScale, item.penaltyScale, item.penaltyScale};
        const Vector4 penalties = strengths * scales;
        const Vector4 gradient4 = {gradient, gradient, gradient, gradient};
        Vector4 grown = gradient4 * gradient4 * partners;
        grown += penalties * ((gradient4 + gradient4) * products + penalties * withBiases);
        grown *= shares;
        // Rounding may leave less than nothing of a gradient close to 0.
        grown = grown > 0 ? grown : Vector4{};
        const Vector4 squares = squaresOf(user, item) + grown;
        user.squares[0] = squares[0];
        user.squares[1] = squares[1];
        item.squares[0] = squares[2];
        item.squares[1] = squares[3];
        const Vector4 steps = rates / (squareRoot(squares) + epsilons);
        const Vector4 kept = ones - steps * penalties;
        const Vector4 pushes = steps * gradient4;

        const Vector8 userKept = broadcast(kept[0]);
        const Vector8 itemKept = broadcast(kept[2]);
        const Vector8 userPush = broadcast(pushes[0]);
        const Vector8 itemPush = broadcast(pushes[2]);
        const Vector8 userKept0 = userKept * first.factors + broadcast(kept[1]) * first.userBias + first.userOne;
        const Vector8 itemKept0 = itemKept * first.factors + broadcast(kept[3]) * first.itemBias + first.itemOne;
        const Vector8 userPush0 = userPush * first.factors + broadcast(pushes[1]) * first.userBias;
        const Vector8 itemPush0 = itemPush * first.factors + broadcast(pushes[3]) * first.itemBias;
        store(p, userKept0 * p0 - userPush0 * q0);
        store(q, itemKept0 * q0 - itemPush0 * p0);
#pragma GCC unroll 9
        for (std::size_t v = 1; v < vectors; ++v) {
            const Vector8 pv = load(p + v * kLanes);
            const Vector8 qv = load(q + v * kLanes);
            store(p + v * kLanes, userKept * pv - userPush * qv);
            store(q + v * kLanes, itemKept * qv - itemPush * pv);
        }
        if (more && !apart)
            nextTotal = sumsFor(r[1]);
    }
    block.globalBias = globalBias;
    block.globalBiasSquares += static_cast<double>(squaresHere);
    block.lossSum = lossSum;
}

/// Up to nine vectors (64 factors with biases) the loops over them are unrolled.
template <class Form>
void forVectors(BlockUpdate& block, const UpdateSettings& settings, Form)
{
    switch (block.vectors) {
    case 1:
        return Form::template run<1>(block, settings);
    case 2:
        return Form::template run<2>(block, settings);
    case 3:
        return Form::template run<3>(block, settings);
    case 4:
        return Form::template run<4>(block, settings);
    case 5:
        return Form::template run<5>(block, settings);
    case 6:
        return Form::template run<6>(block, settings);
    case 7:
        return Form::template run<7>(block, settings);
    case 8:
        return Form::template run<8>(block, settings);
    case 9:
        return Form::template run<9>(block, settings);
    default:
        return Form::template run<0>(block, settings);
    }
}

template <bool Scaled>
struct SgdForm
{
    template <std::size_t Vectors>
    static void run(BlockUpdate& block, const UpdateSettings& settings)
    {
        sgdBlock<Vectors, Scaled>(block, settings);
    }
};

struct AdaptiveForm
{
    template <std::size_t Vectors>
    static void run(BlockUpdate& block, const UpdateSettings& settings)
    {
        adaptiveBlock<Vectors>(block, settings);
    }
};

BlockKernels compiledBlockKernels()
{
    return {[](BlockUpdate& b, const UpdateSettings& s) { forVectors(b, s, SgdForm<false>{}); },
            [](BlockUpdate& b, const UpdateSettings& s) { forVectors(b, s, SgdForm<true>{}); },
            [](BlockUpdate& b, const UpdateSettings& s) { forVectors(b, s, AdaptiveForm{}); }};
}

} // namespace

} // namespace matinee::kernels
