#include <BackState/datastar/running.h>

#include <BackState/datastar/paths.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

namespace BackState {

/*!
    \fn template<auto Method, typename S> Expression running(const S &object)

    Returns whether the event \a Method of \a object, which returns a Flow or a QFuture, runs for
    this tab. What other tabs run is not seen here: a property that the event sets is for everybody.

    \code
    Button(onClick<&Job::start>(job), attr("disabled", running<&Job::start>(job)), "Start")
    \endcode
    \sa Html::indicator()
*/

namespace Private {

Expression runningExpression(const EventReference &event)
{
    const auto className = QLatin1StringView(event.object->metaObject()->className());
    if (!event.event || !event.event->goesOn) {
        reportProblem(
            QStringLiteral("running<&%1::%2>: this is no event that returns a Flow or a QFuture.")
                .arg(className, QString::fromUtf8(event.name)));
        return Expression(QByteArray(), Binding::Primary);
    }
    const QByteArray mark = Rendering::markBy([&event](Rendering &rendering) {
        return rendering.nameRunning(*event.object, event.event->name);
    });
    const QByteArray text = mark + '$' + runningPath(*event.object, event.event->name);
    // A page that is being built runs nothing yet, and a region is built for all tabs at once.
    const Rendering *rendering = Rendering::current();
    const bool isKnown = !rendering || rendering->isForOneTab();
    return Expression(
        text,
        Binding::Primary,
        isKnown ? QJsonValue(false) : QJsonValue(QJsonValue::Undefined));
}

} // namespace Private

} // namespace BackState
