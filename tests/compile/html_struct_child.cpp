// error: what stands in an element must be text
#include <BackState/html/tags.h>

using namespace BackState::Html;

struct Weird
{
};

const Element element = Div("a", Weird{});
