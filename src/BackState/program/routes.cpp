#include <BackState/program/routes.h>

#include <QUrl>

#include <algorithm>

namespace BackState::Http {

using namespace Qt::StringLiterals;

namespace {

bool isParameter(QStringView segment)
{
    return segment.startsWith(u'<') && segment.endsWith(u'>');
}

QString whyNotPattern(const QString &pattern, const QStringList &segments)
{
    if (!pattern.startsWith(u'/'))
        return u"page(\"%1\"): a path begins with a slash: \"/%1\""_s.arg(pattern);
    if (pattern.contains(u'?') || pattern.contains(u'#'))
        return u"page(\"%1\"): a path has no query or fragment; read those by Request::query()"_s
            .arg(pattern);
    if (segments.constFirst() == u"backstate")
        return u"page(\"%1\"): paths under /backstate belong to the library; choose another"_s.arg(
            pattern);
    QStringList names;
    for (const QString &segment : segments) {
        if (!segment.contains(u'<') && !segment.contains(u'>'))
            continue;
        const QString name = segment.mid(1, segment.size() - 2);
        const bool isWord = !name.isEmpty() && std::all_of(name.cbegin(), name.cend(), [](QChar c) {
            return c.isLetterOrNumber() || c == u'_';
        });
        if (!isParameter(segment) || !isWord)
            return u"page(\"%1\"): a parameter is one whole segment with a name of letters and "
                   u"digits: \"/product/<id>\""_s.arg(pattern);
        if (names.contains(name))
            return u"page(\"%1\"): two parameters are called %2; give each a name of its own"_s.arg(
                pattern,
                name);
        names.append(name);
    }
    return {};
}

// As browsers send it.
QByteArray encoded(const QString &path)
{
    QUrl url;
    url.setPath(path);
    return url.path(QUrl::FullyEncoded).toLatin1();
}

} // namespace

bool Route::hasParameter(QStringView name) const
{
    return std::any_of(segments.cbegin(), segments.cend(), [name](const QString &segment) {
        return isParameter(segment) && QStringView(segment).sliced(1, segment.size() - 2) == name;
    });
}

QString Routes::add(const QString &pattern, PageFunction function, PageOptions options)
{
    const QStringList segments = pattern.mid(1).split(u'/');
    if (const QString why = whyNotPattern(pattern, segments); !why.isEmpty())
        return why;
    // Two patterns that differ only in the names of their parameters are one.
    const auto isSame = [&segments](const std::unique_ptr<Route> &other) {
        return std::equal(
            segments.cbegin(),
            segments.cend(),
            other->segments.cbegin(),
            other->segments.cend(),
            [](const QString &left, const QString &right) {
                return left == right || (isParameter(left) && isParameter(right));
            });
    };
    if (std::any_of(m_routes.cbegin(), m_routes.cend(), isSame))
        return u"page(\"%1\"): there is a page at that path already; one of them must go"_s.arg(
            pattern);

    m_routes.push_back(
        std::make_unique<Route>(Route{pattern, segments, std::move(function), std::move(options)}));
    const Route *route = m_routes.back().get();
    if (std::any_of(segments.cbegin(), segments.cend(), isParameter))
        m_parametric.push_back(route);
    else
        m_fixed.insert(encoded(pattern), route);
    return {};
}

std::optional<Match> Routes::find(QByteArrayView path) const
{
    if (const Route *route = m_fixed.value(QByteArray::fromRawData(path.data(), path.size())))
        return Match{route, {}};
    if (m_parametric.empty())
        return std::nullopt;
    const QList<QByteArray> segments = path.sliced(1).toByteArray().split('/');
    for (const Route *route : m_parametric) {
        if (route->segments.size() != segments.size())
            continue;
        Match match{route, {}};
        bool fits = true;
        for (qsizetype i = 0; i < segments.size() && fits; ++i) {
            const QString &wanted = route->segments.at(i);
            const QString given = QUrl::fromPercentEncoding(segments.at(i));
            if (isParameter(wanted) && !given.isEmpty())
                match.parameters.append({wanted.mid(1, wanted.size() - 2), given});
            else
                fits = wanted == given;
        }
        if (fits)
            return match;
    }
    return std::nullopt;
}

} // namespace BackState::Http
