// SqlFile: the file of a SQLite database, as the file system has it. Internal.
#pragma once

#include <QString>

#include <optional>
#include <utility>

namespace BackState {

class SqlFile
{
public:
    // Nothing of it applies to a database in memory, or on a server: their path is empty.
    explicit SqlFile(const QString &path)
        : m_path(path)
    {
    }

    // Makes it for its owner alone, for the values may be anybody's. SQLite gives its other files
    // the same permissions. Returns whether it had to be made.
    static bool make(const QString &path);
    bool make() const { return !m_path.isEmpty() && make(m_path); }

    void remember(); // which file it is
    void forget() { m_known.reset(); }
    // Whether the file that was remembered is not at its path any more.
    bool isGone() const;
    // Gives it, and those that SQLite keeps beside it, another name; empty if that can't be done.
    QString setAside() const;
    void setLogAside() const; // only those beside it

private:
    QString nameAside(const char *why) const;
    void renameLog(const QString &aside) const;
    using Identity = std::pair<quint64, quint64>; // of a device, and of the file on it
    std::optional<Identity> identity() const;

    const QString m_path;
    std::optional<Identity> m_known;
};

} // namespace BackState
