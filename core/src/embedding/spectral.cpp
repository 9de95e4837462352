#include "embedding/spectral.h"

#include "support/parallel.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace matinee {

namespace {

constexpr std::size_t kLeastRows = 16;  ///< of a component that has eigenvectors worth drawing
constexpr std::size_t kMostSteps = 120; ///< of Lanczos's method: a start need not be exact
constexpr std::size_t kBetweenLooks = 10;
constexpr double kTolerance = 1e-3; ///< of the residuals of eigenvectors
constexpr std::size_t kRowsAtOnce = 2048;

/// Lanczos's method with full reorthogonalisation on the normalised adjacency of a connected graph.
class Lanczos
{
public:
    Lanczos(const WeightedGraph& graph, const RunContext& context)
        : m_graph(graph)
        , m_context(context)
        , m_rows(graph.rows())
        , m_rootOfDegree(m_rows)
        , m_next(m_rows)
    {
        double total = 0;
        for (std::size_t r = 0; r < m_rows; ++r) {
            const double degree =
                std::accumulate(graph.weight.begin() + static_cast<std::ptrdiff_t>(graph.begin[r]),
                                graph.weight.begin() + static_cast<std::ptrdiff_t>(graph.begin[r + 1]), 0.0);
            m_rootOfDegree[r] = static_cast<float>(std::sqrt(std::max(degree, 1e-12)));
            total += degree;
        }
        // The trivial eigenvector is known; all others are at right angles to it.
        std::vector<float> trivial(m_rows);
        for (std::size_t r = 0; r < m_rows; ++r)
            trivial[r] = static_cast<float>(m_rootOfDegree[r] / std::sqrt(total));
        m_basis.push_back(std::move(trivial));
    }

    /// The two leading eigenvectors, of length one. start is any vector that has something of them.
    Projection leading(std::vector<float> start)
    {
        m_next = std::move(start);
        orthogonalise();
        std::vector<double> diagonal;
        std::vector<double> beside;
        double length = normaliseNext();
        const std::size_t most = std::min(kMostSteps, m_rows - 1);
        while (diagonal.size() < most && length > 1e-6) {
            m_context.throwIfStopped();
            m_basis.push_back(m_next);
            multiply(m_basis.back());
            diagonal.push_back(dot(m_basis.back(), m_next));
            orthogonalise();
            length = normaliseNext();
            if (diagonal.size() % kBetweenLooks == 0 && hasConverged(diagonal, beside, length))
                break;
            beside.push_back(length);
        }
        return combined(diagonal, beside);
    }

private:
    template <class Body>
    void forChunks(const Body& body) const
    {
        parallelFor(m_rows, kRowsAtOnce, m_context.threads,
                    [&](std::size_t begin, std::size_t end, int) { body(begin, end); });
    }

    void multiply(const std::vector<float>& vector)
    {
        forChunks([&](std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                double sum = 0;
                for (std::size_t e = m_graph.begin[r]; e < m_graph.begin[r + 1]; ++e) {
                    const auto column = static_cast<std::size_t>(m_graph.column[e]);
                    sum += m_graph.weight[e] * vector[column] / m_rootOfDegree[column];
                }
                m_next[r] = static_cast<float>(sum / m_rootOfDegree[r]);
            }
        });
    }

    /// Chunk by chunk, so that it does not depend on the threads.
    double dot(const std::vector<float>& a, const std::vector<float>& b) const
    {
        std::vector<double> sums((m_rows + kRowsAtOnce - 1) / kRowsAtOnce);
        forChunks([&](std::size_t begin, std::size_t end) {
            double sum = 0;
            for (std::size_t r = begin; r < end; ++r)
                sum += double(a[r]) * b[r];
            sums[begin / kRowsAtOnce] = sum;
        });
        return std::accumulate(sums.begin(), sums.end(), 0.0);
    }

