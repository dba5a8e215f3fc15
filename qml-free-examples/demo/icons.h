// The small pictures of the demo, as SVG paths in a box of 24 by 24.
#pragma once

#include <BackState/html/element.h>

namespace Icon {

inline constexpr const char *logo = "M4 7h11a4 4 0 0 1 0 8H9m3-3-3 3 3 3M4 12h2";
inline constexpr const char *home = "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6";
inline constexpr const char *plus = "M12 5v14M5 12h14";
inline constexpr const char *chat = "M4 5h16v11H11l-5 4v-4H4z";
inline constexpr const char *form = "M5 4h14v16H5zM8.5 9h7M8.5 13h7M8.5 17h4";
inline constexpr const char *note = "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h5";
inline constexpr const char *box = "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8";
inline constexpr const char *chart = "M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6";
inline constexpr const char *person
    = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-4 4-5 7-5s6 1 7 5";
inline constexpr const char *key = "M8 16a4 4 0 1 1 3.5-6H21v4h-3v3h-3v-3h-3.5A4 4 0 0 1 8 16z";
inline constexpr const char *pulse = "M3 12h4l3-7 4 14 3-7h4";

} // namespace Icon

// The picture. Screen readers leave it out, because a word stands beside it.
BackState::Html::Element icon(const char *path);
