// A QTimer sets properties, and every browser shows them. Nobody clicks.
#include <BackState/BackState>

#include <QTimer>

using namespace BackState;
using namespace BackState::Html;

class Clock : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global) // one clock for everybody
    BACKSTATE_PROPERTY(Clock, QTime, now)
    BACKSTATE_PROPERTY(Clock, QString, time)

public:
    Clock()
    {
        time.setBinding([this] { return now->toString("HH:mm:ss"); });
        connect(&m_timer, &QTimer::timeout, this, &Clock::tick);
        tick();
    }

private:
    void tick()
    {
        now = QTime::currentTime();
        m_timer.start(1000 - now->msec()); // until the next full second
    }

    QTimer m_timer;
};

static Element hand(const char *color, int thickness, int length, double degrees)
{
    return Line(
        lineFrom(50, 50),
        lineTo(50, 50 - length),
        stroke(color),
        strokeWidth(thickness),
        strokeLinecap("round"),
        transform(QString("rotate(%1 50 50)").arg(degrees)));
}

static Element face(const Clock &clock)
{
    const double seconds = clock.now->second();
    const double minutes = clock.now->minute() + seconds / 60;
    return Svg(
        viewBox("0 0 100 100"),
        width(240),
        aria("hidden", true),
        Circle(cx(50), cy(50), r(47), fill("none"), stroke("currentColor"), strokeWidth(3)),
        hand("currentColor", 4, 24, 30 * (clock.now->hour() % 12 + minutes / 60)),
        hand("currentColor", 3, 36, 6 * minutes),
        hand("#17834a", 1, 40, 6 * seconds));
}

static Element clockPage(const Clock &clock)
{
    return Main(
        H1(Time(text(clock.time))),
        region(clock.now, face),
        P("The server's time, pushed by one QTimer."));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", clockPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
