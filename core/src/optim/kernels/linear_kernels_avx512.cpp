#define MATINEE_LINEAR_SET linear_avx512
#include "optim/kernels/linear_kernels_body.h"
