// error: an Attribute belongs into the call of a tag
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

const Element wrong = Fragment("a", id("b"));
