// The attributes of SVG for charts and icons, named like those of HTML.
#pragma once

#include <BackState/html/attribute.h>

namespace BackState::Html {

#define BACKSTATE_ATTRIBUTE(function, name)                                                        \
    template<typename Value>                                                                       \
    Attribute function(const Value &value)                                                         \
    {                                                                                              \
        constexpr Private::AttributeName spelling(name);                                           \
        return Attribute(spelling, Private::valuePiece(Private::prepare(value)));                  \
    }

BACKSTATE_ATTRIBUTE(viewBox, "viewBox")
BACKSTATE_ATTRIBUTE(preserveAspectRatio, "preserveAspectRatio")
BACKSTATE_ATTRIBUTE(xmlns, "xmlns")
BACKSTATE_ATTRIBUTE(transform, "transform")
BACKSTATE_ATTRIBUTE(d, "d")
BACKSTATE_ATTRIBUTE(points, "points")
BACKSTATE_ATTRIBUTE(x, "x")
BACKSTATE_ATTRIBUTE(y, "y")
BACKSTATE_ATTRIBUTE(x1, "x1")
BACKSTATE_ATTRIBUTE(x2, "x2")
BACKSTATE_ATTRIBUTE(y2, "y2")
BACKSTATE_ATTRIBUTE(cx, "cx")
BACKSTATE_ATTRIBUTE(cy, "cy")
BACKSTATE_ATTRIBUTE(r, "r")
BACKSTATE_ATTRIBUTE(rx, "rx")
BACKSTATE_ATTRIBUTE(ry, "ry")
BACKSTATE_ATTRIBUTE(dx, "dx")
BACKSTATE_ATTRIBUTE(dy, "dy")
BACKSTATE_ATTRIBUTE(fx, "fx")
BACKSTATE_ATTRIBUTE(fy, "fy")
BACKSTATE_ATTRIBUTE(fill, "fill")
BACKSTATE_ATTRIBUTE(fillOpacity, "fill-opacity")
BACKSTATE_ATTRIBUTE(fillRule, "fill-rule")
BACKSTATE_ATTRIBUTE(stroke, "stroke")
BACKSTATE_ATTRIBUTE(strokeWidth, "stroke-width")
BACKSTATE_ATTRIBUTE(strokeOpacity, "stroke-opacity")
BACKSTATE_ATTRIBUTE(strokeLinecap, "stroke-linecap")
BACKSTATE_ATTRIBUTE(strokeLinejoin, "stroke-linejoin")
BACKSTATE_ATTRIBUTE(strokeDasharray, "stroke-dasharray")
BACKSTATE_ATTRIBUTE(strokeDashoffset, "stroke-dashoffset")
BACKSTATE_ATTRIBUTE(strokeMiterlimit, "stroke-miterlimit")
BACKSTATE_ATTRIBUTE(vectorEffect, "vector-effect")
BACKSTATE_ATTRIBUTE(opacity, "opacity")
BACKSTATE_ATTRIBUTE(offset, "offset")
BACKSTATE_ATTRIBUTE(stopColor, "stop-color")
BACKSTATE_ATTRIBUTE(stopOpacity, "stop-opacity")
BACKSTATE_ATTRIBUTE(clipPath, "clip-path")
BACKSTATE_ATTRIBUTE(clipRule, "clip-rule")
BACKSTATE_ATTRIBUTE(markerStart, "marker-start")
BACKSTATE_ATTRIBUTE(markerMid, "marker-mid")
BACKSTATE_ATTRIBUTE(markerEnd, "marker-end")
BACKSTATE_ATTRIBUTE(markerWidth, "markerWidth")
BACKSTATE_ATTRIBUTE(markerHeight, "markerHeight")
BACKSTATE_ATTRIBUTE(refX, "refX")
BACKSTATE_ATTRIBUTE(refY, "refY")
BACKSTATE_ATTRIBUTE(orient, "orient")
BACKSTATE_ATTRIBUTE(gradientUnits, "gradientUnits")
BACKSTATE_ATTRIBUTE(gradientTransform, "gradientTransform")
BACKSTATE_ATTRIBUTE(spreadMethod, "spreadMethod")
BACKSTATE_ATTRIBUTE(patternUnits, "patternUnits")
BACKSTATE_ATTRIBUTE(patternTransform, "patternTransform")
BACKSTATE_ATTRIBUTE(clipPathUnits, "clipPathUnits")
BACKSTATE_ATTRIBUTE(maskUnits, "maskUnits")
BACKSTATE_ATTRIBUTE(textAnchor, "text-anchor")
BACKSTATE_ATTRIBUTE(dominantBaseline, "dominant-baseline")
BACKSTATE_ATTRIBUTE(fontSize, "font-size")
BACKSTATE_ATTRIBUTE(fontFamily, "font-family")
BACKSTATE_ATTRIBUTE(fontWeight, "font-weight")
BACKSTATE_ATTRIBUTE(letterSpacing, "letter-spacing")
BACKSTATE_ATTRIBUTE(textLength, "textLength")
BACKSTATE_ATTRIBUTE(lengthAdjust, "lengthAdjust")
BACKSTATE_ATTRIBUTE(pathLength, "pathLength")
BACKSTATE_ATTRIBUTE(shapeRendering, "shape-rendering")
BACKSTATE_ATTRIBUTE(pointerEvents, "pointer-events")
BACKSTATE_ATTRIBUTE(paintOrder, "paint-order")
BACKSTATE_ATTRIBUTE(filter, "filter")
BACKSTATE_ATTRIBUTE(stdDeviation, "stdDeviation")
BACKSTATE_ATTRIBUTE(attributeName, "attributeName")
BACKSTATE_ATTRIBUTE(dur, "dur")
BACKSTATE_ATTRIBUTE(repeatCount, "repeatCount")

#undef BACKSTATE_ATTRIBUTE

//! The ends of a Line. There is no y1() of its own: libc's y1(double), a Bessel function, would be
//! called.
template<typename X, typename Y>
Attribute lineFrom(const X &x, const Y &y)
{
    return x1(x)
        + Attribute(Private::AttributeName("y1"), Private::valuePiece(Private::prepare(y)));
}
template<typename X, typename Y>
Attribute lineTo(const X &x, const Y &y)
{
    return x2(x) + y2(y);
}

} // namespace BackState::Html
