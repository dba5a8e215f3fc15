#include "saleschart.h"

#include <BackState/BackState>

#include <cmath>

using namespace BackState::Html;

namespace {

constexpr double chartWidth = 720;
constexpr double chartHeight = 260;
constexpr double left = 70; // room for the numbers of the axis
constexpr double right = 12;
constexpr double top = 12;
constexpr double bottom = 16;
constexpr int lines = 4;

// The smallest of 1, 2, 2.5 and 5 times a power of ten with which the values fit under so many
// lines.
double stepFor(double largest)
{
    const double raw = std::max(largest, 1.0) / lines;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= raw)
            return factor * power;
    }
    return 10 * power;
}

struct Scale
{
    double highest;
    qsizetype count;

    double x(qsizetype index) const
    {
        const double span = std::max<double>(double(count) - 1, 1);
        return left + double(index) / span * (chartWidth - left - right);
    }
    double y(double value) const
    {
        return chartHeight - bottom - value / highest * (chartHeight - top - bottom);
    }
};

QByteArray path(const QList<double> &values, const Scale &scale)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < values.size(); ++i) {
        bytes += i == 0 ? 'M' : 'L';
        bytes += QByteArray::number(scale.x(i), 'f', 1) + ' '
            + QByteArray::number(scale.y(values[i]), 'f', 1);
    }
    return bytes;
}

QString inShort(double value)
{
    return value < 10'000 ? QString::number(value) : QString::number(value / 1000) + 'k';
}

Element axisLine(double value, const Scale &scale)
{
    const double level = scale.y(value);
    return G(
        cls("axis"),
        Line(lineFrom(left, level), lineTo(chartWidth - right, level)),
        Text(
            x(left - 10),
            y(level),
            textAnchor("end"),
            dominantBaseline("middle"),
            inShort(value)));
}

} // namespace

Element salesChart(const QList<double> &values, const QString &label)
{
    const double largest = values.isEmpty() ? 0 : *std::ranges::max_element(values);
    const double step = stepFor(largest);
    const Scale scale{step * lines, values.size()};
    QList<double> levels;
    for (int i = 0; i <= lines; ++i)
        levels.append(step * i);

    const QByteArray line = path(values, scale);
    const QByteArray floorLevel = QByteArray::number(scale.y(0));
    const QByteArray area = line + 'L' + QByteArray::number(scale.x(values.size() - 1)) + ' '
        + floorLevel + 'L' + QByteArray::number(left) + ' ' + floorLevel + 'Z';
    return Svg(
        cls("chart"),
        viewBox(QString("0 0 %1 %2").arg(chartWidth).arg(chartHeight)),
        role("img"),
        aria("label", label),
        each(levels, [&scale](double level) { return axisLine(level, scale); }),
        when(
            values.size() > 1,
            [&] { return Fragment(Path(cls("area"), d(area)), Path(cls("line"), d(line))); }),
        when(!values.isEmpty(), [&] {
            return Circle(
                cls("tip"),
                cx(scale.x(values.size() - 1)),
                cy(scale.y(values.last())),
                r(4.5));
        }));
}
