// Dashboard: sales that are entered here or come in by themselves, their sums, and a chart.
#include "pages.h"
#include "saleschart.h"

#include <QLocale>
#include <QRandomGenerator>
#include <QTimer>

namespace {

const QStringList regions = {"North", "East", "South", "West"};

QString euros(double amount)
{
    return "€ " + QLocale(QLocale::English).toString(amount, 'f', amount < 1000 ? 2 : 0);
}

} // namespace

struct Sale
{
    Q_GADGET
    Q_PROPERTY(int id MEMBER id)
    Q_PROPERTY(QString region MEMBER region)
    Q_PROPERTY(double amount MEMBER amount)
    Q_PROPERTY(QTime at MEMBER at)
public:
    int id = 0;
    QString region;
    double amount = 0;
    QTime at;
    bool operator==(const Sale &) const = default;
};

class Sales : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Global)
    BACKSTATE_PROPERTY(Sales, QList<Sale>, latest) // the newest first
    // The revenue after each sale.
    BACKSTATE_PROPERTY(Sales, QList<double>, course, QList<double>{0})
    BACKSTATE_PROPERTY(Sales, QList<double>, byRegion)
    BACKSTATE_PROPERTY(Sales, int, count)
    BACKSTATE_PROPERTY(Sales, double, best)
    BACKSTATE_PROPERTY(Sales, QString, revenue)
    BACKSTATE_PROPERTY(Sales, QString, average)
    BACKSTATE_PROPERTY(Sales, QString, largest)
    BACKSTATE_PROPERTY(Sales, bool, isBusy, true)

public:
    Sales()
    {
        byRegion = QList<double>(regions.size());
        revenue.setBinding([this] { return euros(course->last()); });
        average.setBinding([this] { return euros(count > 0 ? course->last() / count : 0); });
        largest.setBinding([this] { return euros(best); });
        connect(&m_customers, &QTimer::timeout, this, &Sales::sellSomething);
        m_customers.setInterval(1500);
        connect(this, &State::viewersChanged, this, &Sales::openOrClose);
    }

    void sell(const QString &region, double amount)
    {
        latest.change([&](QList<Sale> &list) {
            list.prepend({++count, region, amount, QTime::currentTime()});
            if (list.size() > 6)
                list.removeLast();
        });
        course.change([&](QList<double> &list) {
            list.append(list.last() + amount);
            if (list.size() > 60)
                list.removeFirst();
        });
        byRegion.change([&](QList<double> &list) { list[regions.indexOf(region)] += amount; });
        best = std::max(best.value(), amount);
    }
    Q_INVOKABLE void setBusy(bool on)
    {
        isBusy = on;
        openOrClose();
    }

private:
    // Without a window that shows them, no customers come.
    void openOrClose()
    {
        if (!isBusy || viewers() == 0)
            m_customers.stop();
        else if (!m_customers.isActive())
            m_customers.start();
    }

    void sellSomething()
    {
        QRandomGenerator &random = *QRandomGenerator::global();
        sell(regions[random.bounded(int(regions.size()))], 5 + random.bounded(24'500) / 100.0);
    }

    QTimer m_customers;
};

// What is entered in one window.
class SaleForm : public State
{
    Q_OBJECT
    BACKSTATE_SCOPE(Tab)
    BACKSTATE_EDITABLE(SaleForm, QString, region, "North")
    BACKSTATE_EDITABLE(SaleForm, double, amount, 99.5)

public:
    Q_INVOKABLE void record() { related<Sales>()->sell(region, amount); }

    QString validate(const QString &property, const QVariant &value) const override
    {
        if (property == "region" && !regions.contains(value.toString()))
            return "Choose one of the four regions.";
        if (property == "amount" && (value.toDouble() <= 0 || value.toDouble() > 10'000))
            return "Between 0.01 and 10,000, please.";
        return {};
    }
};

static Element tile(const QString &name, const Attribute &value)
{
    return Div(cls("tile"), Small(name), Strong(value));
}

static Element saleRow(const Sale &sale)
{
    return Li(
        Span(cls("badge"), sale.region),
        Strong(euros(sale.amount)),
        Time(cls("muted"), sale.at.toString("HH:mm:ss")));
}

static Element chart(const Sales &sales)
{
    const QString label = QString("The revenue after each of the last %1 sales. It is now %2.")
                              .arg(sales.course.size() - 1)
                              .arg(sales.revenue.value());
    return Div(salesChart(sales.course, label));
}

static Element regionTable(const Sales &sales)
{
    const double most = std::max(1.0, *std::ranges::max_element(sales.byRegion.value()));
    const auto row = [&sales, most](const QString &name, qsizetype index) {
        const double amount = sales.byRegion[index];
        return Tr(
            Th(scope("row"), name),
            Td(cls("bar-cell"), Progress(aria("label", name), max(most), value(amount))),
            Td(cls("number"), euros(amount)));
    };
    return Table(Tbody(each(regions, row)));
}

static Element saleForm(const SaleForm &form)
{
    const auto option = [](const QString &region) { return Option(region); };
    return Form(
        onSubmit<&SaleForm::record>(form),
        Div(cls("fields"),
            Div(cls("field"),
                Label(htmlFor("region"), "Region"),
                Select(id("region"), bind(form.region), each(regions, option)),
                error(form.region)),
            Div(cls("field"),
                Label(htmlFor("sum"), "Amount in €"),
                Input(id("sum"), type("number"), step("0.01"), bind(form.amount)),
                error(form.amount))),
        Button("Record the sale"));
}

static Element dashboardPage(const Sales &sales, const SaleForm &form)
{
    const auto busy = signal(sales.isBusy);
    return Fragment(
        Div(cls("split"),
            H1("Dashboard"),
            Div(Button(
                    cls("secondary"),
                    show(busy),
                    onClick<&Sales::setBusy>(sales, false),
                    "Pause the customers"),
                Button(
                    cls("secondary"),
                    show(!busy),
                    onClick<&Sales::setBusy>(sales, true),
                    "Let customers in"))),
        Div(cls("tiles"),
            tile("Revenue", text(sales.revenue)),
            tile("Sales", text(sales.count)),
            tile("Average", text(sales.average)),
            tile("Largest", text(sales.largest))),
        Section(cls("card"), H2("Revenue"), region(sales.course, chart)),
        Div(cls("cards"),
            Section(cls("card"), H2("Record a sale"), saleForm(form)),
            Section(cls("card"), H2("By region"), region(sales.byRegion, regionTable)),
            Section(
                cls("card"),
                H2("Latest sales"),
                Ul(cls("plain"), rows(sales.latest, &Sale::id, saleRow)))));
}

void addDashboardPage(Server &server)
{
    server.page("/dashboard", dashboardPage, {.title = "Dashboard"});
}

#include "dashboard.moc"
