// The kernels of linear_kernel_table.h for the instruction set that the file which includes this is compiled for;
// MATINEE_LINEAR_SET names it. Nothing here may have a symbol that another file could share, as an inline function of a
// library's header would: the linker keeps one of them, perhaps the one that this processor cannot run.

#pragma once

#include "optim/kernels/linear_kernel_table.h"

#if defined(__AVX512F__)
#define MATINEE_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define MATINEE_VECTOR_BYTES 32
#else
#define MATINEE_VECTOR_BYTES 16
#endif

namespace matinee::kernels {

namespace {

/// Columns of a tile and vectors that one of them has: as many sums as the registers hold beside a column.
constexpr std::size_t kVectors = 2;
#if defined(__AVX512F__)
constexpr std::size_t kColumns = 12;
#elif defined(__AVX2__)
constexpr std::size_t kColumns = 6;
#else
constexpr std::size_t kColumns = 4;
#endif

template <class T>
struct Kernels
{
    typedef T Vector __attribute__((vector_size(MATINEE_VECTOR_BYTES), may_alias));
    typedef T Loose __attribute__((vector_size(MATINEE_VECTOR_BYTES), may_alias, aligned(alignof(T))));
    static constexpr std::size_t kLanes = MATINEE_VECTOR_BYTES / sizeof(T);

    using Triangle = T[kColumns][kColumns];

    static std::size_t roundedUp(std::size_t n) { return (n + kLanes - 1) / kLanes * kLanes; }
    static Vector& at(T* numbers) { return *reinterpret_cast<Vector*>(numbers); }
    static const Vector& at(const T* numbers) { return *reinterpret_cast<const Vector*>(numbers); }

    /// A tile of M vectors x N columns: tile += or -= Σ a(n) b(n)ᵀ, where a(n) are the numbers of vector n in the
    /// tile's rows and b(n) those in its columns.
    template <std::size_t M, std::size_t N, bool add>
    static void updateTile(T* __restrict tile, std::size_t stride, const T* __restrict a, const T* __restrict b,
                           std::size_t count)
    {
        Vector sums[N][M] = {};
        for (; count > 0; --count, a += stride, b += stride) {
#pragma GCC unroll 16
            for (std::size_t j = 0; j < N; ++j) {
#pragma GCC unroll 2
                for (std::size_t i = 0; i < M; ++i)
                    sums[j][i] += at(a + i * kLanes) * b[j];
            }
        }
#pragma GCC unroll 16
        for (std::size_t j = 0; j < N; ++j) {
#pragma GCC unroll 2
            for (std::size_t i = 0; i < M; ++i) {
                auto& target = at(tile + j * stride + i * kLanes);
                target = add ? target + sums[j][i] : target - sums[j][i];
            }
        }
    }

    /// x Lᵀ = tile for the rows of a tile, where L is the N x N triangle with inverted diagonal.
    template <std::size_t M, std::size_t N>
    static void solveTile(T* __restrict tile, std::size_t stride, const Triangle& triangle)
    {
        Vector values[N][M];
#pragma GCC unroll 16
        for (std::size_t j = 0; j < N; ++j) {
#pragma GCC unroll 2
            for (std::size_t i = 0; i < M; ++i) {
                values[j][i] = at(tile + j * stride + i * kLanes);
#pragma GCC unroll 16
                for (std::size_t p = 0; p < j; ++p)
                    values[j][i] -= values[p][i] * triangle[p][j];
                values[j][i] *= triangle[j][j];
                at(tile + j * stride + i * kLanes) = values[j][i];
            }
        }
    }

    static T root(float x)
    {
        return __builtin_sqrtf(x);
    }
    static T root(double x)
    {
        return __builtin_sqrt(x);
    }

    /// The decomposition of the N x N tile on the diagonal, with inverted diagonal: triangle[column][row].
    template <std::size_t N>
    static bool factoriseTile(const T* __restrict tile, std::size_t stride, Triangle& __restrict triangle)
    {
        T rest[N][N];
        T inverse[N];
        for (std::size_t j = 0; j < N; ++j)
            for (std::size_t i = j; i < N; ++i)
                rest[j][i] = tile[j * stride + i];
        // The roots wait until the end, as nothing waits for them there: L D Lᵀ at first.
        for (std::size_t j = 0; j < N; ++j) {
            if (!(rest[j][j] > 0))
                return false;
            inverse[j] = 1 / rest[j][j];
            for (std::size_t p = j + 1; p < N; ++p) {
                const T factor = rest[j][p] * inverse[j];
                for (std::size_t i = p; i < N; ++i)
                    rest[p][i] -= rest[j][i] * factor;
            }
        }
        for (std::size_t j = 0; j < N; ++j) {
            inverse[j] = root(inverse[j]);
            triangle[j][j] = inverse[j];
            for (std::size_t i = j + 1; i < N; ++i)
                triangle[j][i] = rest[j][i] * inverse[j];
        }
        return true;
    }

    using Update = void (*)(T* __restrict, std::size_t, const T* __restrict, const T* __restrict, std::size_t);
    using Factorise = bool (*)(const T* __restrict, std::size_t, Triangle& __restrict);
    using Solve = void (*)(T* __restrict, std::size_t, const Triangle&);
    template <std::size_t...>
    struct Widths
    {};
    template <std::size_t N, std::size_t... rest>
    struct UpTo : UpTo<N - 1, N, rest...>
    {};
    template <std::size_t... widths>
    struct UpTo<0, widths...>
    {
        using Type = Widths<widths...>;
    };

