#define MATINEE_DISTANCE_SET distance_portable
#define MATINEE_DISTANCE_LANES 4
#include "embedding/kernels/distance_kernels_body.h"
