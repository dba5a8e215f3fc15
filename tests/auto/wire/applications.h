// The main() of a test that is run in each kind of application, and with each of Qt's event
// dispatchers.
#pragma once

#include <QAbstractEventDispatcher>
#include <QTest>
#ifdef BACKSTATE_TEST_WIDGETS
#include <QApplication>
#endif

#include <memory>

// BACKSTATE_TEST_APPLICATION is core (the default), gui or widgets; QT_NO_GLIB=1 is Qt's own.
inline std::unique_ptr<QCoreApplication> makeApplication(int &argc, char **argv)
{
    const QByteArray kind = qgetenv("BACKSTATE_TEST_APPLICATION");
#ifdef BACKSTATE_TEST_WIDGETS
    if (kind == "gui")
        return std::make_unique<QGuiApplication>(argc, argv);
    if (kind == "widgets")
        return std::make_unique<QApplication>(argc, argv);
#endif
    if (!kind.isEmpty() && kind != "core")
        qFatal("no application %s here", kind.constData());
    return std::make_unique<QCoreApplication>(argc, argv);
}

// Whether the dispatcher is not the one that was asked for.
inline bool hasWrongDispatcher()
{
    const QByteArray name = QAbstractEventDispatcher::instance()->metaObject()->className();
    return qEnvironmentVariableIsSet("QT_NO_GLIB") && name.contains("Glib");
}