    /// Takes out of m_next what it has of the basis.
    void orthogonalise()
    {
        using Part = Eigen::Map<const Eigen::VectorXf>;
        const std::size_t size = m_basis.size();
        const std::size_t chunks = (m_rows + kRowsAtOnce - 1) / kRowsAtOnce;
        std::vector<double> sums(chunks * size);
        forChunks([&](std::size_t begin, std::size_t end) {
            const auto length = static_cast<Eigen::Index>(end - begin);
            const Part part(m_next.data() + begin, length);
            for (std::size_t v = 0; v < size; ++v)
                sums[begin / kRowsAtOnce * size + v] = part.dot(Part(m_basis[v].data() + begin, length));
        });
        for (std::size_t c = 1; c < chunks; ++c) {
            for (std::size_t v = 0; v < size; ++v)
                sums[v] += sums[c * size + v];
        }
        forChunks([&](std::size_t begin, std::size_t end) {
            const auto length = static_cast<Eigen::Index>(end - begin);
            Eigen::Map<Eigen::VectorXf> part(m_next.data() + begin, length);
            for (std::size_t v = 0; v < size; ++v)
                part -= static_cast<float>(sums[v]) * Part(m_basis[v].data() + begin, length);
        });
    }

    double normaliseNext()
    {
        const double length = std::sqrt(dot(m_next, m_next));
        if (length > 0) {
            for (float& value : m_next)
                value = static_cast<float>(value / length);
        }
        return length;
    }

    static Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solve(const std::vector<double>& diagonal,
                                                                const std::vector<double>& beside)
    {
        const auto size = static_cast<Eigen::Index>(diagonal.size());
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
        solver.computeFromTridiagonal(Eigen::Map<const Eigen::VectorXd>(diagonal.data(), size),
                                      Eigen::Map<const Eigen::VectorXd>(beside.data(), size - 1));
        return solver;
    }

    static bool hasConverged(const std::vector<double>& diagonal, const std::vector<double>& beside, double length)
    {
        const auto solver = solve(diagonal, beside);
        const auto size = static_cast<Eigen::Index>(diagonal.size());
        const auto residual = [&](Eigen::Index which) {
            return std::abs(length * solver.eigenvectors()(size - 1, which));
        };
        return residual(size - 1) < kTolerance && residual(size - 2) < kTolerance;
    }

    Projection combined(const std::vector<double>& diagonal, const std::vector<double>& beside) const
    {
        Projection plane{.x = std::vector<float>(m_rows), .y = std::vector<float>(m_rows)};
        const std::size_t size = diagonal.size();
        if (size < 2)
            return plane;
        const auto solver = solve(
            diagonal, std::vector<double>(beside.begin(), beside.begin() + static_cast<std::ptrdiff_t>(size - 1)));
        for (std::size_t axis = 0; axis < 2; ++axis) {
            auto& coordinates = axis == 0 ? plane.x : plane.y;
            for (std::size_t v = 0; v < size; ++v) {
                const auto share = static_cast<float>(
                    solver.eigenvectors()(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(size - 1 - axis)));
                for (std::size_t r = 0; r < m_rows; ++r)
                    coordinates[r] += share * m_basis[v + 1][r];
            }
        }
        return plane;
    }

    const WeightedGraph& m_graph;
    const RunContext& m_context;
    std::size_t m_rows;
    std::vector<float> m_rootOfDegree;
    std::vector<std::vector<float>> m_basis; ///< the trivial eigenvector first
    std::vector<float> m_next;
};

/// Mean 0 and a spread of 1 over both axes together; false where there is none.
bool standardise(Projection& plane)
{
    double squares = 0;
    for (auto* values : {&plane.x, &plane.y}) {
        const double mean = std::accumulate(values->begin(), values->end(), 0.0) / static_cast<double>(values->size());
        for (float& value : *values) {
            value = static_cast<float>(value - mean);
            squares += double(value) * value;
        }
    }
    const double spread = std::sqrt(squares / static_cast<double>(plane.x.size()));
    if (!(spread > 0))
        return false;
    for (auto* values : {&plane.x, &plane.y}) {
        for (float& value : *values)
            value = static_cast<float>(value / spread);
    }
    return true;
}

