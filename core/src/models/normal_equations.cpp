#include "models/normal_equations.h"

#include <matinee/error.h>

#include <algorithm>

namespace matinee {

namespace {

/// The vectors that are gathered fit into the first cache; but fewer would not be worth passing through the matrix.
constexpr std::size_t kGatheredBytes = 32 << 10;
constexpr std::size_t kFewest = 32;
constexpr std::size_t kMost = 512;

template <class T>
std::size_t roundedUp(std::size_t size)
{
    constexpr auto line = AlignedArray<T>::kPerLine;
    return (size + line - 1) / line * line;
}

/// An odd number of cache lines: with a power of two, all vectors would meet in a few places of the cache.
template <class T>
std::size_t strideOf(std::size_t size)
{
    constexpr auto line = AlignedArray<T>::kPerLine;
    return (roundedUp<T>(size) / line | 1) * line;
}

} // namespace

template <class T>
NormalEquations<T>::NormalEquations(std::size_t unknowns, std::size_t further)
    : m_unknowns(unknowns)
    , m_size(unknowns + further)
    , m_stride(strideOf<T>(m_size))
    , m_capacity(std::clamp(kGatheredBytes / (m_stride * sizeof(T)), kFewest, kMost))
    , m_kernels(kernels::linearKernels<T>())
    , m_vectors(m_capacity * m_stride)
    , m_matrix(m_size * m_stride)
    , m_forwards(m_size)
    , m_solution(m_size)
{}

template <class T>
void NormalEquations<T>::reset()
{
    m_gathered = 0;
    std::fill_n(m_matrix.data(), m_size * m_stride, T(0));
}

template <class T>
void NormalEquations<T>::reset(const NormalEquations& start)
{
    m_gathered = 0;
    std::copy_n(start.m_matrix.data(), m_size * m_stride, m_matrix.data());
}

template <class T>
void NormalEquations<T>::finish()
{
    if (m_gathered > 0)
        m_kernels.addOuterProducts(m_matrix.data(), m_stride, m_size, m_vectors.data(), m_gathered);
    m_gathered = 0;
}

template <class T>
void NormalEquations<T>::add(const NormalEquations& other, T weight)
{
    for (std::size_t i = 0; i < m_size * m_stride; ++i)
        m_matrix.data()[i] += weight * other.m_matrix.data()[i];
}

template <class T>
std::span<T> NormalEquations<T>::solveForwards()
{
    if (!m_kernels.factorise(m_matrix.data(), m_stride, m_unknowns, m_unknowns + 1))
        throw Error(ErrorCode::Internal, "The equations of a row have no single solution: raise the regularisation.",
                    "regularisation");
    for (std::size_t i = 0; i < m_unknowns; ++i)
        m_forwards.data()[i] = at(m_unknowns, i);
    return {m_forwards.data(), m_unknowns};
}

template <class T>
std::span<const T> NormalEquations<T>::solveBackwards()
{
    m_kernels.solveBackwards(m_matrix.data(), m_stride, m_unknowns, m_forwards.data(), m_solution.data());
    return {m_solution.data(), m_unknowns};
}

template class NormalEquations<float>;
template class NormalEquations<double>;

} // namespace matinee
