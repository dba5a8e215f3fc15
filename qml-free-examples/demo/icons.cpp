#include "icons.h"

#include <BackState/BackState>

using namespace BackState::Html;

Element icon(const char *path)
{
    return Svg(
        cls("icon"),
        viewBox("0 0 24 24"),
        width(20),
        height(20),
        fill("none"),
        stroke("currentColor"),
        strokeWidth(1.8),
        strokeLinecap("round"),
        strokeLinejoin("round"),
        aria("hidden", true),
        Path(d(path)));
}
