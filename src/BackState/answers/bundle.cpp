#include <BackState/answers/bundle.h>

#include <QtCore/QResource>

// A resource that lies in a static library registers itself only if something in the program
// names it. Naming it here, beside the only access to it, makes the program pull it in, however
// the library was installed. The macro does not work inside a namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(backstate);
}

namespace BackState::Bundle {

static QByteArray embedded(const QString &path)
{
    [[maybe_unused]] static const bool registered = (registerResources(), true);
    const QResource file(path);
    // The files are stored without compression, so these are their bytes.
    return QByteArray::fromRawData(
        reinterpret_cast<const char *>(file.data()),
        static_cast<qsizetype>(file.size()));
}

/*!
    Returns the Datastar bundle, or an empty array where pages refer to the CDN.
*/
QByteArray script()
{
    return embedded(QStringLiteral(":/backstate/datastar.js"));
}

/*!
    Returns the script that pages have beside Datastar.
*/
QByteArray pageScript()
{
    return embedded(QStringLiteral(":/backstate/backstate.js"));
}

/*!
    Returns the script that keeps what is done before the others have come.
*/
QByteArray earlyScript()
{
    return embedded(QStringLiteral(":/backstate/early.js"));
}

/*!
    Returns the style sheet that pages may link to.
*/
QByteArray styleSheet()
{
    return embedded(QStringLiteral(":/backstate/backstate.css"));
}

/*!
    Returns the script that keeps states in the browser's storage.
*/
QByteArray browserState()
{
    return embedded(QStringLiteral(":/backstate/browserstate.js"));
}

} // namespace BackState::Bundle
