#include <BackState/visitors/offer_seals.h>

#include <BackState/datastar/paths.h>
#include <BackState/datastar/requests.h>
#include <BackState/text/url.h>
#include <BackState/visitors/secret.h>

namespace BackState::Http {

namespace {

constexpr QByteArrayView purpose = "offer";

// What is sealed. Neither a token nor a path has a space.
QByteArray offerOf(const QByteArray &token, const State &state, const Schema::Event &event)
{
    return token + ' ' + Private::objectPath(state) + ' ' + event.name;
}

} // namespace

QByteArray
OfferSeals::seal(const QByteArray &token, const State &state, const Schema::Event &event) const
{
    return m_secret.sign(purpose, offerOf(token, state, event));
}

bool OfferSeals::isSealed(
    QByteArrayView query,
    const QByteArray &token,
    const State &state,
    const Schema::Event &event) const
{
    for (const auto &[name, value] : Private::queryFields(query)) {
        if (name == Private::offerName)
            return m_secret.isSignature(value, purpose, offerOf(token, state, event));
    }
    return false;
}

} // namespace BackState::Http
