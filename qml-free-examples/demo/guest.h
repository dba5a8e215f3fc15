// Who sits at this browser: a name for the counter and the chat, entered once. Without a
// BACKSTATE_SCOPE an object belongs to a session, which is a browser.
#pragma once

#include <BackState/BackState>

class Guest : public BackState::State
{
    Q_OBJECT
    BACKSTATE_EDITABLE(Guest, QString, name, "Guest")
    BACKSTATE_PROPERTY(Guest, QString, greeting)

public:
    Guest();
    static QString shownName(const QString &name); // never empty
    QString validate(const QString &property, const QVariant &value) const override;
};

// The input for the name, with its error.
BackState::Html::Element guestField(const Guest &guest);
