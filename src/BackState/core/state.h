// State: the base class of what a page shows.
#pragma once

#include <BackState/core/property.h>
#include <BackState/core/proposed.h>
#include <BackState/core/settings.h>

#include <QAnyStringView>
#include <QObject>

#include <memory>

namespace BackState {

class StateData;
class Storage;
struct StateClass;

/*!
    The base class of what pages show: its properties are mirrored in the browsers that show it, its
    Q_INVOKABLE methods are called from there.

    Objects are made by the server, as pages need them, and destroyed by it; one that is given to
    Server::add() stays the program's. It lives in the thread of its server and is not thread-safe.
    What is wrong with a class is said by Server::listen().
*/
class BACKSTATE_CORE_EXPORT State : public QObject
{
    Q_OBJECT

public:
    explicit State(QObject *parent = nullptr);
    ~State() override;

    //! Says whether a value that a browser sent may be set. Returns the sentence that its user
    //! reads, or an empty one if the value is fine.
    [[nodiscard]] virtual QString validate(const QString &property, const QVariant &value) const;

    //! Says whether all values of one request may be set together: the edited ones and the present
    //! others. Returns the sentence for each property that it refuses; then none of them is set.
    [[nodiscard]] virtual Refusals validateTogether(const Proposed &values) const;

    //! In an event: refuses the value of a property of this or of another state, or of a parameter
    //! of the event. The user reads the sentence beside the field, and what was typed is not kept.
    template<IsProperty P>
    void refuse(const P &property, const QString &sentence) const
    {
        static_cast<const State *>(property.object())->refuse(P::name(), sentence);
    }
    void refuse(QAnyStringView name, const QString &sentence) const;

    //! How many open pages show this object: windows in which somebody may be looking at it.
    int viewers() const;

    //! Looks for changes of the properties that have neither NOTIFY nor BINDABLE.
    void refresh();

    //! Saves and loads its values by hand. Needs <BackState/core/storage.h>.
    Storage storage();

Q_SIGNALS:
    void viewersChanged();

protected:
    //! The object of class S that goes with this one: the session's for a tab's state, the global
    //! one for any. Null if there is none, and in the constructor.
    template<typename S>
    S *related() const;

private:
    State *findRelated(const StateClass &stateClass) const;

    friend class StateData;
    std::unique_ptr<StateData> d;
};

} // namespace BackState
