#include "../html/tag.h"
