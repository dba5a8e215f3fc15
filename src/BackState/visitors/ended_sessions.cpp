#include <BackState/visitors/ended_sessions.h>

#include <BackState/text/log.h>

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype most = 100'000; // sessions
constexpr qint64 longestFile = 16 * 1024 * 1024; // bytes

void warn(const QFileDevice &file)
{
    qCWarning(log).noquote() << "who signed out can't be remembered for after a restart:"
                             << file.fileName() << file.errorString();
}

QByteArray lineOf(const QString &id, qint64 until)
{
    return id.toLatin1() + ' ' + QByteArray::number(until) + '\n';
}

} // namespace

void EndedSessions::setFile(const QString &path, qint64 now)
{
    m_file = path;
    if (m_file.isEmpty() || !QFile::exists(m_file))
        return;
    read(now);
    write();
}

void EndedSessions::read(qint64 now)
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) {
        m_before = now; // nobody knows who signed out, so nobody is signed in
        warn(file);
        return;
    }
    for (const QByteArray &line : file.read(longestFile).split('\n')) {
        const qsizetype space = line.indexOf(' ');
        const qint64 until = line.mid(space + 1).toLongLong();
        if (space == 1 && line.front() == '*')
            m_before = std::max(m_before, until);
        else if (space > 0 && until > now)
            m_untils.insert(QString::fromLatin1(line.first(space)), {until, true});
    }
}

void EndedSessions::write() const
{
    QSaveFile file(m_file);
    QByteArray text = lineOf(u"*"_s, m_before);
    for (auto next = m_untils.cbegin(); next != m_untils.cend(); ++next) {
        if (next->isKept)
            text += lineOf(next.key(), next->until);
    }
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        warn(file);
}

void EndedSessions::add(const QString &id, qint64 until, bool isKept, qint64 now)
{
    if (m_untils.size() >= m_room) {
        m_untils.removeIf([now](const auto &entry) { return entry.value().until <= now; });
        // Anybody can make and end any number of sessions in which nobody signs in.
        if (m_untils.size() >= most)
            m_untils.removeIf([](const auto &entry) { return !entry.value().isKept; });
        if (m_untils.size() >= most) {
            m_untils.clear();
            m_before = now;
        }
        m_room = std::clamp<qsizetype>(m_untils.size() * 2, 1000, most);
        if (!m_file.isEmpty())
            write();
    }
    m_untils.insert(id, {until, isKept});
    if (m_file.isEmpty() || !isKept)
        return;
    QFile file(m_file);
    const QByteArray text = lineOf(id, until);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append) || file.write(text) != text.size()
        || !file.flush())
        warn(file);
}

} // namespace BackState::Http
