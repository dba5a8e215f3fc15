// A chart, drawn in C++.
#pragma once

#include <BackState/html/element.h>

#include <QList>

// A line over its area, from left to right, with an axis of round numbers. Without values, the axis
// alone.
BackState::Html::Element salesChart(const QList<double> &values, const QString &label);
