// OfferSeals: seals the events that a patch offers, so that a tab may call them still whose server
// was started again, or that was forgotten. Internal.
#pragma once

#include <BackState/core/schema.h>

#include <QByteArray>
#include <QByteArrayView>

namespace BackState {

class State;

}

namespace BackState::Http {

class Secret;

// What a page offers by itself is offered again when it is built again; what an event sent to it is
// not. Neither may another tab use the seal, nor is it of use for another object or event.
class OfferSeals
{
public:
    explicit OfferSeals(const Secret &secret)
        : m_secret(secret)
    {
    }

    QByteArray seal(const QByteArray &token, const State &state, const Schema::Event &event) const;
    // Whether the query of a request has the seal of this event.
    bool isSealed(
        QByteArrayView query,
        const QByteArray &token,
        const State &state,
        const Schema::Event &event) const;

private:
    const Secret &m_secret;
};

} // namespace BackState::Http
