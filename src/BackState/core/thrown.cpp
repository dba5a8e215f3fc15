#include <BackState/core/thrown.h>

#include <BackState/text/log.h>

#include <exception>

namespace BackState::Private {

void tellThrown(const QString &where)
{
    QString what = QStringLiteral("something that is no std::exception");
    try {
        throw;
    } catch (const std::exception &exception) {
        what = QString::fromUtf8(exception.what());
    } catch (...) {
    }
    qCWarning(Http::log).noquote() << where << "threw an exception:" << what;
}

} // namespace BackState::Private
