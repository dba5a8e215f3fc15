#include <BackState/visitors/ended_sessions.h>

#include <BackState/text/log.h>

#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype most = 100'000;
constexpr qint64 longestFile = 16 * 1024 * 1024; // bytes

void warn(const QFileDevice &file)
{
    qCWarning(log).noquote() << "who signed out can't be remembered for after a restart:"
                             << file.fileName() << file.errorString();
}

QByteArray line(const QString &id, qint64 until)
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
        m_before = now; // it can't be told who signed out: nobody is signed in
        warn(file);
        return;
    }
    for (const QByteArray &one : file.read(longestFile).split('\n')) {
        const qsizetype space = one.indexOf(' ');
        const qint64 until = one.mid(space + 1).toLongLong();
        if (space == 1 && one.front() == '*')
            m_before = std::max(m_before, until);
        else if (space > 0 && until > now)
            m_untils.insert(QString::fromLatin1(one.first(space)), {until, true});
    }
}

void EndedSessions::write() const
{
    QSaveFile file(m_file);
    QByteArray text = line(u"*"_s, m_before);
    for (auto next = m_untils.cbegin(); next != m_untils.cend(); ++next) {
        if (next->kept)
            text += line(next.key(), next->until);
    }
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        warn(file);
}

void EndedSessions::add(const QString &id, qint64 until, bool kept, qint64 now)
{
    if (m_untils.size() >= m_room) {
        m_untils.removeIf([now](const auto &one) { return one.value().until <= now; });
        // Anybody can make and end any number of sessions that nobody signed in to
        if (m_untils.size() >= most)
            m_untils.removeIf([](const auto &one) { return !one.value().kept; });
        if (m_untils.size() >= most) {
            m_untils.clear();
            m_before = now;
        }
        m_room = std::clamp<qsizetype>(m_untils.size() * 2, 1000, most);
        if (!m_file.isEmpty())
            write();
    }
    m_untils.insert(id, {until, kept});
    if (m_file.isEmpty() || !kept)
        return;
    QFile file(m_file);
    const QByteArray text = line(id, until);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append) || file.write(text) != text.size()
        || !file.flush())
        warn(file);
}

} // namespace BackState::Http
