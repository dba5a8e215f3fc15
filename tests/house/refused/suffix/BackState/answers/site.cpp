#include <BackState/live/tabs.h>
