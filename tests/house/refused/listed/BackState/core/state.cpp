#include <BackState/core/state.h>
