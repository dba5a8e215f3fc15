#include <BackState/core/one.h>
