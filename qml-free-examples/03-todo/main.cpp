// A list with a row for each item. Only the rows that change travel.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

struct Item
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString title MEMBER title)
    Q_PROPERTY(bool isDone MEMBER isDone)
public:
    int id = 0;
    QString title;
    bool isDone = false;
    bool operator==(const Item &) const = default; // a change is told from none by it
};

class Todo : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Todo, QList<Item>, items)
    BACKSTATE_PROPERTY(Todo, int, lastId)
    BACKSTATE_EDITABLE(Todo, QString, draft)
public:
    Q_INVOKABLE void add()
    {
        if (!draft->trimmed().isEmpty())
            items << Item{++lastId, draft->trimmed(), false};
        draft = "";
    }
    Q_INVOKABLE void setDone(int id, bool isDone)
    {
        items.change([=](auto &list) {
            for (Item &item : list)
                item.isDone = item.id == id ? isDone : item.isDone;
        });
    }
    Q_INVOKABLE void remove(int id)
    {
        items.change([=](auto &list) { list.removeIf([=](auto &item) { return item.id == id; }); });
    }
};

static Element itemRow(const Todo &todo, const Item &item)
{
    const auto toggle = onChange<&Todo::setDone>(todo, item.id, !item.isDone);
    const Element box = Input(type("checkbox"), checked(item.isDone), toggle);
    return Li(
        Label(cls(item.isDone ? "done" : ""), box, item.title),
        Button(cls("secondary"), onClick<&Todo::remove>(todo, item.id), "Remove"));
}

static Element summary(const Todo &todo)
{
    const auto open = std::ranges::count(todo.items.value(), false, &Item::isDone);
    return P(open, " of ", todo.items.size(), " to do");
}

static Element todoPage(const Todo &todo)
{
    const Element field = Input(bind(todo.draft), placeholder("What next?"));
    return Main(
        H1("To do"),
        Form(onSubmit<&Todo::add>(todo), field, Button("Add")),
        Ul(rows(todo.items, &Item::id, itemRow)),
        region(todo.items, summary));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", todoPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
