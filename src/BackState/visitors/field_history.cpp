#include <BackState/visitors/field_history.h>

#include <BackState/text/merge.h>

namespace BackState::Http {

namespace {

// A tab whose user only looks confirms nothing. What is older than so many frames has arrived.
constexpr std::size_t mostTold = 32;
// Not so where the tab sends something: its requests wait for one that was lost, for seconds, and
// carry what it had when it sent them. Others may tell sixty frames in each of these.
constexpr std::size_t mostToldToSender = 256;
constexpr qsizetype mostUnits = 256 * 1024; // of UTF-16, in all of them

} // namespace

QString FieldHistory::onto(const QString &from, const QString &mine, const QString &theirs) const
{
    if (mine == from) // shares its text, where a merge copies it
        return theirs;
    if (!m_isText || theirs == from || theirs == mine)
        return mine;
    return Private::merge(from, mine, theirs);
}

void FieldHistory::tell(quint64 frame, const QString &value, bool isSender)
{
    const std::size_t most = isSender ? mostToldToSender : mostTold;
    qsizetype units = value.size();
    for (const Told &told : m_told)
        units += told.to.size();
    while (!m_told.empty() && (m_told.size() >= most || units > mostUnits)) {
        units -= m_told.front().to.size();
        see(0);
        m_told.erase(m_told.begin());
    }
    m_told.push_back({frame, m_base, value});
}

// As in the browser: what it sent before it saw a frame, it has rewritten when it saw it.
void FieldHistory::see(std::size_t index)
{
    const Told &told = m_told[index];
    m_base = onto(told.from, m_base, told.to);
    for (std::size_t later = index + 1; later < m_told.size(); ++later)
        m_told[later].from = onto(told.from, m_told[later].from, told.to);
}

void FieldHistory::see(const SeenFrames &frames)
{
    std::size_t end = 0; // behind the last one that was seen
    for (std::size_t index = 0; index < m_told.size(); ++index) {
        if (!frames.has(m_told[index].frame))
            continue;
        see(index);
        end = index + 1;
    }
    m_told.erase(m_told.begin(), m_told.begin() + std::ptrdiff_t(end));
}

QString FieldHistory::merged(const QString &given, const QString &present) const
{
    return m_isText ? Private::merge(m_base, given, present) : given;
}

void FieldHistory::take(quint64 edit, const QString &given)
{
    m_edit = edit;
    m_base = given;
}

} // namespace BackState::Http
