// The numbers of all rounds, and the table of their ratios.
#pragma once

#include <map>
#include <string>
#include <vector>

class Table
{
public:
    enum class Aim { AtMost, AtLeast, None };

    // The numbers of one round: ours, and the yardstick's, or 1 if ours itself is the aim.
    void
    add(const std::string &name,
        double ours,
        double yardstick,
        Aim aim,
        double bound,
        const char *unit);
    void add(const std::string &name, double ours, double yardstick, const char *unit)
    {
        add(name, ours, yardstick, Aim::None, 0, unit);
    }
    void note(const std::string &line);
    std::string markdown() const;

private:
    struct Row
    {
        std::vector<double> ours;
        std::vector<double> yardsticks;
        std::vector<double> ratios;
        Aim aim = Aim::AtMost;
        double bound = 0;
        std::string unit;
    };
    std::vector<std::string> m_names;
    std::map<std::string, Row> m_rows;
    std::vector<std::string> m_notes;
};
