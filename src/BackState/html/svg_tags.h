// The elements of SVG for charts and icons. A, Script, Style and Title are those of HTML.
#pragma once

#include <BackState/html/tag.h>

namespace BackState::Html {

inline constexpr Tag Svg{"svg"};
inline constexpr Tag G{"g"};
inline constexpr Tag Defs{"defs"};
inline constexpr Tag Symbol{"symbol"};
inline constexpr Tag Use{"use"};
inline constexpr Tag Path{"path"};
inline constexpr Tag Rect{"rect"};
inline constexpr Tag Circle{"circle"};
inline constexpr Tag Ellipse{"ellipse"};
inline constexpr Tag Line{"line"};
inline constexpr Tag Polyline{"polyline"};
inline constexpr Tag Polygon{"polygon"};
inline constexpr Tag Text{"text"};
inline constexpr Tag Tspan{"tspan"};
inline constexpr Tag TextPath{"textPath"};
inline constexpr Tag Image{"image"};
inline constexpr Tag ForeignObject{"foreignObject"};
inline constexpr Tag Marker{"marker"};
inline constexpr Tag Pattern{"pattern"};
inline constexpr Tag Mask{"mask"};
inline constexpr Tag ClipPath{"clipPath"};
inline constexpr Tag LinearGradient{"linearGradient"};
inline constexpr Tag RadialGradient{"radialGradient"};
inline constexpr Tag Stop{"stop"};
inline constexpr Tag Filter{"filter"};
inline constexpr Tag FeGaussianBlur{"feGaussianBlur"};
inline constexpr Tag FeDropShadow{"feDropShadow"};
inline constexpr Tag Desc{"desc"};
inline constexpr Tag Metadata{"metadata"};
inline constexpr Tag Switch{"switch"};
inline constexpr Tag View{"view"};
inline constexpr Tag Animate{"animate"};
inline constexpr Tag AnimateTransform{"animateTransform"};
inline constexpr Tag AnimateMotion{"animateMotion"};
inline constexpr Tag Mpath{"mpath"};
inline constexpr Tag Set{"set"};

} // namespace BackState::Html
