// ok
// A state that has the name of a tag, as the guide of properties has it.
#include <BackState/BackState>

using namespace BackState;
using namespace BackState::Html;

class Table : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(Table, int, seats, 4)

public:
    Q_INVOKABLE void enlarge() { seats += 2; }
};

static Element tablePage(const ::Table &table) // Html::Table(…) is the tag
{
    return Main(
        Html::Table(Tr(Td("Seats"), Td(text(table.seats)))),
        Button(onClick<&Table::enlarge>(table), "Enlarge")); // before a :: only the state is meant
}

namespace Bank {

class S : public State
{
    Q_OBJECT
    BACKSTATE_PROPERTY(S, int, seats, 4)
};

} // namespace Bank

void addTo(Server &server)
{
    server.page("/", tablePage);
    server.page("/s", [](const Bank::S &state) { return Main(S("struck"), text(state.seats)); });
    server.state<::Table>()->enlarge();
}
