#define MATINEE_LINEAR_SET linear_portable
#include "optim/kernels/linear_kernels_body.h"
