// Marks: small texts in markup by which it is seen what of all that was built is in it. They are
// taken out before the markup leaves the program. Each has the program's secret in it, because
// nothing escapes a user's text in a script or in Raw(): what only looks like a mark stays where it
// is. Not API.
#pragma once

#include <BackState/html/attribute.h>

#include <functional>

namespace BackState::Private {

// Whether there may be any, of the program's or others.
BACKSTATE_CORE_EXPORT bool hasMarks(QByteArrayView text);
// For the beginning of a script in a Trusted value. The name has letters, digits and dots, and is
// not empty.
BACKSTATE_CORE_EXPORT QByteArray markOf(QByteArrayView name);
// The same of a name that ends in a number.
BACKSTATE_CORE_EXPORT QByteArray markOf(QByteArrayView prefix, quint64 number);
// What a mark is the one of; empty for nothing.
BACKSTATE_CORE_EXPORT QByteArrayView nameOfMark(QByteArrayView mark);
// Where the marks end that a script begins with.
BACKSTATE_CORE_EXPORT qsizetype endOfMarks(QByteArrayView script);
// The mark for a start tag. None for an empty one.
BACKSTATE_CORE_EXPORT Html::Attribute markAttribute(QByteArrayView mark);
// The markup, or the script, without its marks; the name of each is told. The same bytes if there
// is none.
BACKSTATE_CORE_EXPORT QByteArray
withoutMarks(const QByteArray &text, const std::function<void(QByteArrayView)> &found = {});

// As long as one lives, paths of this server have a prefixMark before them where they are made in
// this thread: what is made leaves through withPrefix().
class BACKSTATE_CORE_EXPORT PathMarks
{
public:
    explicit PathMarks(bool areOn = true);
    ~PathMarks();
    PathMarks(const PathMarks &) = delete;
    PathMarks &operator=(const PathMarks &) = delete;

    static bool areOn();
    // Goes before the path. Empty where there are none, and before what is no path of this server.
    static QByteArrayView before(QByteArrayView path);

private:
    const bool m_were;
};

} // namespace BackState::Private