WeightedGraph partOf(const WeightedGraph& graph, const std::vector<std::int32_t>& rows,
                     const std::vector<std::int32_t>& numberInPart)
{
    WeightedGraph part;
    part.begin.push_back(0);
    for (const auto row : rows) {
        const auto r = static_cast<std::size_t>(row);
        for (std::size_t e = graph.begin[r]; e < graph.begin[r + 1]; ++e) {
            part.column.push_back(numberInPart[static_cast<std::size_t>(graph.column[e])]);
            part.weight.push_back(graph.weight[e]);
        }
        part.begin.push_back(part.column.size());
    }
    return part;
}

/// Of a connected graph: standardised, or nothing where it has no such eigenvectors.
std::optional<Projection> layOut(const WeightedGraph& graph, const Projection& pca, Random& random,
                                 const RunContext& context)
{
    // Something of all eigenvectors, and more of those that look like the principal components.
    std::vector<float> start(graph.rows());
    Projection hint = pca;
    standardise(hint);
    for (std::size_t r = 0; r < start.size(); ++r)
        start[r] = hint.x[r] + hint.y[r] + 0.1F * static_cast<float>(random.normal());
    Projection plane = Lanczos(graph, context).leading(std::move(start));
    return standardise(plane) ? std::optional(std::move(plane)) : std::nullopt;
}

} // namespace

std::vector<std::int32_t> connectedComponents(const WeightedGraph& graph)
{
    std::vector<std::int32_t> component(graph.rows(), -1);
    std::vector<std::size_t> waiting;
    std::int32_t components = 0;
    for (std::size_t first = 0; first < graph.rows(); ++first) {
        if (component[first] >= 0)
            continue;
        waiting.push_back(first);
        component[first] = components;
        while (!waiting.empty()) {
            const std::size_t r = waiting.back();
            waiting.pop_back();
            for (std::size_t e = graph.begin[r]; e < graph.begin[r + 1]; ++e) {
                const auto other = static_cast<std::size_t>(graph.column[e]);
                if (component[other] < 0) {
                    component[other] = components;
                    waiting.push_back(other);
                }
            }
        }
        ++components;
    }
    return component;
}

Projection spectralLayout(const WeightedGraph& graph, const Projection& pca, Random& random, const RunContext& context)
{
    context.report(-1, "Laying out the graph");
    const auto component = connectedComponents(graph);
    const auto components = static_cast<std::size_t>(*std::max_element(component.begin(), component.end())) + 1;
    if (components == 1 && graph.rows() >= kLeastRows)
        return layOut(graph, pca, random, context).value_or(pca);

    std::vector<std::vector<std::int32_t>> rowsOf(components);
    std::vector<std::int32_t> numberInPart(graph.rows());
    for (std::size_t r = 0; r < graph.rows(); ++r) {
        auto& rows = rowsOf[static_cast<std::size_t>(component[r])];
        numberInPart[r] = static_cast<std::int32_t>(rows.size());
        rows.push_back(static_cast<std::int32_t>(r));
    }
    Projection plane{.x = pca.x, .y = pca.y};
    for (const auto& rows : rowsOf) {
        if (rows.size() < kLeastRows)
            continue;
        Projection hint;
        for (const auto row : rows) {
            hint.x.push_back(pca.x[static_cast<std::size_t>(row)]);
            hint.y.push_back(pca.y[static_cast<std::size_t>(row)]);
        }
        const auto part = layOut(partOf(graph, rows, numberInPart), hint, random, context);
        if (!part)
            continue;
        // As far about the component's mean as it was.
        const auto count = static_cast<double>(rows.size());
        const double meanX = std::accumulate(hint.x.begin(), hint.x.end(), 0.0) / count;
        const double meanY = std::accumulate(hint.y.begin(), hint.y.end(), 0.0) / count;
        double squares = 0;
        for (std::size_t i = 0; i < rows.size(); ++i)
            squares += std::pow(hint.x[i] - meanX, 2) + std::pow(hint.y[i] - meanY, 2);
        const double spread = std::sqrt(squares / count);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto row = static_cast<std::size_t>(rows[i]);
            plane.x[row] = static_cast<float>(meanX + spread * part->x[i]);
            plane.y[row] = static_cast<float>(meanY + spread * part->y[i]);
        }
    }
    return plane;
}

} // namespace matinee
