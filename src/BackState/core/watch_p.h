// Watch: tells a StateData of the changes of its state. Internal.
#pragma once

#include <BackState/core/calls.h>
#include <BackState/core/state_data.h>
#include <BackState/core/thrown.h>

#include <QMetaObject>
#include <QObject>
#include <QPropertyNotifier>

#include <utility>
#include <vector>

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
            m_compared.push_back({property.index, Private::readProperty(*state, property)});
            break;
        case Schema::Tracking::Constant: break;
        }
    }

    bool compares() const { return !m_compared.empty(); }

    void compare(State *state, const Schema &schema)
    {
        for (Compared &compared : m_compared) {
            QVariant now = Private::readProperty(*state, schema.properties().at(compared.property));
            if (isSame(now, compared.value))
                continue;
            compared.value = std::move(now);
            m_data->noteChange(compared.property);
        }
    }

private:
    // Its type may have a comparison of the program's own.
    static bool isSame(const QVariant &one, const QVariant &other)
    {
        bool isSame = false;
        Private::contain(
            [&one]() -> QString {
                return QLatin1StringView(one.typeName()) + QStringLiteral("::operator==");
            },
            [&] { isSame = one == other; });
        return isSame;
    }

    struct Compared
    {
        int property;
        QVariant value;
    };
    StateData *m_data;
    std::vector<QPropertyNotifier> m_notifiers;
    std::vector<Compared> m_compared;
};

} // namespace BackState
