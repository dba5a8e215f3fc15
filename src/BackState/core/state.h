// State: the base class of what a page shows.
#pragma once

#include <BackState/core/property.h>
#include <BackState/core/settings.h>

#include <QObject>

#include <memory>

namespace BackState {

class StateData;
class Storage;
struct StateClass;

class BACKSTATE_CORE_EXPORT State : public QObject
{
    Q_OBJECT

public:
    explicit State(QObject *parent = nullptr);
    ~State() override;

    // Whether a value that a browser sent may be set: empty, or the sentence that its user reads.
    [[nodiscard]] virtual QString validate(const QString &property, const QVariant &value) const;

    // How many open pages show this object: windows in which somebody may be looking at it.
    int viewers() const;

    // Looks for changes of the properties that have neither NOTIFY nor BINDABLE.
    void refresh();

    // Its values in the server's store, by hand. Needs <BackState/core/storage.h>.
    Storage storage();

Q_SIGNALS:
    void viewersChanged();

protected:
    // The object of class S that goes with this one: the session's for a tab's state, the global
    // one for any. Null: there is none. Not in the constructor.
    template<typename S>
    S *related() const;

private:
    State *findRelated(const StateClass &stateClass) const;

    friend class StateData;
    std::unique_ptr<StateData> d;
};

} // namespace BackState
