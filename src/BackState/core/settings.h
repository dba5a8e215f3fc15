// The words a state class says about itself. Each is Q_CLASSINFO, checked by the compiler where it
// is a word.
#pragma once

#include <BackState/core/schema.h>

// Who shares an object: Tab, Session (the default), User, Record with the page's path parameter,
// Global.
#define BACKSTATE_SCOPE(word, ...)                                                                 \
    Q_CLASSINFO("BackState.Scope", #word)                                                          \
    Q_CLASSINFO("BackState.ScopeParameter", "" __VA_ARGS__)                                        \
    static constexpr ::BackState::Scope backstate_scope = ::BackState::Scope::word;

// Where its values are kept: Server (the default), ClientSession, ClientLocal, Custom.
#define BACKSTATE_STORE(word)                                                                      \
    Q_CLASSINFO("BackState.Store", #word)                                                          \
    static constexpr ::BackState::Store backstate_store = ::BackState::Store::word;

// With BACKSTATE_STORE(ClientSession) or (ClientLocal): what the user may not edit is kept in the
// browser as well, encrypted and signed by the server's secret.
#define BACKSTATE_SEALED Q_CLASSINFO("BackState.Sealed", "true")

// The name of its signals and URLs, instead of the class name.
#define BACKSTATE_NAMESPACE(text) Q_CLASSINFO("BackState.Namespace", text)

// How long an object nobody uses is kept, in whole seconds.
#define BACKSTATE_TTL(seconds)                                                                     \
    Q_CLASSINFO("BackState.TimeToLive", #seconds)                                                  \
    static constexpr int backstate_timeToLive = seconds;                                           \
    static_assert(seconds > 0, "BACKSTATE_TTL: a number of seconds above 0");

// How many frames a second an object's changes make at most, instead of what
// ServerOptions::flushInterval allows.
#define BACKSTATE_RATE(framesPerSecond)                                                            \
    Q_CLASSINFO("BackState.Rate", #framesPerSecond)                                                \
    static constexpr int backstate_rate = framesPerSecond;                                         \
    static_assert(                                                                                 \
        framesPerSecond > 0 && framesPerSecond <= 1000,                                            \
        "BACKSTATE_RATE: a number of frames a second from 1 to 1000");

// Clients without a page of ours (scripts, other programs) may read all of its properties but the
// private ones, by GET /<Namespace>[@key], and call its events, in JSON. Of its events each may
// have roles.
#define BACKSTATE_API Q_CLASSINFO("BackState.Api", "true")

// Makes a slot an event, or gives an event its options: BACKSTATE_EVENT(send, .verb = Verb::Get).
#ifdef Q_MOC_RUN
#define BACKSTATE_EVENT(method, ...)
#else
#define BACKSTATE_EVENT(method, ...)                                                               \
    static inline const bool backstate_event_##method                                              \
        = ::BackState::Private::declareEventOf(&staticMetaObject, #method, [] {                    \
              using namespace ::BackState;                                                         \
              return ::BackState::EventOptions{__VA_ARGS__};                                       \
          }());
#endif

// What a browser's value of a property has to be like: BACKSTATE_RULES(name, .required = true,
// .maxLength = 40).
#ifdef Q_MOC_RUN
#define BACKSTATE_RULES(property, ...)
#else
#define BACKSTATE_RULES(property, ...)                                                             \
    static inline const bool backstate_rules_##property                                            \
        = ::BackState::Private::declareRulesOf(&staticMetaObject, #property, [] {                  \
              using namespace ::BackState;                                                         \
              return ::BackState::PropertyRules{__VA_ARGS__};                                      \
          }());
#endif

namespace BackState::Private {

inline bool
declareEventOf(const QMetaObject *metaObject, const char *method, const EventOptions &options)
{
    return declareEvent(metaObject, method, options);
}

inline bool
declareRulesOf(const QMetaObject *metaObject, const char *property, const PropertyRules &rules)
{
    return declareRules(metaObject, property, rules);
}

} // namespace BackState::Private
