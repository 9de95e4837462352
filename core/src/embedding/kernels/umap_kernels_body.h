// The kernel of umap_kernels.h, by the rules of support/vector8.h.

#pragma once

#include "embedding/kernels/umap_kernels.h"
#include "support/vector8.h"
#include "support/vector8_math.h"

namespace matinee::kernels {

namespace {

static_assert(kGroup == kLanes);

typedef std::uint64_t Pairs4 __attribute__((vector_size(32), may_alias));
typedef std::uint64_t LoosePair __attribute__((may_alias, aligned(4)));

struct Points8
{
    Vector8 x;
    Vector8 y;
};

[[gnu::always_inline]] inline Points8 apart(Vector8 low, Vector8 high)
{
    return {__builtin_shufflevector(low, high, 0, 2, 8, 10, 4, 6, 12, 14),
            __builtin_shufflevector(low, high, 1, 3, 9, 11, 5, 7, 13, 15)};
}

/// The points with the numbers of eight lanes.
[[gnu::always_inline]] inline Points8 gather(const float* points, const std::uint32_t* numbers)
{
    const auto* pairs = reinterpret_cast<const LoosePair*>(points);
    const Pairs4 low = {pairs[numbers[0]], pairs[numbers[1]], pairs[numbers[4]], pairs[numbers[5]]};
    const Pairs4 high = {pairs[numbers[2]], pairs[numbers[3]], pairs[numbers[6]], pairs[numbers[7]]};
    return apart(reinterpret_cast<Vector8>(low), reinterpret_cast<Vector8>(high));
}

/// Eight points that follow each other, in some order.
[[gnu::always_inline]] inline Points8 run(const float* points)
{
    return apart(loadUnaligned(points), loadUnaligned(points + kLanes));
}

/// v^b for v in [1e-12, 1e12] and b in [0, 3], to 1e-5 of itself or so: enough for steps that are random anyway. The
/// polynomials were fitted at Chebyshev's points.
[[gnu::always_inline]] inline Vector8 power(Vector8 v, float b)
{
    const Ints8 bits = reinterpret_cast<Ints8>(v);
    const Ints8 exponent = (bits - 0x3F3504F3) >> 23; // so that the mantissa is about 1: sqrt(1/2) to sqrt(2)
    const Vector8 t = reinterpret_cast<Vector8>(bits - (exponent << 23)) - 1.0F;
    Vector8 p = t * -0.206858124F + 0.318407118F;
    p = p * t - 0.366413259F;
    p = p * t + 0.479793884F;
    p = p * t - 0.721208468F;
    p = p * t + 1.442701800F;
    const Vector8 log = __builtin_convertvector(exponent, Vector8) + p * t;

    const Vector8 y = log * b;
    const Vector8 shifted = y + 12582912.0F; // 1.5 * 2^23: what is left of the fraction is rounded off
    const Ints8 whole = reinterpret_cast<Ints8>(shifted) - 0x4B400000;
    const Vector8 f = y - (shifted - 12582912.0F);
    Vector8 q = f * 0.00967603710F + 0.0559220356F;
    q = q * f + 0.240221074F;
    q = q * f + 0.693121034F;
    q = q * f + 1.0F;
    return reinterpret_cast<Vector8>(reinterpret_cast<Ints8>(q) + (whole << 23));
}

[[gnu::always_inline]] inline Vector8 clipped(Vector8 v)
{
    const Vector8 most = broadcast(4.0F);
    v = choose(v < most, v, most);
    return choose(v > -most, v, -most);
}

/// What moves a group of points.
struct Forces
{
    float a;
    float b;
    float pull; ///< 2 a b
    float push; ///< 2 b

    explicit Forces(const UmapEpoch& epoch)
        : a(epoch.a)
        , b(epoch.b)
        , pull(2 * epoch.a * epoch.b)
        , push(2 * epoch.b)
    {}

    [[gnu::always_inline]] inline void attract(const Points8& at, const Points8& to, Ints8 mask, Points8& force) const
    {
        const Vector8 dx = to.x - at.x;
        const Vector8 dy = to.y - at.y;
        Vector8 squared = dx * dx + dy * dy;
        squared = choose(squared > 1e-12F, squared, broadcast(1e-12F));
        const Vector8 near = power(squared, b);
        const Vector8 strength = choose(mask, near * pull / (squared * (near * a + 1.0F)), broadcast(0));
        force.x += clipped(strength * dx);
        force.y += clipped(strength * dy);
    }

    [[gnu::always_inline]] inline void repel(const Points8& at, const Points8& from, Ints8 mask, Points8& force) const
    {
        const Vector8 dx = at.x - from.x;
        const Vector8 dy = at.y - from.y;
        Vector8 squared = dx * dx + dy * dy;
        squared = choose(squared > 1e-12F, squared, broadcast(1e-12F));
        const Vector8 near = power(squared, b);
        const Vector8 strength = choose(mask, push / ((squared + 0.001F) * (near * a + 1.0F)), broadcast(0));
        force.x += clipped(strength * dx);
        force.y += clipped(strength * dy);
    }
};

/// Numbers for draws, one after the other from a key (Knuth's linear congruences, begun by the finaliser of
/// splitmix64).
struct Draws
{
    std::uint64_t state;

