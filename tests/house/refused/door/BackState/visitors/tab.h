#include <BackState/server.h>
