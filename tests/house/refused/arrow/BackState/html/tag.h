#include <BackState/http/tab.h>
