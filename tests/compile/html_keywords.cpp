// ok
// Qt's keywords, C's library and the names of pages live side by side.
#include <BackState/html/attributes.h>
#include <BackState/html/document.h>
#include <BackState/html/each.h>
#include <BackState/html/tags.h>

#include <QObject>
#include <QStringList>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <libgen.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace BackState::Html;

class Page : public QObject
{
    Q_OBJECT

public:
    Element content() const
    {
        return Main(
            Details(open(), Summary("Time"), Time(datetime("2024-01-01"), "today")),
            Form(
                action("/send"),
                method("post"),
                Label(htmlFor("name"), "Name"),
                Input(id("name"), name("name"), accept("image/*"), dirname("d"), maxlength(10)),
                Select(Option(value(1), selected(), "one")),
                Textarea(rows(3), cols(20), "text")),
            Svg(Line(x1(0.5), x2(1.5), y2(2.5), stroke("red")), Text(x(1.0), y(2.0), "label")),
            Link(rel("icon"), href("/icon.svg")),
            Div(attribute("slot", "x"), data("index", 1), Small("small")));
    }

public slots:
    void changed() { emit wasChanged(); }

signals:
    void wasChanged();
};
