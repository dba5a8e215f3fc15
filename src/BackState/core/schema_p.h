// SchemaReader: makes a Schema of a QMetaObject. Used by schema.cpp alone.
#pragma once

#include <BackState/core/schema.h>

#include <map>
#include <vector>

namespace BackState {

// What BACKSTATE_EVENT said of a method.
struct DeclaredEvent
{
    QByteArray method;
    EventOptions options;
};

// Of the class itself, without its base classes, in the order of declaration. Any thread.
std::vector<DeclaredEvent> declaredEvents(const QMetaObject *metaObject);

struct SchemaReader
{
    explicit SchemaReader(const QMetaObject *metaObject);

    Schema read();

private:
    void readSettings();
    void readNamespace(const QByteArray &given);
    void readScope(const QByteArray &word, const QByteArray &parameter);
    void readStore(const QByteArray &word);
    void readTimeToLive(const QByteArray &text);
    void checkKeptByBrowser(const std::map<QByteArray, QByteArray> &settings);
    void checkKeptProperties();
    void readRate(const QByteArray &text);
    void readProperties();
    void readProperty(int index);
    void readRules();
    void applyRules(Schema::Property &property, const PropertyRules &given);
    void readEvents();
    void readMethod(const QMetaMethod &method);
    bool isEvent(const QMetaMethod &method) const;
    bool isSetter(const QMetaMethod &method) const;
    void addEvent(const QMetaMethod &method);
    Schema::Parameter readParameter(const QMetaMethod &method, int index, const QByteArray &event);
    void checkEvents();
    void readOptions();
    void applyOptions(const QMetaObject *declaredIn, const DeclaredEvent &declared);
    void checkOptions(const QByteArray &method, const EventOptions &options);

    // Class, member and cure: "Counter::count: …".
    void problem(QByteArrayView member, const QString &sentence);

    const QMetaObject *m_base; // State, whose own members are none of the schema
    Schema m_schema;
};

} // namespace BackState