    /// The tiles of one width, each for one vector and for kVectors of them.
    struct Tiles
    {
        Update add[kVectors];
        Update subtract[kVectors];
        Factorise factorise;
        Solve solve[kVectors];
    };
    template <std::size_t... widths>
    static const Tiles& tilesOf(std::size_t width, Widths<widths...>)
    {
        static constexpr Tiles tiles[] = {{{&updateTile<1, widths, true>, &updateTile<kVectors, widths, true>},
                                           {&updateTile<1, widths, false>, &updateTile<kVectors, widths, false>},
                                           &factoriseTile<widths>,
                                           {&solveTile<1, widths>, &solveTile<kVectors, widths>}}...};
        return tiles[width - 1];
    }
    static const Tiles& tilesOf(std::size_t width)
    {
        return tilesOf(width, typename UpTo<kColumns>::Type());
    }

    /// Columns of the tiles that divide size columns evenly.
    static std::size_t tileWidth(std::size_t size)
    {
        const std::size_t tiles = (size + kColumns - 1) / kColumns;
        return (size + tiles - 1) / tiles;
    }

    /// Calls use(row, wide) for each tile of rows from first on, wide being 0 for one vector and 1 for kVectors.
    template <class Use>
    static void forRows(std::size_t first, std::size_t rows, const Use& use)
    {
        std::size_t row = first / kLanes * kLanes;
        for (; row + kVectors * kLanes <= rows; row += kVectors * kLanes)
            use(row, std::size_t{1});
        for (; row < rows; row += kLanes)
            use(row, std::size_t{0});
    }

    static void addOuterProducts(T* matrix, std::size_t stride, std::size_t size, const T* vectors, std::size_t count)
    {
        const std::size_t step = tileWidth(size);
        for (std::size_t column = 0; column < size; column += step) {
            const auto& tiles = tilesOf(column + step <= size ? step : size - column);
            forRows(column, roundedUp(size), [&](std::size_t row, std::size_t wide) {
                tiles.add[wide](matrix + column * stride + row, stride, vectors + row, vectors + column, count);
            });
        }
    }

    static bool factorise(T* matrix, std::size_t stride, std::size_t size, std::size_t rows)
    {
        Triangle triangle;
        const std::size_t step = tileWidth(size);
        for (std::size_t column = 0; column < size; column += step) {
            const std::size_t width = column + step <= size ? step : size - column;
            const auto& tiles = tilesOf(width);
            T* const panel = matrix + column * stride;
            if (column > 0) {
                forRows(column, roundedUp(rows), [&](std::size_t row, std::size_t wide) {
                    tiles.subtract[wide](panel + row, stride, matrix + row, matrix + column, column);
                });
            }
            if (!tiles.factorise(panel + column, stride, triangle))
                return false;
            // The rows of the triangle come out right as well; of what is above them, nothing is asked.
            forRows(column, roundedUp(rows),
                    [&](std::size_t row, std::size_t wide) { tiles.solve[wide](panel + row, stride, triangle); });
            for (std::size_t j = 0; j < width; ++j)
                panel[j * stride + column + j] = triangle[j][j];
        }
        return true;
    }

    static T sum(const Vector& vector)
    {
        T numbers[kLanes];
        for (std::size_t i = 0; i < kLanes; ++i)
            numbers[i] = vector[i];
            // By halves: one after the other would each wait for the one before.
#pragma GCC unroll 4
        for (std::size_t half = kLanes / 2; half > 0; half /= 2)
#pragma GCC unroll 8
            for (std::size_t i = 0; i < half; ++i)
                numbers[i] += numbers[i + half];
        return numbers[0];
    }

    static void solveBackwards(const T* __restrict matrix, std::size_t stride, std::size_t size, const T* __restrict y,
                               T* __restrict x)
    {
        // By whole vectors what lies below the tile on the diagonal: what is not solved yet, or never, is zero.
        for (std::size_t i = 0; i < roundedUp(size); i += kLanes)
            at(x + i) = Vector{};
        const std::size_t step = tileWidth(size);
        for (std::size_t end = size; end > 0;) {
            const std::size_t begin = (end - 1) / step * step;
            T rest[kColumns];
            for (std::size_t j = begin; j < end; ++j) {
                Vector products = {};
                for (std::size_t i = end / kLanes * kLanes; i < size; i += kLanes)
                    products += at(matrix + j * stride + i) * at(x + i);
                rest[j - begin] = y[j] - (end < size ? sum(products) : 0);
            }
            for (std::size_t j = end; j-- > begin;) {
                T value = rest[j - begin];
                for (std::size_t i = end; i-- > j + 1;)
                    value -= matrix[j * stride + i] * rest[i - begin];
                rest[j - begin] = value * matrix[j * stride + j];
                x[j] = rest[j - begin];
            }
            end = begin;
        }
    }

    static T dot(const T* a, const T* b, std::size_t size)
    {
        Vector sums[2] = {};
        std::size_t i = 0;
        for (; i + 2 * kLanes <= size; i += 2 * kLanes)
            for (std::size_t v = 0; v < 2; ++v)
                sums[v] += *reinterpret_cast<const Loose*>(a + i + v * kLanes) *
                           *reinterpret_cast<const Loose*>(b + i + v * kLanes);
        T result = sum(sums[0] + sums[1]);
        for (; i < size; ++i)
            result += a[i] * b[i];
        return result;
    }

    static constexpr LinearKernels<T> table = {&addOuterProducts, &factorise, &solveBackwards, &dot};
};

} // namespace

namespace MATINEE_LINEAR_SET {

extern const LinearKernels<float> floatKernels;
extern const LinearKernels<double> doubleKernels;
const LinearKernels<float> floatKernels = Kernels<float>::table;
const LinearKernels<double> doubleKernels = Kernels<double>::table;

} // namespace MATINEE_LINEAR_SET

} // namespace matinee::kernels
