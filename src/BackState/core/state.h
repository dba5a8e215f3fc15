// State: the base class of what a page shows.
#pragma once

#include <BackState/core/property.h>
#include <BackState/core/settings.h>

#include <QObject>

#include <memory>

namespace BackState {

class StateData;

class BACKSTATE_CORE_EXPORT State : public QObject
{
    Q_OBJECT

public:
    explicit State(QObject *parent = nullptr);
    ~State() override;

    // Whether a value that a browser sent may be set: empty, or the sentence that its user reads.
    [[nodiscard]] virtual QString validate(const QString &property, const QVariant &value) const;

    // Looks for changes of the properties that have neither NOTIFY nor BINDABLE.
    void refresh();

private:
    friend class StateData;
    std::unique_ptr<StateData> d;
};

} // namespace BackState
