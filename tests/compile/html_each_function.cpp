// error: the function of each() must be callable with an element of the range
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

const Element wrong = each({1, 2}, [](const char *text) { return Li(text); });
