#define MATINEE_DISTANCE_SET distance_avx512
#define MATINEE_DISTANCE_LANES 16
#include "embedding/kernels/distance_kernels_body.h"