    explicit Draws(std::uint64_t key)
    {
        key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9U;
        key = (key ^ (key >> 27)) * 0x94D049BB133111EBU;
        state = key ^ (key >> 31);
    }
    [[gnu::always_inline]] inline std::size_t below(std::size_t bound)
    {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 32) * bound >> 32;
    }
};

/// The edges of a group that this epoch uses, as kGroup targets a line; more than a lane has is target 0.
struct UsedEdges
{
    std::uint32_t counts[kGroup] = {};
    std::uint32_t most = 0;

    [[gnu::always_inline]] inline UsedEdges(const UmapEpoch& epoch, std::size_t begin, std::size_t end,
                                            std::uint32_t* lines)
    {
        for (std::size_t slot = begin; slot < end; ++slot) {
            // An edge of share s is used whenever a multiple of s passes a whole number, each from its own fraction on.
            std::uint32_t used[kGroup];
            const std::uint32_t* targets = epoch.targets + slot * kGroup;
            const std::uint32_t* shares = epoch.shares + slot * kGroup;
            for (std::uint32_t lane = 0; lane < kGroup; ++lane) {
                const auto phase = static_cast<std::uint32_t>(slot * kGroup + lane) * 2654435769U;
                used[lane] = phase + epoch.epoch * shares[lane] < shares[lane] ? 1 : 0;
            }
            for (std::size_t lane = 0; lane < kGroup; ++lane) {
                lines[counts[lane] * kGroup + lane] = targets[lane];
                counts[lane] += used[lane];
            }
        }
        for (const std::uint32_t count : counts)
            most = count > most ? count : most;
        for (std::size_t lane = 0; lane < kGroup; ++lane) {
            for (std::uint32_t line = counts[lane]; line < most; ++line)
                lines[line * kGroup + lane] = 0;
        }
    }
};

void moveGroups(const UmapEpoch& epoch, std::size_t begin, std::size_t end, std::uint32_t* scratch)
{
    const Forces forces(epoch);
    const int firstDraws = epoch.pullTwice ? (epoch.negatives + 1) / 2 : epoch.negatives;
    for (std::size_t group = begin; group < end; ++group) {
        const UsedEdges edges(epoch, epoch.slots[group], epoch.slots[group + 1], scratch);
        Draws draws(epoch.key + (std::uint64_t{epoch.epoch} << 32 | group) * 0x9E3779B97F4A7C15U);
        const float* from = epoch.before + group * kGroup * 2;
        Points8 at = apart(loadUnaligned(from), loadUnaligned(from + kLanes));
        // apart() exchanges the middle pairs of points; here lanes are points in order.
        at.x = __builtin_shufflevector(at.x, at.x, 0, 1, 4, 5, 2, 3, 6, 7);
        at.y = __builtin_shufflevector(at.y, at.y, 0, 1, 4, 5, 2, 3, 6, 7);
        Ints8 counts;
        __builtin_memcpy(&counts, edges.counts, sizeof(counts));
        for (std::uint32_t line = 0; line < edges.most; ++line) {
            const Ints8 mask = counts > static_cast<std::int32_t>(line);
            Points8 force{};
            forces.attract(at, gather(epoch.others, scratch + line * kGroup), mask, force);
            for (int n = 0; n < firstDraws; ++n)
                forces.repel(at, run(epoch.others + 2 * draws.below(epoch.otherCount)), mask, force);
            at.x += force.x * epoch.rate;
            at.y += force.y * epoch.rate;
            if (!epoch.pullTwice)
                continue;
            // The edge as the other end uses it, in another order.
            std::uint32_t back[kGroup];
            for (std::size_t lane = 0; lane < kGroup; ++lane) {
                const std::uint32_t count = edges.counts[lane];
                back[lane] = scratch[(count > line ? count - 1 - line : 0) * kGroup + lane];
            }
            force = Points8{};
            forces.attract(at, gather(epoch.others, back), mask, force);
            for (int n = firstDraws; n < epoch.negatives; ++n)
                forces.repel(at, run(epoch.others + 2 * draws.below(epoch.otherCount)), mask, force);
            at.x += force.x * epoch.rate;
            at.y += force.y * epoch.rate;
        }
        float* to = epoch.after + group * kGroup * 2;
        for (std::size_t lane = 0; lane < kGroup; ++lane) {
            to[2 * lane] = at.x[lane];
            to[2 * lane + 1] = at.y[lane];
        }
    }
}

constexpr UmapKernels compiledUmapKernels = {&moveGroups};

} // namespace

} // namespace matinee::kernels
