#include "optim/kernels/linear_kernels.h"
#include "support/aligned_array.h"

#include <matinee/random.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace matinee;

namespace {

/// Vectors of size numbers, and what the kernels are to make of them, by the textbook in double.
template <class T>
struct Problem
{
    Problem(std::size_t numbers, std::size_t count)
        : size(numbers)
        , stride((size + AlignedArray<T>::kPerLine - 1) / AlignedArray<T>::kPerLine * AlignedArray<T>::kPerLine)
        , vectors(stride * count)
        , matrix(stride * size)
        , sum(size, std::vector<double>(size))
    {
        Random random(size * 1000 + count);
        for (std::size_t n = 0; n < count; ++n)
            for (std::size_t i = 0; i < size; ++i)
                vectors.data()[n * stride + i] = static_cast<T>(random.normal());
        for (std::size_t i = 0; i < size; ++i) {
            matrix.data()[i * stride + i] = 1;
            sum[i][i] = 1;
        }
        for (std::size_t n = 0; n < count; ++n)
            for (std::size_t i = 0; i < size; ++i)
                for (std::size_t j = 0; j < size; ++j)
                    sum[i][j] += static_cast<double>(vectors.data()[n * stride + i]) * vectors.data()[n * stride + j];
    }

    std::size_t size;
    std::size_t stride;
    AlignedArray<T> vectors;
    AlignedArray<T> matrix; ///< the unit matrix, for the sum to be added to
    std::vector<std::vector<double>> sum;
};

} // namespace

/// Every instruction set that this processor has, against plain loops.
class TestLinearKernels : public QObject
{
    Q_OBJECT

private:
    /// Worst error of all steps in units of what rounding would be, for one problem; the last number of each vector is
    /// the right-hand side.
    template <class T>
    double worst(const kernels::LinearKernels<T>& set, std::size_t unknowns, std::size_t count)
    {
        Problem<T> problem(unknowns + 1, count);
        auto* const matrix = problem.matrix.data();
        double error = 0;
        set.addOuterProducts(matrix, problem.stride, problem.size, problem.vectors.data(), count);
        for (std::size_t j = 0; j < problem.size; ++j)
            for (std::size_t i = j; i < problem.size; ++i)
                error = std::max(error, std::abs(matrix[j * problem.stride + i] - problem.sum[i][j]));

        if (!set.factorise(matrix, problem.stride, unknowns, unknowns + 1))
            return INFINITY;
        std::vector<T> y(unknowns);
        for (std::size_t j = 0; j < unknowns; ++j)
            y[j] = matrix[j * problem.stride + unknowns];
        AlignedArray<T> x(unknowns);
        set.solveBackwards(matrix, problem.stride, unknowns, y.data(), x.data());
        for (std::size_t i = 0; i < unknowns; ++i) {
            double rest = problem.sum[unknowns][i];
            for (std::size_t j = 0; j < unknowns; ++j)
                rest -= problem.sum[i][j] * x.data()[j];
            error = std::max(error, std::abs(rest));
        }

        // From a place that is not aligned.
        const auto* const a = problem.vectors.data() + 1;
        double product = 0;
        for (std::size_t i = 0; i < unknowns; ++i)
            product += static_cast<double>(a[i]) * a[i];
        error = std::max(error, std::abs(set.dot(a, a, unknowns) - product));
        return error / (static_cast<double>(unknowns + count) * static_cast<double>(std::numeric_limits<T>::epsilon()));
    }

private Q_SLOTS:
    void equalPlainLoops()
    {
        QVERIFY(!kernels::linearKernelSets().empty());
        for (const auto& set : kernels::linearKernelSets()) {
            for (const std::size_t unknowns :
                 {1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 23, 24, 25, 31, 33, 48, 65, 100, 192}) {
                for (const std::size_t count : {1, 2, 7, 60}) {
                    const double floats = worst(set.ofFloats, unknowns, count);
                    const double doubles = worst(set.ofDoubles, unknowns, count);
                    QVERIFY2(floats < 10 && doubles < 10,
                             qPrintable(QStringLiteral("%1, %2 unknowns, %3 vectors: %4 and %5")
                                            .arg(QLatin1String(set.name))
                                            .arg(unknowns)
                                            .arg(count)
                                            .arg(floats)
                                            .arg(doubles)));
                }
            }
        }
    }

    void findsWhatIsNotPositiveDefinite()
    {
        for (const auto& set : kernels::linearKernelSets()) {
            for (const std::size_t size : {1, 6, 40}) {
                for (const double last : {0.0, -1.0, std::nan("")}) {
                    Problem<double> problem(size, 3);
                    problem.matrix.data()[(size - 1) * (problem.stride + 1)] = last;
                    QVERIFY(!set.ofDoubles.factorise(problem.matrix.data(), problem.stride, size, size));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLinearKernels)
#include "tst_linear_kernels.moc"
