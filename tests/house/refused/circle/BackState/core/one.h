#include <BackState/core/two.h>
