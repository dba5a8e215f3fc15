#include <BackState/core/state_data.h>

#include <QMetaObject>

#include <algorithm>

namespace BackState {

// Receives the NOTIFY signals of one state. Its "slots" are indexes past QObject's own methods, one
// for each property, so that a connection says by itself which property it is about.
class Watch final : public QObject
{
public:
    explicit Watch(StateData *data)
        : m_data(data)
    {
    }

    int qt_metacall(QMetaObject::Call call, int id, void **arguments) override
    {
        id = QObject::qt_metacall(call, id, arguments);
        if (id < 0 || call != QMetaObject::InvokeMetaMethod)
            return id;
        m_data->noteChange(id);
        return -1;
    }

    void watch(State *state, const Schema::Property &property)
    {
        switch (property.tracking) {
        case Schema::Tracking::Notify:
            QMetaObject::connect(
                state,
                property.meta.notifySignalIndex(),
                this,
                QObject::staticMetaObject.methodCount() + property.index,
                Qt::DirectConnection);
            break;
        case Schema::Tracking::Bindable:
            m_notifiers.push_back(property.meta.bindable(state).addNotifier(
                [data = m_data, index = property.index] { data->noteChange(index); }));
            break;
        case Schema::Tracking::Compare:
            m_compared.push_back({property.index, property.meta.read(state)});
            break;
        case Schema::Tracking::Constant: break;
        }
    }

    bool compares() const { return !m_compared.empty(); }

    void compare(State *state, const Schema &schema)
    {
        for (Compared &compared : m_compared) {
            QVariant now = schema.properties().at(compared.property).meta.read(state);
            if (now == compared.value)
                continue;
            compared.value = std::move(now);
            m_data->noteChange(compared.property);
        }
    }

private:
    struct Compared
    {
        int property;
        QVariant value;
    };
    StateData *m_data;
    std::vector<QPropertyNotifier> m_notifiers;
    std::vector<Compared> m_compared;
};

StateData::StateData(State *state)
    : m_state(state)
{
}

StateData::~StateData()
{
    if (m_changes)
        m_changes->remove(this);
}

const Schema &StateData::schema() const
{
    if (!m_schema)
        m_schema = &Schema::of(m_state->metaObject());
    return *m_schema;
}

void StateData::noteChange(int property)
{
    m_versions[property] = ++m_version;
    if (!m_changes)
        return;
    ++m_changes->m_serial;
    if (!m_isDirty) {
        m_isDirty = true;
        m_changes->add(this);
    }
}

StorageAccess *StateData::storageAccess() const
{
    return m_changes ? m_changes->storageAccess() : nullptr;
}

void StateData::refresh()
{
    if (m_watch)
        m_watch->compare(m_state, schema());
}

Changes::Changes(std::function<void()> becameDirty)
    : m_becameDirty(std::move(becameDirty))
{
}

Changes::~Changes()
{
    for (StateData *data : m_followed) {
        data->m_changes = nullptr;
        data->m_isDirty = false;
        data->m_watch.reset();
    }
}

/*!
    Follows \a state until unfollow() or until it is destroyed. A state is followed by one Changes
    at a time; following it again does nothing.
*/
void Changes::follow(State &state)
{
    StateData &data = StateData::of(state);
    if (data.m_changes == this)
        return;
    Q_ASSERT(!data.m_changes);
    const Schema &schema = data.schema();
    data.m_versions.resize(schema.properties().size());
    data.m_changes = this;
    data.m_watch = std::make_unique<Watch>(&data);
    for (const Schema::Property &property : schema.properties())
        data.m_watch->watch(&state, property);
    data.m_place = m_followed.size();
    m_followed.push_back(&data);
    if (data.m_watch->compares())
        m_compared.push_back(&data);
}

void Changes::unfollow(State &state)
{
    StateData &data = StateData::of(state);
    if (data.m_changes == this)
        remove(&data);
}

QList<State *> Changes::take()
{
    QList<State *> states;
    states.reserve(qsizetype(m_dirty.size()));
    for (StateData *data : m_dirty) {
        data->m_isDirty = false;
        states.append(data->m_state);
    }
    m_dirty.clear();
    return states;
}

void Changes::refresh()
{
    for (std::size_t i = 0; i < m_compared.size(); ++i)
        m_compared[i]->refresh();
}

void Changes::add(StateData *data)
{
    m_dirty.push_back(data);
    if (m_dirty.size() == 1 && m_becameDirty)
        m_becameDirty();
}

void Changes::remove(StateData *data)
{
    m_followed.back()->m_place = data->m_place;
    m_followed[data->m_place] = m_followed.back();
    m_followed.pop_back();
    if (data->m_watch->compares())
        std::erase(m_compared, data);
    if (data->m_isDirty)
        std::erase(m_dirty, data);
    data->m_changes = nullptr;
    data->m_isDirty = false;
    data->m_watch.reset();
}

} // namespace BackState
