// error: what stands in an element must be text
#include <BackState/html/tags.h>

using namespace BackState::Html;

const int number = 1;
const Element element = Div(&number);
