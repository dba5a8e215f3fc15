// FieldHistory: what a tab's browser has of one editable property, in the order in which the tab
// itself came to it. Internal.
#pragma once

#include <BackState/visitors/seen_frames.h>

#include <QString>

#include <cstddef>
#include <vector>

namespace BackState::Http {

// A browser edits what it has seen, which may be older than what it was told: what its user did is
// what changed since. Values are texts, and of properties of other types their JSON.
class FieldHistory
{
public:
    explicit FieldHistory(const QString &value)
        : m_base(value)
    {
    }

    // The number of the tab's last edit that is in the property, or was no change. 0: none.
    quint64 edit() const { return m_edit; }
    // What the browser had when it sent that, with what it has seen since.
    const QString &base() const { return m_base; }
    // Whether the browser has seen all that it was told.
    bool isSettled() const { return m_told.empty(); }

    // A frame of that number tells the browser the value. A tab that sends something may have
    // requests under way that know nothing of many frames.
    void tell(quint64 frame, const QString &value, bool isSender);
    // The browser has seen these frames. It shows nothing that is older than one of them; of the
    // others, those that came in an answer may still arrive.
    void see(const SeenFrames &frames);
    // What an edit makes of the property's value: where texts are merged, what changed in it is
    // done to that, else the edit is the later one and stays.
    QString merged(const QString &given, const QString &present) const;
    // The edit of that number, which sent this, is in the property.
    void take(quint64 edit, const QString &given);

    // Whether the property is typed into a field of text.
    void setText(bool isText) { m_isText = isText; }
    bool isText() const { return m_isText; }

private:
    struct Told
    {
        quint64 frame;
        QString from; // the base at that time
        QString to;
    };
    void see(std::size_t index); // of m_told
    QString onto(const QString &from, const QString &mine, const QString &theirs) const;

    QString m_base;
    std::vector<Told> m_told; // and not confirmed, the oldest first
    quint64 m_edit = 0;
    bool m_isText = false;
};

} // namespace BackState::Http
