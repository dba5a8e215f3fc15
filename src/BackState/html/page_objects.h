// PageObjects: the objects that go with a page while it is built. Not API.
#pragma once

#include <QObject>
#include <QString>

namespace BackState::Private {

// What stands around pages asks for objects here, without knowing how a page records what it shows.
// Belongs to whoever builds the page, and lives no longer than that.
class PageObjects
{
public:
    // The object of that class which goes with the page; from now on the page shows it. Null if
    // there is none.
    virtual const QObject *showObject(const QMetaObject *metaObject) = 0;

    // Refuses the page with that sentence.
    virtual void problem(const QString &sentence) = 0;

protected:
    PageObjects() = default;
    virtual ~PageObjects() = default;
    Q_DISABLE_COPY_MOVE(PageObjects)
};

} // namespace BackState::Private
