#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/text/json.h>

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace BackState::Private {

namespace {

// U+1F595 begins what Datastar takes for its own escape
constexpr QByteArrayView mark = "\xf0\x9f\x96\x95";

} // namespace

void appendLiteral(QByteArray &out, QStringView text)
{
    appendJsonText(out, Escape::Literal, text);
}

void appendLiteral(QByteArray &out, const QJsonValue &value)
{
    if (value.isString()) {
        appendLiteral(out, QStringView(value.toString()));
        return;
    }
    QByteArray json;
    appendJson(json, value);
    out.append(compilable(json));
}

QByteArray compilable(QByteArrayView json)
{
    QByteArray out;
    out.reserve(json.size() + json.size() / 16);
    const auto isSign = [](char c) { return c == '\\' || c == ';' || c == '/' || c == mark[0]; };
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char *const begin = json.begin() + at;
        const qsizetype plain = std::find_if(begin, json.end(), isSign) - begin;
        out.append(json.sliced(at, plain));
        at += plain;
        if (at == json.size())
            break;
        char c = json[at];
        if (c == '\\' && at + 1 < json.size()) {
            const char next = json[++at];
            if (next != '\\' && next != '"' && next != '/') {
                out.append(c).append(next);
                continue;
            }
            c = next;
        } else if (c == mark[0] && json.sliced(at).startsWith(mark)) {
            out.append("\\ud83d\\udd95");
            at += mark.size() - 1;
            continue;
        } else if (c != ';' && c != '/') {
            out.append(c);
            continue;
        }
        appendUnicodeEscape(out, static_cast<unsigned char>(c));
    }
    return out;
}

bool isPlainUrl(QByteArrayView url)
{
    return std::all_of(url.begin(), url.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || QByteArrayView("-._~/@%?&=").contains(c);
    });
}

bool isPlainKey(QByteArrayView name)
{
    bool isWord = false; // whether the word that is being read has a letter
    for (const char c : name) {
        if (c == '-' ? !isWord : c < 'a' || c > 'z')
            return false;
        isWord = c != '-';
    }
    return isWord;
}

} // namespace BackState::Private
