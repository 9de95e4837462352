#pragma once

#include "embedding/kernels/tsne_kernels.h"
#include "support/vector8.h"

/// The kernels' one body, compiled for two instruction sets: see support/vector8.h.
namespace matinee::kernels {

namespace {

typedef double Pairs __attribute__((vector_size(32)));                   ///< four points, x and y as one value
typedef double Pair __attribute__((may_alias, aligned(alignof(float)))); ///< x and y of a point in memory

/// Blocks of so many vectors of targets share the reading of a repeller.
constexpr std::size_t kBlock = 4;

template <std::size_t vectors>
void repelBlock(const float* x, const float* y, const Repeller* repellers, std::size_t count, float* forceX,
                float* forceY, float* sum)
{
    Vector8 targetX[vectors];
    Vector8 targetY[vectors];
    Vector8 addedX[vectors];
    Vector8 addedY[vectors];
    Vector8 added[vectors];
    for (std::size_t v = 0; v < vectors; ++v) {
        targetX[v] = loadUnaligned(x + v * kLanes);
        targetY[v] = loadUnaligned(y + v * kLanes);
        addedX[v] = addedY[v] = added[v] = broadcast(0);
    }
    const Vector8 one = broadcast(1);
    for (std::size_t r = 0; r < count; ++r) {
        const Vector8 fromX = broadcast(repellers[r].x);
        const Vector8 fromY = broadcast(repellers[r].y);
        const Vector8 mass = broadcast(repellers[r].mass);
        for (std::size_t v = 0; v < vectors; ++v) {
            const Vector8 dx = targetX[v] - fromX;
            const Vector8 dy = targetY[v] - fromY;
            const Vector8 q = one / (one + dx * dx + dy * dy);
            const Vector8 massQ = mass * q;
            const Vector8 massQ2 = massQ * q;
            added[v] += massQ;
            addedX[v] += massQ2 * dx;
            addedY[v] += massQ2 * dy;
        }
    }
    for (std::size_t v = 0; v < vectors; ++v) {
        storeUnaligned(forceX + v * kLanes, loadUnaligned(forceX + v * kLanes) + addedX[v]);
        storeUnaligned(forceY + v * kLanes, loadUnaligned(forceY + v * kLanes) + addedY[v]);
        storeUnaligned(sum + v * kLanes, loadUnaligned(sum + v * kLanes) + added[v]);
    }
}

void repel(const float* x, const float* y, std::size_t targets, const Repeller* repellers, std::size_t count,
           float* forceX, float* forceY, float* sum)
{
    std::size_t t = 0;
    for (; t + kBlock * kLanes <= targets; t += kBlock * kLanes)
        repelBlock<kBlock>(x + t, y + t, repellers, count, forceX + t, forceY + t, sum + t);
    for (; t < targets; t += kLanes)
        repelBlock<1>(x + t, y + t, repellers, count, forceX + t, forceY + t, sum + t);
}

void attract(const float* positions, std::size_t point, const std::int32_t* neighbours, const float* weights,
             std::size_t count, float* force)
{
    const auto* pairs = reinterpret_cast<const Pair*>(positions);
    const Vector8 x = broadcast(positions[2 * point]);
    const Vector8 y = broadcast(positions[2 * point + 1]);
    const Vector8 one = broadcast(1);
    Vector8 addedX = broadcast(0);
    Vector8 addedY = broadcast(0);
    for (std::size_t n = 0; n < count; n += kLanes) {
        const std::int32_t* j = neighbours + n;
        // So that each half of the shuffles below stays within its half of the register.
        const auto a = reinterpret_cast<Vector8>(Pairs{pairs[j[0]], pairs[j[1]], pairs[j[4]], pairs[j[5]]});
        const auto b = reinterpret_cast<Vector8>(Pairs{pairs[j[2]], pairs[j[3]], pairs[j[6]], pairs[j[7]]});
        const Vector8 dx = x - __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14);
        const Vector8 dy = y - __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
        const Vector8 pull = loadUnaligned(weights + n) / (one + dx * dx + dy * dy);
        addedX += pull * dx;
        addedY += pull * dy;
    }
    force[0] = matinee::kernels::sum(addedX);
    force[1] = matinee::kernels::sum(addedY);
}

constexpr TsneKernels kTsneKernels{repel, attract};

} // namespace

} // namespace matinee::kernels
