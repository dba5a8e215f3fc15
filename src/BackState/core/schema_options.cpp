// What BACKSTATE_EVENT says of events, checked and put into the schema.
#include "schema_p.h"

#include <BackState/text/url.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace BackState {

namespace {

bool isOneLine(const char *text)
{
    const QByteArrayView view(text);
    return !view.contains('\n') && !view.contains('\r');
}

// A path as it stands in a URL, without anything a server or a browser would read in two ways.
bool isPath(QByteArrayView path)
{
    return Private::isLocalPath(path) && !path.contains("/../") && !path.endsWith("/..")
        && std::none_of(path.begin(), path.end(), [](char c) {
               return QByteArrayView("?#<>\"'%").contains(c);
           });
}

QByteArrayList words(const char *text)
{
    QByteArrayList list = QByteArray(text).simplified().split(' ');
    list.removeAll(QByteArray());
    return list;
}

} // namespace

// Goes from the base to the class itself, so that a subclass has the last word.
void SchemaReader::readOptions()
{
    QList<const QMetaObject *> chain;
    for (auto at = m_schema.m_metaObject; at && at != m_base; at = at->superClass())
        chain.prepend(at);
    for (const QMetaObject *declaredIn : chain) {
        for (const DeclaredEvent &declared : declaredEvents(declaredIn))
            applyOptions(declaredIn, declared);
    }
}

void SchemaReader::applyOptions(const QMetaObject *declaredIn, const DeclaredEvent &declared)
{
    const int index = m_schema.m_eventByName.find(declared.method);
    if (index < 0) {
        // Reported for the class that has the mistake, and not again for each subclass.
        if (declaredIn == m_schema.m_metaObject)
            problem(
                declared.method,
                u"BACKSTATE_EVENT names a method that is neither a public Q_INVOKABLE nor a public "
                u"slot of this class; make it one, or correct the name"_s);
        return;
    }
    if (declaredIn == m_schema.m_metaObject)
        checkOptions(declared.method, declared.options);
    Schema::Event &event = m_schema.m_events[index];
    event.path = declared.options.path;
    event.selector = declared.options.selector;
    event.verb = declared.options.verb;
    event.mode = declared.options.mode;
    event.roles = words(declared.options.roles);
    event.again = declared.options.again;
}

void SchemaReader::checkOptions(const QByteArray &method, const EventOptions &options)
{
    const QByteArrayView path(options.path);
    if (options.path && !isPath(path))
        problem(
            method,
            u".path of BACKSTATE_EVENT begins with '/' and has no query, no space "
            "and no escape; correct it"_s);
    if (options.path && (path == "/backstate" || path.startsWith("/backstate/")))
        problem(
            method,
            u".path of BACKSTATE_EVENT is below /backstate, which is the library's "
            "own; choose another"_s);
    if (!isOneLine(options.selector))
        problem(method, u".selector of BACKSTATE_EVENT has to be one line"_s);
    if (options.roles && words(options.roles).isEmpty())
        problem(
            method,
            u".roles of BACKSTATE_EVENT names no role, so nobody could call it; "
            "remove it or name one"_s);
}

} // namespace BackState
