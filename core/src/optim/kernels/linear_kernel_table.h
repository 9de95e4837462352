#pragma once

#include <cstddef>

namespace matinee::kernels {

/// Bytes that matrices and vectors of the kernels begin at a multiple of, and that their strides are multiples of.
constexpr std::size_t kLinearAlignment = 64;

/// What solving many small systems of equations takes, on one thread, for one instruction set. Matrices are
/// column-major; only lower triangles mean anything. What lies in a column behind its last number, up to a multiple of
/// kLinearAlignment bytes, is computed along: it must be finite, and is anything afterwards.
template <class T>
struct LinearKernels
{
    /// matrix += Σ v vᵀ over count vectors of size numbers; vector n begins at vectors + n * stride, column j of the
    /// matrix at matrix + j * stride.
    void (*addOuterProducts)(T* matrix, std::size_t stride, std::size_t size, const T* vectors, std::size_t count);

    /// Cholesky decomposition A = L Lᵀ of the first size columns in place, but with 1 / L(j, j) on the diagonal. The
    /// columns may have more numbers than size, up to rows: a row r below the square, of numbers bᵀ, becomes (L⁻¹ b)ᵀ,
    /// the forward half of solving A x = b.
    /// \return false if A is not positive definite
    bool (*factorise)(T* matrix, std::size_t stride, std::size_t size, std::size_t rows);

    /// The backward half: Lᵀ x = y, for the L of factorise().
    /// \param x aligned, with room for size numbers rounded up to kLinearAlignment bytes
    void (*solveBackwards)(const T* matrix, std::size_t stride, std::size_t size, const T* y, T* x);

    /// Of any two arrays of size numbers.
    T (*dot)(const T* a, const T* b, std::size_t size);
};

} // namespace matinee::kernels
