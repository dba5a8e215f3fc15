#include "table.h"

#include "client.h"

#include <algorithm>
#include <cstdio>

namespace {

std::string number(double value, const std::string &unit = {})
{
    char text[64];
    std::snprintf(text, sizeof text, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
    return unit.empty() ? text : std::string(text) + ' ' + unit;
}

} // namespace

void Table::add(
    const std::string &name, double ours, double yardstick, Aim aim, double bound, const char *unit)
{
    if (!m_rows.contains(name))
        m_names.push_back(name);
    Row &row = m_rows[name];
    row.ours.push_back(ours);
    row.yardsticks.push_back(yardstick);
    row.ratios.push_back(ours / yardstick);
    row.aim = aim;
    row.bound = bound;
    row.unit = unit;
    std::fprintf(
        stderr,
        "%s: %s, %s\n",
        name.c_str(),
        number(ours, unit).c_str(),
        number(ours / yardstick).c_str());
}

void Table::note(const std::string &line)
{
    if (std::find(m_notes.begin(), m_notes.end(), line) == m_notes.end())
        m_notes.push_back(line);
}

std::string Table::markdown() const
{
    std::string text = "| case | BackState | yardstick | ratio (least to most) | aim | "
                       "|\n|---|---|---|---|---|---|\n";
    for (const std::string &name : m_names) {
        const Row &row = m_rows.at(name);
        const bool isAbsolute = row.yardsticks.front() == 1;
        const double ratio = median(row.ratios);
        const bool isMet = row.aim == Aim::AtMost ? ratio <= row.bound : ratio >= row.bound;
        const auto [least, most] = std::minmax_element(row.ratios.begin(), row.ratios.end());
        text += "| " + name + " | " + number(median(row.ours), row.unit) + " | "
            + (isAbsolute ? "" : number(median(row.yardsticks), row.unit)) + " | " + number(ratio)
            + " (" + number(*least) + " to " + number(*most) + ") | ";
        if (row.aim != Aim::None)
            text += (row.aim == Aim::AtMost ? "≤ " : "≥ ") + number(row.bound) + " | "
                + (isMet ? "met" : "**missed**");
        else
            text += "|";
        text += " |\n";
    }
    for (const std::string &line : m_notes)
        text += "\n" + line + "\n";
    return text;
}
