#include <BackState/visitors/tab.h>
