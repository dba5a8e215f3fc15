#include <BackState/live/views.h>
