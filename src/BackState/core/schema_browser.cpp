// What a class whose values the browser keeps may not say, and what it needs.
#include "schema_p.h"

using namespace Qt::StringLiterals;

namespace BackState {

/*!
    Returns whether the value of \a property travels in the seal of its class: it is stored and can
    be put back, but it is not the user's to set.
*/
bool Schema::isInSeal(const Property &property) const
{
    return m_isSealed && property.isStored && !property.isEditable && property.meta.isWritable()
        && property.tracking != Tracking::Constant;
}

// Only states of a tab fit: storage belongs to one browser, and its values come with
// the events of one tab.
void SchemaReader::checkKeptByBrowser(const std::map<QByteArray, QByteArray> &settings)
{
    if (!m_schema.isKeptByBrowser()) {
        if (m_schema.m_isSealed)
            problem(
                {},
                u"BACKSTATE_SEALED is for values that the browser keeps; add "
                u"BACKSTATE_STORE(ClientSession) or "
                "(ClientLocal), or remove it"_s);
        return;
    }
    const auto scope = settings.find("Scope");
    if (scope != settings.end() && !scope->second.isEmpty() && m_schema.m_scope != Scope::Tab)
        problem(
            {},
            u"what the browser keeps belongs to each of its tabs, so BACKSTATE_SCOPE can't be "
            u"another than Tab; remove it, or keep the values by BACKSTATE_STORE(Server)"_s);
    m_schema.m_scope = Scope::Tab;
    if (m_schema.m_hasApi)
        problem(
            {},
            u"BACKSTATE_API is for clients without a page, which keep nothing; remove it, or keep "
            u"the values by BACKSTATE_STORE(Server)"_s);
    if (m_schema.m_timeToLive > 0)
        problem({}, u"BACKSTATE_TTL can't end what a browser keeps; remove it"_s);
}

// Each stored property has to be one that the browser sends, or be sealed against forgery.
void SchemaReader::checkKeptProperties()
{
    if (!m_schema.isKeptByBrowser())
        return;
    for (const Schema::Property &property : m_schema.m_properties) {
        if (!property.isStored || property.tracking == Schema::Tracking::Constant)
            continue;
        if (property.isEditable) {
            if (m_schema.m_isSealed && property.name == "sealed")
                problem(
                    property.name,
                    u"BACKSTATE_SEALED needs the name \"sealed\" for itself; rename it"_s);
        } else if (!m_schema.m_isSealed) {
            problem(
                property.name,
                u"the browser keeps this class, so its user could forge the value; declare it with "
                "BACKSTATE_EDITABLE if it is the user's to set, with BACKSTATE_TRANSIENT (STORED "
                "false) if it need not be "
                "kept, or put BACKSTATE_SEALED into the class"_s);
        } else if (!property.meta.isWritable()) {
            problem(
                property.name,
                u"it is stored, but can't be put back; add WRITE, or STORED false if it follows "
                u"from others"_s);
        } else if (const QString why = whyNotConvertible(property.type);
                   !property.isVisible && !why.isEmpty()) {
            problem(property.name, why + u"; or do not keep it, with STORED false"_s);
        }
    }
}

} // namespace BackState
