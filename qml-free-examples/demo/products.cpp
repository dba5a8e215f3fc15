// Products: a list, and a page for each product, /product/<id>. All windows that show the same
// product share its state.
#include "pages.h"

#include <QLocale>

struct Ware
{
    const char *id;
    const char *name;
    const char *description;
    int cents;
    const char *drawing; // an SVG path in a box of 24 by 24
};

static constexpr Ware wares[] = {
    {"kettle",
     "Kettle",
     "Boils a litre in three minutes and says so.",
     4900,
     "M7 8h9l2 11H6zM9 8a3 3 0 0 1 6 0M16 10c4 0 4 6 1.500 6M5 19h14M11.500 3v2"},
    {"lamp",
     "Desk lamp",
     "Warm in the evening, cool in the morning.",
     7900,
     "M9 4l7 5-3 4-7-5zM12 11l-4 4 2 5M6 20h9"},
    {"chair",
     "Chair",
     "Oak, oiled, and made to be sat on.",
     18900,
     "M8 3v10h8V8M8 13v8M16 13v8M8 17h8M8 6h2"},
    {"clock",
     "Wall clock",
     "Shows the server's time, give or take.",
     3500,
     "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2"},
    {"plant",
     "House plant",
     "Grows live, without a refresh.",
     2400,
     "M8 15h8l-1 6H9zM12 15V8M12 9c-5 0-6-3-6-5 4 0 6 2 6 5zM12 11c4 0 6-2 6-5-4 0-6 2-6 5z"},
    {"bicycle",
     "Bicycle",
     "Two wheels, no waiting for either.",
     64900,
     "M6 13a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM18 13a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM6 17l4-8h6l2 8M10 9l4 "
     "8M9 6h3M16 9l-1-4h3"},
};

static const Ware *findWare(const QString &id)
{
    const auto found = std::ranges::find_if(wares, [&](const Ware &ware) { return id == ware.id; });
    return found == std::end(wares) ? nullptr : found;
}

class Product : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Record, "id") // the object of a page is that of its <id>
    BACKSTATE_PROPERTY(Product, int, stock, 12)
    BACKSTATE_PROPERTY(Product, int, sold)
    BACKSTATE_PROPERTY(Product, int, likes)
    BACKSTATE_TRANSIENT(Product, int, lookers) // how many windows show it

public:
    Product()
    {
        connect(this, &State::viewersChanged, this, [this] { lookers = viewers(); });
    }

    Q_INVOKABLE void order()
    {
        if (stock == 0)
            return;
        --stock;
        ++sold;
    }
    Q_INVOKABLE void like() { ++likes; }
    Q_INVOKABLE void deliver() { stock += 6; }
};

static QString price(const Ware &ware)
{
    return "€ " + QLocale(QLocale::English).toString(ware.cents / 100.0, 'f', 2);
}

static Element drawing(const Ware &ware)
{
    return Div(
        cls("drawing"),
        Svg(viewBox("0 0 24 24"),
            fill("none"),
            stroke("currentColor"),
            strokeWidth(0.8),
            strokeLinecap("round"),
            strokeLinejoin("round"),
            aria("hidden", true),
            Path(d(ware.drawing))));
}

static Element stockBadge(const Product &product)
{
    const auto stock = signal(product.stock);
    return Fragment(
        Span(cls("badge good"), show(stock > 0), Span(text(product.stock)), " left"),
        Span(cls("badge bad"), show(stock == 0), "Sold out"));
}

static Element productCard(const Ware &ware, const Product &product)
{
    return A(
        cls("card product"),
        navigate(QString("/product/") + ware.id),
        drawing(ware),
        Strong(ware.name),
        Span(cls("split"), Span(price(ware)), Span(stockBadge(product))));
}

static Element noSuchProduct()
{
    return Fragment(
        H1("There is no such product"),
        P("It may have been sold, or it never was."),
        P(A(navigate("/products"), "All products")));
}

static Page productPage(const Request &request, const Product &product)
{
    const Ware *ware = findWare(request.pathParameter("id"));
    if (!ware)
        return {.title = "No such product", .content = noSuchProduct(), .status = 404};
    const Element content = Fragment(
        P(A(navigate("/products"), "All products")),
        Div(cls("cards product-page"),
            Section(cls("card"), drawing(*ware)),
            Section(
                cls("card"),
                H1(ware->name),
                P(cls("lead"), ware->description),
                P(cls("big"), price(*ware)),
                P(stockBadge(product),
                  " ",
                  Span(cls("badge"), Span(text(product.sold)), " sold"),
                  " ",
                  Span(cls("badge"), Span(text(product.lookers)), " looking")),
                Div(cls("row"),
                    Button(
                        onClick<&Product::order>(product),
                        attr("disabled", signal(product.stock) == 0),
                        "Order one"),
                    Button(
                        cls("secondary"),
                        onClick<&Product::like>(product),
                        "Like ",
                        Span(text(product.likes))),
                    Button(cls("secondary"), onClick<&Product::deliver>(product), "Deliver six")),
                P(cls("muted"),
                  "Everybody who looks at this product sees its stock, here and in the list."))));
    return {.title = ware->name, .content = content};
}

void addProductPages(Server &server)
{
    server.page("/product/<id>", productPage);
    server.page(
        "/products",
        [&server] {
            const auto card = [&server](const Ware &ware) {
                return productCard(ware, *server.state<Product>(ware.id));
            };
            return Fragment(
                H1("Products"),
                P(cls("lead"),
                  "Each is a record with a state of its own, shared by all who show it."),
                Div(cls("cards products"), each(wares, card)));
        },
        {.title = "Products"});
}

#include "products.moc"
