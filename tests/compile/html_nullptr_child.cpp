// error: what stands in an element must be text
#include <BackState/html/tags.h>

using namespace BackState::Html;

const Element element = Div(nullptr);
