// error: cls
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

const Attribute wrong = cls(5);
