// A cart that the browser keeps. It outlives a closed window and a restart of the server, and
// between two clicks the server has nothing of it. The prices are sealed, so that nobody can change
// them.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

struct CartItem
{
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(int cents MEMBER cents)

public:
    QString name;
    int cents = 0;
    bool operator==(const CartItem &) const = default;
};

static const QList<CartItem> offers = {{"Tea", 450}, {"Coffee", 690}, {"Sugar", 120}};

static QString money(int cents)
{
    return QString("%1.%2").arg(cents / 100).arg(cents % 100, 2, 10, QChar('0'));
}

class Cart : public State
{
    Q_OBJECT
    // All windows of a browser share it. With ClientSession each window would have its own.
    BACKSTATE_STORE(ClientLocal)
    // The browser keeps what is not editable, but its user cannot change it.
    BACKSTATE_SEALED
    BACKSTATE_EDITABLE(Cart, QString, note)
    BACKSTATE_PROPERTY(Cart, QList<CartItem>, items)
    BACKSTATE_TRANSIENT(Cart, QString, total) // it follows from the items, so it is not kept

public:
    Cart()
    {
        total.setBinding([this] {
            int cents = 0;
            for (const CartItem &item : items.value())
                cents += item.cents;
            return money(cents);
        });
    }

    Q_INVOKABLE void add(const QString &name)
    {
        for (const CartItem &offer : offers) {
            if (offer.name == name)
                items.change([&](QList<CartItem> &list) { list.append(offer); });
        }
    }

    Q_INVOKABLE void clear()
    {
        items = QList<CartItem>();
        note = "";
    }
};

static Element cartPage(const Cart &cart)
{
    return Main(
        H1("Cart"),
        P(each(
            offers,
            [&](const CartItem &offer) {
                return Button(
                    onClick<&Cart::add>(cart, offer.name),
                    offer.name,
                    " ",
                    money(offer.cents));
            })),
        region(
            cart.items,
            [](const Cart &shown) {
                return Ul(id("items"), each(shown.items, [](const CartItem &item) {
                              return Li(item.name, " ", money(item.cents));
                          }));
            }),
        P("Total: ", Strong(id("total"), text(cart.total))),
        P(Label(htmlFor("note"), "A note"), Input(id("note"), bind(cart.note))),
        Button(onClick<&Cart::clear>(cart), "Empty it"));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Server server;
    server.page("/", cartPage);
    const quint16 port = argc > 2 ? QByteArray(argv[2]).toUShort() : 5001; // from --port 5001
    return server.listen(port) ? app.exec() : 1;
}

#include "main.moc"
