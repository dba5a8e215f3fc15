// error: the value of an attribute must be text
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

const int number = 1;
const Attribute pointer = attribute("data-number", &number);
