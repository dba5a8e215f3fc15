#include <BackState/State>
