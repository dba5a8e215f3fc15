// error: aTagIsNamedByLettersDigitsAndHyphens
#include <BackState/html/tag.h>

using namespace BackState::Html;

constexpr Tag Wrong{"a b"};
