#include <BackState/core/state_p.h>
