#define MATINEE_DISTANCE_SET distance_avx2
#define MATINEE_DISTANCE_LANES 8
#include "embedding/kernels/distance_kernels_body.h"
