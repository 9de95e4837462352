#pragma once

#include "optim/kernels/linear_kernel_table.h"

#include <vector>

namespace matinee::kernels {

/// The kernels compiled for one instruction set.
struct LinearKernelSet
{
    const char* name;
    const LinearKernels<float>& ofFloats;
    const LinearKernels<double>& ofDoubles;
};

/// The sets that this processor can run, widest vectors first.
const std::vector<LinearKernelSet>& linearKernelSets();

/// The first of them, for float or double.
template <class T>
const LinearKernels<T>& linearKernels();
template <>
const LinearKernels<float>& linearKernels<float>();
template <>
const LinearKernels<double>& linearKernels<double>();

} // namespace matinee::kernels
