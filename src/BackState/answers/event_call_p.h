// EventCall: one call of an event, or the edits that come without one, from the request to the
// effects. Internal.
#pragma once

#include "event_address_p.h"
#include <BackState/core/expected.h>
#include <BackState/core/invoke.h>
#include <BackState/live/edits.h>
#include <BackState/program/form_fields.h>
#include <BackState/program/options.h>
#include <BackState/visitors/view.h>

#include <QPointer>
#include <QVariant>

#include <vector>

namespace BackState {

class Refusing;

namespace Private {

class Rendering;

}

} // namespace BackState

namespace BackState::Http {

class BrowserStates;
class Flows;
class OfferSeals;
class Publisher;
class Tabs;
class Visit;

// Lives on the stack while its request is handled: read(), convert(), apply() and invoke(), in this
// order and each only if the one before it is Done.
class EventCall
{
public:
    // What a call works with, on loan.
    struct Means
    {
        const ServerOptions &options;
        Tabs &tabs;
        Publisher &publisher;
        Flows &flows;
        BrowserStates &browserStates;
        const OfferSeals &offerSeals;
    };

    enum class Step {
        Done,
        Refused, // see refusals(); the event was not called
        RefusedInPart, // by the event itself, or some of the edits that came without one
        Gone, // the tab or an object that this is about has ended
        Renewed, // the event signs its caller in or out, see result()
        Answered // the event goes on, and answers itself
    };

    // Without an event only edits are taken.
    EventCall(const Means &means, Visit &visit, Tab &tab, const EventTarget &target);

    Tab &tab() const { return m_tab; }
    View &view() const { return m_view; }
    // Whether the object is. A check of the program's may end it, and the view with it.
    bool isObjectThere() const { return !m_object.isNull(); }
    const Schema::Event *event() const { return m_event; }
    const Edits &edits() const { return m_edits; }
    const std::vector<Refusal> &refusals() const { return m_refusals; }
    const QVariant &result() const { return m_result; } // what the event returned
    bool hasThrown() const { return m_hasThrown; } // then it is refused, too
    const QByteArray &frames() const { return m_frames; } // of the patches among it

    // Reads what travels: signals, the fields of a form, arguments in the query, and edits among
    // all these. The form is that of a body that was read as it arrived, or null. The object may be
    // gone after it.
    Expected<void> read(const Expected<FormData> *form);
    // Converts the arguments and checks whether the event may be called.
    Step convert();
    // Sets the edits.
    Step apply();
    // Calls the event, if there is one.
    Step invoke();
    // Refuses the event as a whole, for that reason alone.
    void refuse(const QString &sentence);

private:
    Expected<void> readForm(const QByteArray &contentType, const Expected<FormData> *form);
    void addFields(const FormData &form);
    void addArguments(const FormFields &fields);
    void readReferences();
    void readSignal(QStringView path);
    void useMergedSignals();
    void useMergedFields();
    void makeRequest();
    Step refuse(const Refusing &refusing, Private::Rendering &rendering);
    void bringResult(Private::Rendering &rendering);
    bool isThere(const View *view) const;
    bool isByItself() const;
    Edits::IsThere whetherThere() const;

    const Means &m_means;
    Visit &m_visit;
    Tab &m_tab;
    View &m_view;
    const QPointer<State> m_object;
    const Schema::Event *m_event;
    Arguments m_given;
    FormFields m_fields;
    Edits m_edits;
    std::vector<Refusal> m_refusals;
    QVariantList m_typed; // the arguments
    QVariant m_result;
    bool m_hasThrown = false;
    QByteArray m_frames;
};

} // namespace BackState::Http
