// error: the value of an attribute must be text
#include <BackState/html/attributes.h>
#include <BackState/html/tags.h>

using namespace BackState::Html;

struct Weird
{
};

const Attribute weird = id(Weird{});
