// error: a void element such as Br, Img or Input takes attributes only
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

const Element element = Input(type("text"), Span("inside"));
