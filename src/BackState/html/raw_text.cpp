#include "raw_text_p.h"

#include <QByteArrayView>

namespace BackState::Html {

namespace {

bool continuesWith(QByteArrayView text, QByteArrayView word)
{
    return text.size() >= word.size()
        && text.first(word.size()).compare(word, Qt::CaseInsensitive) == 0;
}

// A parser replaces NUL by itself, but only after it was read by a program that may end a
// string there.
QByteArray withoutNul(const QByteArray &text)
{
    QByteArray clean = text;
    if (clean.contains('\0'))
        clean.replace('\0', QByteArrayView("\xEF\xBF\xBD"));
    return clean;
}

// Writes every '<' of which isDangerous(the rest) holds as the replacement.
template<typename IsDangerous>
QByteArray replaced(const QByteArray &text, QByteArrayView replacement, IsDangerous isDangerous)
{
    QByteArray out;
    qsizetype copied = 0;
    for (qsizetype at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
        if (!isDangerous(QByteArrayView(text).sliced(at + 1)))
            continue;
        out.append(QByteArrayView(text).sliced(copied, at - copied)).append(replacement);
        copied = at + 1;
    }
    if (copied == 0)
        return text;
    return out.append(QByteArrayView(text).sliced(copied));
}

} // namespace

// "</script" would end the element, and after "<!--" a later "<script" would hide its end.
// \u003C is '<' in strings, templates and regular expressions of JavaScript and in JSON's strings,
// and outside of these neither of the two has a meaning.
QByteArray harmlessScript(const QByteArray &script)
{
    return replaced(withoutNul(script), "\\u003C", [](QByteArrayView rest) {
        return continuesWith(rest, "!--") || continuesWith(rest, "/script");
    });
}

// "\/" is '/' in strings, addresses and identifiers of CSS.
QByteArray harmlessStyle(const QByteArray &style)
{
    QByteArray text = withoutNul(style);
    return replaced(text, "<\\", [](QByteArrayView rest) { return continuesWith(rest, "/style"); });
}

} // namespace BackState::Html
