// ok
#include <BackState/BackState>

#include <QTimer>

using namespace BackState;
using namespace BackState::Html;

// Classic properties of every kind, two objects of one class, the program's own objects.
class Sensor : public State
{
    Q_OBJECT
    Q_PROPERTY(double celsius READ celsius WRITE setCelsius NOTIFY celsiusChanged)
    Q_PROPERTY(bool open READ isOpen NOTIFY openChanged)
    Q_PROPERTY(int raw MEMBER m_raw)
    Q_PROPERTY(Mode mode MEMBER mode)

public:
    enum Mode { Off, Auto };
    Q_ENUM(Mode)

    double celsius() const { return m_celsius; }
    void setCelsius(double celsius)
    {
        m_celsius = celsius;
        Q_EMIT celsiusChanged();
    }
    bool isOpen() const { return m_open; }
    Q_INVOKABLE void setTarget(double celsius, Sensor::Mode wanted = Auto)
    {
        setCelsius(celsius);
        mode = wanted;
    }
    Q_INVOKABLE Element describe() { return P(id("description"), "It is ", m_celsius); }
    Q_INVOKABLE QList<Patch> everything()
    {
        return {Patch::remove("#x"), Patch::script("console.log(1)")};
    }
    int m_raw = 0;
    Mode mode = Off;

Q_SIGNALS:
    void celsiusChanged();
    void openChanged();

private:
    double m_celsius = 20;
    bool m_open = false;
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Sensor inside;
    Sensor outside;
    inside.setObjectName(QStringLiteral("inside"));
    outside.setObjectName(QStringLiteral("outside"));
    Server server;
    server.add(&inside);
    server.add(&outside);
    server.page(QStringLiteral("/"), [&] {
        return Main(
            Section(
                P("Inside ", Span(text<&Sensor::celsius>(inside)), Span(text(inside, "raw"))),
                P(show<&Sensor::isOpen>(inside), "open"),
                Button(onClick<&Sensor::setTarget>(inside, 21, Sensor::Auto), "21"),
                Button(onClick<&Sensor::setTarget>(inside, 21.5), "21.5")),
            Section(
                cls("hot", signal<&Sensor::celsius>(outside) > 30.0),
                P("Outside ", Span(text<&Sensor::celsius>(outside))),
                P(hide<&Sensor::isOpen>(outside),
                  style("opacity", if_(signal<&Sensor::isOpen>(outside), 1, 0.5))),
                Button(onClick<&Sensor::describe>(outside), "?")));
    });
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &inside, [&inside] { inside.setCelsius(21); });
    return server.listen(0) ? 0 : 1;
}
